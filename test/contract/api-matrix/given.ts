import type { NewAttempt, NewInvoice } from '../../../src/application/ports.ts';
import { invoiceCode } from '../../../src/domain/merchant/invoice.ts';
import { luhnSum } from '../../../src/domain/payment/luhn.ts';
import { secretOf } from '../../support/fakes.ts';
import { WHOLE_HASHER } from '../../support/whole-api.ts';
import { newMobile, PAID, UNKNOWN, unique } from '../suites/books-kit.ts';
import type { Sent, Stage } from './general.ts';

/** Of one route: what it takes, what another merchant gets for it, and the way to each of its own problems. */
export interface Row {
  good(stage: Stage): Promise<Sent>;
  /** The problem that another merchant has with it; `nothing`: a list without a row; null: it names nothing. */
  readonly others: string | 'nothing' | null;
  readonly reach: Readonly<Record<string, (stage: Stage) => Promise<Sent>>>;
}

export const AMOUNT = 500_000;
const PIN = '73915284';
export const WRONG_PIN = { type: 'declined', code: 55 } as const;
let made = 0;

/** An invented card with a right check digit, nobody else's. */
export function newCard(): string {
  made += 1;
  const first = `60379983${2_000_000 + made}`;
  const all = Array.from('0123456789', (check) => `${first}${check}`);
  return all.find((one) => luhnSum(Buffer.from(one)) % 10 === 0) ?? first;
}

function newCode(): string {
  made += 1;
  return invoiceCode(String(1_000_000 + made));
}

export const hashOf = (pan: string) => WHOLE_HASHER.hash(secretOf(pan));

export const otpBody = (given: object = {}) => ({
  ...{ pan: newCard(), amount: AMOUNT, orderId: unique('order'), line: '1000' },
  ...given,
});

export function invoiceOf({ whole }: Stage, given: Partial<NewInvoice> = {}): Promise<NewInvoice> {
  return whole.kit.invoice({ code: newCode(), ...given });
}

/** An order whose PIN was asked for, with all that paying it takes. */
export async function asked({ api, whole }: Stage, given: object = {}) {
  const body = otpBody(given);
  const answer = await api.ask('POST', '/v1/otp', { body });
  if (answer.status !== 201) throw new Error(`No PIN was asked for: ${answer.text}`);
  const attemptId: string = answer.body.id;
  const [row] = await whole.kit.sql('select bill_id from attempts where attempt_id = $1', [attemptId]);
  return {
    billId: String(row?.billId),
    order: body,
    pay: { attemptId, pan: body.pan, pin: PIN, payerMobile: newMobile() },
  };
}

/** Another attempt for the bill of an order, which comes to this. */
export type Rival = (stage: Stage, given: Partial<NewAttempt>) => Promise<unknown>;
export const isPaid: Rival = ({ whole }, given) => whole.kit.settled(PAID, given);
export const isBusy: Rival = ({ whole }, given) => whole.kit.dispatched(given);
export const isUnknown: Rival = ({ whole }, given) => whole.kit.settled(UNKNOWN, given);

export async function closeBill({ whole }: Stage, billId: string): Promise<void> {
  await whole.kit.sql('update bills set cancelled_at = clock_timestamp() where bill_id = $1', [billId]);
}

/** Turns a knob for one request of a kind. */
export function turned(turn: (stage: Stage) => void, sent: (stage: Stage) => Promise<Sent>) {
  return async (stage: Stage): Promise<Sent> => {
    const ready = await sent(stage);
    turn(stage);
    return ready;
  };
}

/** Something for a list to show. */
export function listed(
  fill: (stage: Stage) => Promise<unknown>,
  query: Readonly<Record<string, string>>,
): Row {
  return {
    async good(stage) {
      await fill(stage);
      return { query };
    },
    others: 'nothing',
    reach: {},
  };
}
