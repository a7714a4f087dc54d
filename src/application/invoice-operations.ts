import { asciiDigits } from '../domain/digits.ts';
import { invoiceCode } from '../domain/merchant/invoice.ts';
import { type Mobile, readMobile } from '../domain/merchant/mobile.ts';
import { AMOUNT_STEP, LARGEST_AMOUNT, type Rial } from '../domain/payment/amount.ts';
import { OperationFault } from './fault.ts';
import {
  addInvoice,
  CODE_TRIES,
  changeInvoice,
  type DraftRefusal,
  type InvoiceDraft,
  type InvoicePorts,
} from './panel/invoices.ts';
import type { ChangeRefusal, Invoice } from './ports.ts';

/** What operators do with invoices: the merchant's own use cases, refused in sentences. */

/** An invoice to add. Without a code, one is made. */
export interface InvoiceRequest {
  readonly merchantId: string;
  readonly amount: Rial;
  readonly code?: string;
  readonly description?: string;
  /** The payer's, in any spelling, to whom the invoice is offered when they call. */
  readonly mobile?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** Rejects with `OperationFault`. */
export async function addAsOperator(ports: InvoicePorts, request: InvoiceRequest): Promise<Invoice> {
  const { mobile, ...facts } = request;
  const draft: InvoiceDraft = { ...facts, ...(mobile === undefined ? {} : { mobile: mobileOf(mobile) }) };
  const added = await addInvoice(ports, draft);
  if ('refused' in added) throw new OperationFault(ADD_REFUSALS[added.refused](request));
  return added;
}

/** Rejects with `OperationFault`. */
export async function showAsOperator({ invoices }: InvoicePorts, invoiceId: string): Promise<Invoice> {
  const invoice = await invoices.show({ merchantId: null, invoiceId });
  if (invoice === null) throw new OperationFault(CHANGE_REFUSALS.noInvoice(invoiceId));
  return invoice;
}

/** Rejects with `OperationFault`. */
export async function cancelAsOperator({ invoices }: InvoicePorts, invoiceId: string): Promise<Invoice> {
  return changed(invoiceId, await invoices.cancel({ merchantId: null, invoiceId }));
}

/** Sets when an invoice ends; null: never. Rejects with `OperationFault`. */
export async function extendAsOperator(
  ports: InvoicePorts,
  { invoiceId, expiresAt }: { readonly invoiceId: string; readonly expiresAt: number | null },
): Promise<Invoice> {
  return changed(invoiceId, await changeInvoice(ports, { merchantId: null, invoiceId }, { expiresAt }));
}

function changed(invoiceId: string, answer: Invoice | ChangeRefusal | 'amountStep'): Invoice {
  if (typeof answer === 'string') throw new OperationFault(CHANGE_REFUSALS[answer](invoiceId));
  return answer;
}

/** People write a mobile in groups, too. */
function mobileOf(text: string): Mobile {
  const mobile = readMobile(asciiDigits(text).replace(/[\s()-]/g, ''));
  if (mobile !== null) return mobile;
  throw new OperationFault(`${text} is no Iranian mobile number. Give one such as 09121234567.`);
}

const AMOUNT_STEP_SENTENCE = `The amount must be in Rial, a multiple of ${AMOUNT_STEP}, at most ${LARGEST_AMOUNT - (LARGEST_AMOUNT % AMOUNT_STEP)}.`;

const ADD_REFUSALS: Readonly<Record<DraftRefusal, (request: InvoiceRequest) => string>> = {
  amountStep: () => AMOUNT_STEP_SENTENCE,
  codeMalformed: () => 'An invoice code has 6 to 11 digits, the last one a check digit.',
  codeCheckDigit: ({ code = '' }) =>
    `The last digit of ${code} is not its check digit: ${invoiceCode(code.slice(0, -1))} would be right.`,
  codeTaken: ({ merchantId, code }) => `Merchant ${merchantId} has an invoice ${code} already.`,
  noFreeCode: () => `No free invoice code was found in ${CODE_TRIES} tries. Give one yourself.`,
  expiryPassed: () => 'The invoice would have expired before it is added. Give a later time.',
  noMerchant: ({ merchantId }) => `There is no merchant ${merchantId}. Declare it first: zangpay apply FILE`,
};

const CHANGE_REFUSALS: Readonly<Record<ChangeRefusal | 'amountStep', (invoiceId: string) => string>> = {
  noInvoice: (id) => `There is no invoice ${id}. See: zangpay invoices list`,
  processing: (id) => `A payment of ${id} is under way. Try again in a few minutes.`,
  unknown: (id) => `The result of a payment of ${id} is not known yet. See: zangpay payments list --unknown`,
  paid: (id) => `The invoice ${id} is paid: it stays as it is.`,
  cancelled: (id) => `The invoice ${id} was cancelled. Add a new one.`,
  amountFrozen: (id) =>
    `A payment of ${id} was tried, so that its amount stays. Cancel it and add a new one.`,
  amountStep: () => AMOUNT_STEP_SENTENCE,
};
