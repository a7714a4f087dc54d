import type { PanelRefusal } from '../../application/panel/panel-payments.ts';
import { ApiProblem, type ProblemCode } from './problems.ts';

/** Each refusal of a panel's payment as a problem, with the field at fault where there is one. */
const REFUSALS = {
  noLine: ['line_not_found', 'line'],
  noInvoice: ['invoice_not_found', 'invoiceId'],
  noAttempt: ['attempt_not_found', 'attemptId'],
  amountStep: ['amount_step', 'amount'],
  amountDiffers: ['amount_differs', 'amount'],
  cardMalformed: ['card_malformed', 'pan'],
  // Who gets so far has sent the digits that a PIN has: the schema sees to it.
  pinMalformed: ['invalid_field', 'pin'],
  cardDiffers: ['card_differs', 'pan'],
  invoiceExpired: ['invoice_expired', 'invoiceId'],
  invoiceCancelled: ['invoice_cancelled', 'invoiceId'],
  billPaid: ['already_paid'],
  billBusy: ['bill_busy'],
  billUnknown: ['bill_unknown'],
  billClosed: ['bill_closed'],
  payerBusy: ['payer_busy'],
  payerUnknown: ['payer_unknown'],
  pinBudget: ['pin_budget'],
  cardLimit: ['card_limit'],
  callerLimit: ['caller_limit'],
  keyLimit: ['key_limit'],
  otpRefused: ['otp_refused'],
  priceMismatch: ['price_mismatch'],
  gatewayDown: ['gateway_down'],
  attemptExpired: ['attempt_expired'],
  attemptUsed: ['attempt_used'],
  storeDown: ['store_down'],
  draining: ['draining'],
} as const satisfies Readonly<Record<PanelRefusal, readonly [ProblemCode, field?: string]>>;

/** The problems that a route may answer with because of these refusals. */
export function problemsOf(refusals: readonly PanelRefusal[]): readonly ProblemCode[] {
  return refusals.map((refusal) => REFUSALS[refusal][0]);
}

export function refusalProblem(refusal: PanelRefusal): ApiProblem {
  const [code, field] = REFUSALS[refusal];
  return new ApiProblem(code, field === undefined ? {} : { field });
}
