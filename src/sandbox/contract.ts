/** What is asked of the bank, once a request has kept the contract (contracts.md 5.1 and 5.2). */
export interface OtpOrder {
  readonly orderId: string;
  /** As the request has it: a whole or a broken number of Rial. */
  readonly amount: number;
  readonly pan: string;
  readonly sequence: string;
}

export interface PayOrder extends Omit<OtpOrder, 'amount'> {
  readonly ivr: 0 | 1;
  /** Ours, also where a panel names it by the gateway's own id. */
  readonly orderId: string;
  /** Null where a panel leaves it out: the amount of the PIN counts. */
  readonly amount: number | null;
  readonly pin: string;
  readonly mobile: string;
}

type Check = { readonly must: string; readonly test: (value: unknown) => boolean };

/** Texts are judged for form alone here; whether a card or a PIN is right is for the bank to say. */
const FIELDS = {
  amount: { must: 'be a positive number', test: (value) => typeof value === 'number' && value > 0 },
  wholeAmount: {
    must: 'be a positive whole number',
    test: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  },
  pan: { must: 'be text', test: (value) => isText(value, /^.+$/s) },
  id: { must: 'be text of 1 to 50 characters', test: (value) => isText(value, /^.{1,50}$/) },
  sequence: { must: 'be text without spaces around it', test: (value) => isText(value, /^\S(.*\S)?$/) },
  pin: { must: 'be text of 4 to 12 digits', test: (value) => isText(value, /^\d{4,12}$/) },
  mobile: { must: 'be text such as +989123456789', test: (value) => isText(value, /^\+989\d{9}$/) },
} satisfies Record<string, Check>;

const OTP_FIELDS = { amount: FIELDS.amount, pan: FIELDS.pan, order_id: FIELDS.id, sequence: FIELDS.sequence };
const PAY_FIELDS = {
  pan: FIELDS.pan,
  pin: FIELDS.pin,
  merchant_cid: FIELDS.mobile,
  sequence: FIELDS.sequence,
};
const PHONE_FIELDS = { ...PAY_FIELDS, amount: FIELDS.wholeAmount, order_id: FIELDS.id };
const PANEL_FIELDS = { ...PAY_FIELDS, invoice_id: FIELDS.id };
const PANEL_OPTIONAL = { amount: FIELDS.wholeAmount, order_id: FIELDS.id };

/** Every field of either call, for the log of requests. */
export const FIELD_NAMES: readonly string[] = ['ivr', ...Object.keys({ ...PHONE_FIELDS, ...PANEL_FIELDS })];

/** What is wrong with a request, a line for each fault; no line repeats a value. */
export class ContractBroken extends Error {
  override readonly name = 'ContractBroken';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.faults = faults;
  }
}

/** Reads a request for a PIN. Throws `ContractBroken`. */
export function readOtpOrder(body: unknown): OtpOrder {
  const fields = objectIn(body);
  demand(fields, OTP_FIELDS);
  return {
    orderId: fields.order_id as string,
    amount: fields.amount as number,
    pan: fields.pan as string,
    sequence: fields.sequence as string,
  };
}

/**
 * Reads a payment of a telephone call (`ivr` 1) or of a panel (`ivr` 0). Throws `ContractBroken`.
 * @param orderOf the order that a panel's `invoice_id` stands for
 */
export function readPayOrder(body: unknown, orderOf: (invoiceId: string) => string): PayOrder {
  const fields = objectIn(body);
  const { ivr } = fields;
  if (ivr !== 0 && ivr !== 1) throw new ContractBroken(['ivr must be the number 1 or 0']);
  demand(fields, ivr === 1 ? PHONE_FIELDS : { ...PANEL_FIELDS, ...present(fields, PANEL_OPTIONAL) });
  const orderId = ivr === 1 ? (fields.order_id as string) : orderOf(fields.invoice_id as string);
  if ((fields.order_id ?? orderId) !== orderId) {
    throw new ContractBroken(['order_id must be the order of invoice_id where both are given']);
  }
  return {
    ivr,
    orderId,
    amount: (fields.amount as number | undefined) ?? null,
    pan: fields.pan as string,
    pin: fields.pin as string,
    mobile: fields.merchant_cid as string,
    sequence: fields.sequence as string,
  };
}

function objectIn(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new ContractBroken(['the body must be a JSON object']);
}

function demand(fields: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, Check>>): void {
  const faults = Object.entries(checks)
    .filter(([name, check]) => !check.test(fields[name]))
    .map(([name, check]) =>
      fields[name] === undefined ? `${name} is missing` : `${name} must ${check.must}`,
    );
  if (faults.length > 0) throw new ContractBroken(faults);
}

function present(
  fields: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): Record<string, Check> {
  return Object.fromEntries(Object.entries(checks).filter(([name]) => fields[name] !== undefined));
}

function isText(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}
