import type { CallLimits } from '../../domain/merchant/line.ts';
import { isCardNumber } from '../../domain/payment/card.ts';
import type { Outcome } from '../../domain/payment/outcome.ts';
import { isPin } from '../../domain/payment/pin.ts';
import { wayOnAfter } from '../../domain/payment/response-code.ts';
import {
  type Charge,
  type Charged,
  type ChargePaymentPorts,
  type ChargeRefusal,
  chargePayment,
} from '../charge-payment.ts';
import type { AttemptToPay, CardHasher, PanelStore } from '../ports.ts';
import { type RecordResultPorts, recordResult, resultOf } from '../record-result.ts';
import { atMost, WAIT_FOR_BOOKS_MS } from '../waiting.ts';
import type { PanelPaid, PanelPayRequest, PanelRefusal, PanelRefused } from './panel-payments.ts';

export interface PanelPayPorts extends ChargePaymentPorts, RecordResultPorts {
  readonly payments: ChargePaymentPorts['payments'];
  readonly panelStore: Pick<PanelStore, 'attemptToPay'>;
  readonly cardHasher: CardHasher;
  readonly limits: Pick<CallLimits, 'pinLifeMs'>;
}

export type PanelAnswer = PanelPaid | PanelRefused;

/** An attempt that is about to be dispatched, and when its PIN was asked for at the latest (monotonic). */
interface Ready {
  readonly attempt: AttemptToPay;
  readonly otpSentMs: number;
}

/**
 * Pays an attempt of a panel once (payment.md, "Dispatch"). `answer` is told what came of it, as soon as that may be
 * announced; the promise resolves when nothing more is done for it here.
 */
export async function payFromPanel(
  ports: PanelPayPorts,
  request: PanelPayRequest,
  answer: (answer: PanelAnswer) => void,
): Promise<void> {
  const tried = await charge(ports, request);
  if (typeof tried === 'string') return answer({ refused: tried });
  await record(ports, tried.attempt, tried.replied, answer);
}

type Replied = Extract<Charged, { readonly type: 'replied' }>;

/** Recording may take long, and needs no secret: both are wiped before it, on every way. */
async function charge(
  ports: PanelPayPorts,
  request: PanelPayRequest,
): Promise<{ readonly attempt: AttemptToPay; readonly replied: Replied } | PanelRefusal> {
  try {
    const ready = await getReady(ports, request);
    if (typeof ready === 'string') return ready;
    const charged = await chargePayment(ports, chargeOf(ports, request, ready));
    if (charged.type === 'refused') return REFUSALS[charged.why];
    return { attempt: ready.attempt, replied: charged };
  } finally {
    request.pan.wipe();
    request.pin.wipe();
  }
}

/** What a lost dispatch is called; the attempt is used up by it. */
const REFUSALS: Readonly<Record<ChargeRefusal, PanelRefusal>> = {
  billPaid: 'billPaid',
  billClosed: 'billClosed',
  billBusy: 'billBusy',
  billUnknown: 'billUnknown',
  payerBusy: 'payerBusy',
  payerUnknown: 'payerUnknown',
  pinBudget: 'pinBudget',
  expired: 'attemptExpired',
  notPrepared: 'attemptUsed',
  callerGone: 'attemptUsed',
};

/** Everything that is looked at before the attempt is used: what is refused here may be tried again. */
async function getReady(ports: PanelPayPorts, request: PanelPayRequest): Promise<Ready | PanelRefusal> {
  const { merchantId, attemptId, pan, pin } = request;
  if (!pan.expose(isCardNumber)) return 'cardMalformed';
  if (!pin.expose(isPin)) return 'pinMalformed';
  const askedMs = ports.system.monotonicMs();
  try {
    const attempt = await ports.panelStore.attemptToPay(merchantId, attemptId);
    if (attempt === null) return 'noAttempt';
    return refusalOf(ports, request, attempt) ?? { attempt, otpSentMs: askedMs - attempt.ageMs };
  } catch (error) {
    ports.log.error({ error, attemptId }, 'an attempt of a panel could not be read');
    return 'storeDown';
  }
}

function refusalOf(
  { cardHasher }: PanelPayPorts,
  { pan }: PanelPayRequest,
  { state, notSentReason, cardHash }: AttemptToPay,
): PanelRefusal | null {
  if (state !== 'prepared') return notSentReason === 'expired' ? 'attemptExpired' : 'attemptUsed';
  const { keyId, hash } = cardHasher.hash(pan);
  // A hash that was made under another key, or is forgotten, tells nothing of this card.
  if (cardHash?.keyId !== keyId) return 'attemptExpired';
  return isSame(cardHash.hash, hash) ? null : 'cardDiffers';
}

/** Compares two hashes in a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

function chargeOf(
  { limits }: PanelPayPorts,
  { payerMobile, pan, pin }: PanelPayRequest,
  { attempt, otpSentMs }: Ready,
): Charge {
  return {
    attempt: { ...attempt, mobile: payerMobile, pinLifeMs: limits.pinLifeMs },
    door: { channel: 'panel', invoiceId: attempt.gatewayInvoiceId },
    otpSentMs,
    payerGone: () => false,
    secrets: () => ({ pan, pin }),
  };
}

/** The result is announced once it cannot be lost, or after two seconds all the same (payment.md). */
async function record(
  ports: PanelPayPorts,
  { attemptId, orderId }: AttemptToPay,
  charged: Replied,
  answer: (answer: PanelAnswer) => void,
): Promise<void> {
  const { system, log } = ports;
  const { safe, done } = recordResult(ports, resultOf(system, { attemptId, orderId }, charged));
  if ((await atMost(system, WAIT_FOR_BOOKS_MS, safe)) === 'late') {
    log.error({ attemptId, outcome: charged.outcome }, 'a result is announced before it is recorded');
  }
  answer(paidOf(attemptId, charged.outcome));
  await done;
}

function paidOf(attemptId: string, outcome: Outcome): PanelPaid {
  switch (outcome.type) {
    case 'paid':
      return { status: 'paid', attemptId, refId: outcome.refId };
    case 'declined':
      return { status: 'declined', attemptId, code: outcome.code, wayOn: wayOnAfter(outcome.code) };
    case 'unknown':
    case 'notSent':
      return { status: outcome.type, attemptId };
  }
}
