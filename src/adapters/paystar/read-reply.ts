import type { PayRequest } from '../../application/ports.ts';
import type { OtpOutcome, Outcome, UnknownReason } from '../../domain/payment/outcome.ts';
import { isDeclineCode } from '../../domain/payment/response-code.ts';
import type { Exchange } from '../provider/exchange.ts';
import { echoesCard, echoesSecret } from './echo.ts';
import { type Reply, readReply } from './reply.ts';

/** An outcome with what may be kept of the reply that led to it: a code, and a few words of ours. */
export interface Reading<O> {
  readonly outcome: O;
  readonly code: number | null;
  readonly note: string;
}

type Secrets = Pick<PayRequest, 'pan' | 'pin'>;

/**
 * The one place where a reply to `pay`, or an error, becomes an outcome (payment.md, "Reading the reply").
 * Only the exact form of success is `paid`, only a listed code is `declined`, only proof is `notSent`.
 */
export function readPay(exchange: Exchange, secrets: Secrets): Reading<Outcome> {
  switch (exchange.type) {
    case 'neverLeft':
      return {
        outcome: { type: 'notSent', reason: exchange.why },
        code: null,
        note: `nothing was sent: ${exchange.detail}`,
      };
    case 'lost':
      return unknown(exchange.why, null, lostNote(exchange));
    case 'oversized':
      return unknown('notJson', null, 'the reply is too long to be one');
    case 'reply':
      return readPayReply(exchange.httpStatus, readReply(exchange.body), secrets);
  }
}

function readPayReply(httpStatus: number, reply: Reply | null, secrets: Secrets): Reading<Outcome> {
  if (reply === null) {
    const why = isGood(httpStatus) ? 'notJson' : 'httpStatus';
    return unknown(why, null, `HTTP ${httpStatus}, no JSON object`);
  }
  if (httpStatus >= 500) return unknown('httpStatus', codeIn(reply), `HTTP ${httpStatus}`);
  return reply.succeeded ? readSuccess(httpStatus, reply, secrets) : readFailure(httpStatus, reply);
}

function readSuccess(httpStatus: number, reply: Reply, secrets: Secrets): Reading<Outcome> {
  const code = codeIn(reply);
  const { reference } = reply;
  const open = (why: UnknownReason, note: string) => unknown(why, code, note);
  if (!isGood(httpStatus)) return open('httpStatus', `HTTP ${httpStatus} with status 1`);
  if (reply.code.type !== 'none' && code !== 0) return open('contradiction', 'status 1 with a code');
  if (reply.complains) return open('contradiction', 'status 1 with errors');
  if (reference.type === 'none') return open('noReference', 'status 1 without a reference');
  if (reference.type === 'unusable') return open('noReference', 'the reference has no known form');
  if (echoesSecret(reference.refId, secrets))
    return open('noReference', 'the reference repeats what was sent');
  return { outcome: { type: 'paid', refId: reference.refId }, code, note: 'paid' };
}

function readFailure(httpStatus: number, reply: Reply): Reading<Outcome> {
  const code = codeIn(reply);
  const open = (why: UnknownReason, note: string) => unknown(why, code, note);
  if (reply.reference.type !== 'none') return open('contradiction', 'no success, but a reference');
  if (code !== null && isDeclineCode(code)) {
    return { outcome: { type: 'declined', code }, code, note: `declined with code ${code}` };
  }
  if (!isGood(httpStatus)) return open('httpStatus', `HTTP ${httpStatus} without a deciding code`);
  return open('unlistedCode', reply.code.type === 'none' ? 'no code' : 'a code that decides nothing');
}

/**
 * Reads the reply to `otp-v2` (payment.md, "Words"). A JSON object below HTTP 500 without status 1 is a
 * refusal, also one without any status (contracts.md 2.1); what cannot be read is not.
 * @param price the amount that was sent, in the gateway's unit
 */
export function readOtp(exchange: Exchange, price: number): Reading<OtpOutcome> {
  if (exchange.type === 'neverLeft') {
    return { outcome: { type: 'notConnected' }, code: null, note: `nothing was sent: ${exchange.detail}` };
  }
  if (exchange.type === 'lost') return otpUnknown(lostNote(exchange));
  if (exchange.type === 'oversized') return otpUnknown('the reply is too long to be one');

  const { httpStatus } = exchange;
  const reply = readReply(exchange.body);
  if (reply === null) return otpUnknown(`HTTP ${httpStatus}, no JSON object`);
  if (httpStatus >= 500) return otpUnknown(`HTTP ${httpStatus}`);
  if (!reply.succeeded) {
    const code = codeIn(reply);
    return { outcome: { type: 'refused', code }, code, note: `refused with HTTP ${httpStatus}` };
  }
  if (!isGood(httpStatus)) return otpUnknown(`HTTP ${httpStatus} with status 1`);
  if (reply.price !== null && reply.price !== price) {
    return { outcome: { type: 'priceMismatch' }, code: null, note: 'the PIN was issued for another price' };
  }
  return { outcome: { type: 'accepted' }, code: null, note: 'the PIN is on its way' };
}

/**
 * The gateway's own id of the order in the reply to `otp-v2`, which `data` may hold (contracts.md 5.1). One that
 * repeats the card is none: it would carry it into the books.
 */
export function readInvoiceId(exchange: Exchange, { pan }: Pick<Secrets, 'pan'>): string | null {
  if (exchange.type !== 'reply') return null;
  const invoiceId = readReply(exchange.body)?.invoiceId ?? null;
  return invoiceId === null || echoesCard(invoiceId, pan) ? null : invoiceId;
}

function unknown(why: UnknownReason, code: number | null, note: string): Reading<Outcome> {
  return { outcome: { type: 'unknown', why, code }, code, note };
}

function otpUnknown(note: string): Reading<OtpOutcome> {
  return { outcome: { type: 'unknown' }, code: null, note };
}

function lostNote(exchange: Extract<Exchange, { type: 'lost' }>): string {
  return exchange.why === 'timeout' ? 'no whole reply in time' : `connection lost: ${exchange.detail}`;
}

function codeIn(reply: Reply): number | null {
  return reply.code.type === 'given' ? reply.code.code : null;
}

function isGood(httpStatus: number): boolean {
  return httpStatus >= 200 && httpStatus < 300;
}
