import type { Bank, Verdict } from './bank.ts';
import { type OtpOrder, type PayOrder, readOtpOrder } from './contract.ts';
import type { Delivery } from './delivery.ts';
import { RESPONSE_CODES, type ResponseCode } from './response-codes.ts';

/** How late the late answers are, in milliseconds. */
export interface Delays {
  readonly slowMs: number;
  readonly verySlowMs: number;
}

/** How much more than asked the price of `otp-other-price` is, in Rial. */
const SURCHARGE = 1_000;

/** contracts.md 5.1. Throws `ContractBroken`. */
export function otpV2(bank: Bank, body: unknown): Delivery {
  const order = readOtpOrder(body);
  const code = bank.refusal(order);
  if (code !== null) return json(otpRefusal(code));

  const plan = bank.otpPlan(order.pan);
  if (plan.texts) bank.sendPin(order);
  switch (plan.reply) {
    case 'accepted':
      return json({ status: 1, data: otpData(bank, order), errors: [] });
    case 'otherPrice': {
      const invoice = bank.invoiceOf(order.orderId) ?? order.orderId;
      const data = { invoice_id: invoice, price: order.amount + SURCHARGE };
      return json({ status: 1, data, errors: [] });
    }
    case 'refused':
      return json(otpRefusal(78));
    case 'error':
      return { type: 'html', httpStatus: 500 };
    case 'silent':
      return { type: 'silence' };
  }
}

/** Nothing, as one version of the documentation has it, or the order's id and its price, as the other does. */
function otpData(bank: Bank, { orderId, amount }: OtpOrder): object {
  const invoice = bank.invoiceOf(orderId);
  return invoice === null ? [] : { invoice_id: invoice, price: amount };
}

/** contracts.md 5.2. */
export function pay(bank: Bank, delays: Delays, order: PayOrder): Delivery {
  const verdict = bank.pay(order);
  switch (verdict.reply) {
    case 'silent':
      return { type: 'silence' };
    case 'cut':
      return { type: 'cut' };
    case 'html':
      return { type: 'html', httpStatus: 200 };
    case 'error':
      return { type: 'html', httpStatus: 500 };
    case 'slow':
      return json(payReply(verdict), delays.slowMs);
    case 'verySlow':
      return json(payReply(verdict), delays.verySlowMs);
    case 'statusText':
      return json({ ...payReply(verdict), status: String(payReply(verdict).status) });
    case 'dataArray':
      return json({ ...payReply(verdict), data: [payReply(verdict).data] });
    case 'zeroReference':
      return json({ ...payReply(verdict), data: { refID: '0' } });
    case 'plain':
    case 'paddedCode':
      return json(payReply(verdict));
  }
}

function payReply(verdict: Verdict) {
  if (verdict.code === null) return { status: 1, data: { refID: verdict.refId }, errors: [] };
  const transactionStatus = String(verdict.code).padStart(verdict.reply === 'paddedCode' ? 4 : 1, '0');
  return { status: 0, data: { refID: '0', transactionStatus }, errors: [RESPONSE_CODES[verdict.code].fa] };
}

/** A refused PIN is not documented beyond its status; the code is told where `pay` tells it. */
function otpRefusal(code: ResponseCode) {
  return { status: 0, data: { transactionStatus: String(code) }, errors: [RESPONSE_CODES[code].fa] };
}

function json(body: object, afterMs = 0): Delivery {
  return { type: 'json', body, afterMs };
}
