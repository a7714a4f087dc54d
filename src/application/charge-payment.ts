import { type DispatchRefusal, type NotSentReason, PIN_LIFE_LEFT_MS } from '../domain/payment/attempt.ts';
import { alarmOf, type Outcome } from '../domain/payment/outcome.ts';
import type { CommittedAttempt } from './commit-attempt.ts';
import type { Gateway, GatewayTrace, Log, PayDoor, PaymentStore, System } from './ports.ts';
import type { Secret } from './secret.ts';

export interface ChargePaymentPorts {
  readonly gateway: Gateway;
  readonly payments: PaymentStore;
  readonly system: System;
  readonly log: Log;
  /** Names this process in the books. */
  readonly owner: string;
}

export interface Charge {
  readonly attempt: Pick<
    CommittedAttempt,
    'attemptId' | 'orderId' | 'amount' | 'sequence' | 'mobile' | 'pinLifeMs'
  >;
  readonly door: PayDoor;
  /** When `otp-v2` was sent, on the monotonic clock; of a panel at the latest then. */
  readonly otpSentMs: number;
  /** Takes the card and the PIN from the vault; called once, when they are about to be sent. */
  readonly secrets: () => { readonly pan: Secret; readonly pin: Secret };
  /** Whether the payer is known to have hung up. A panel's payer never is: what was asked for is done. */
  readonly payerGone: () => boolean;
}

export type Charged =
  | { readonly type: 'replied'; readonly outcome: Outcome; readonly trace: GatewayTrace }
  | { readonly type: 'refused'; readonly why: ChargeRefusal };

/** Why nothing was sent, and nothing will be for this attempt. */
export type ChargeRefusal = DispatchRefusal | 'callerGone';

/** How long after the COMMIT the bytes may still leave (payment.md, "Dispatch" 2). */
const SEND_WITHIN_MS = 2_000;

/**
 * Moves money once, by payment.md, "Dispatch": committed as `dispatched` first, sent once within two
 * seconds of that, and never again. It goes on to the end whatever becomes of the call.
 */
export async function chargePayment(ports: ChargePaymentPorts, charge: Charge): Promise<Charged> {
  const { attemptId } = charge.attempt;
  const setAside = reasonToSetAside(ports, charge);
  if (setAside !== null) return refuse(ports, attemptId, setAside);
  try {
    const dispatch = await ports.payments.dispatch(attemptId, dispatchOf(ports, charge));
    if (dispatch !== 'dispatched') return { type: 'refused', why: dispatch };
  } catch (error) {
    ports.log.error({ error, attemptId }, 'a dispatch was not confirmed, so that nothing is sent');
    return { type: 'replied', ...notConfirmed('the dispatch was not confirmed') };
  }
  return send(ports, charge, ports.system.monotonicMs());
}

function dispatchOf({ owner }: ChargePaymentPorts, { attempt, door }: Charge) {
  const { amount, mobile, pinLifeMs } = attempt;
  return door.channel === 'phone' ? { owner, amount } : { owner, amount, panel: { mobile, pinLifeMs } };
}

async function send(
  { gateway, system, log }: ChargePaymentPorts,
  charge: Charge,
  committedMs: number,
): Promise<Charged> {
  const { attemptId, orderId, amount, sequence, mobile, pinLifeMs } = charge.attempt;
  const mayStillSend = () => {
    const now = system.monotonicMs();
    // The dispatch may have waited long for its locks: what was fresh when it was asked for may be stale now.
    return now - committedMs < SEND_WITHIN_MS && now - charge.otpSentMs < pinLifeMs;
  };
  const secrets = takeSecrets(charge);
  if (secrets === null)
    return { type: 'replied', ...notConfirmed('the card or the PIN is not held any more') };
  const { door } = charge;
  const reply = await gateway.pay({ sequence, orderId, amount, mobile, door, ...secrets }, mayStillSend);
  secrets.pin.wipe();
  const { outcome, trace } = reply;
  log.info({ attemptId, orderId, outcome, trace }, 'the bank was asked to pay');
  const alarm = alarmOf(outcome);
  if (alarm !== null) log.error({ attemptId, orderId, outcome }, alarm);
  return { type: 'replied', ...reply };
}

function takeSecrets({ secrets }: Charge): ReturnType<Charge['secrets']> | null {
  try {
    return secrets();
  } catch {
    return null;
  }
}

function reasonToSetAside({ system }: ChargePaymentPorts, charge: Charge): 'hangup' | 'expired' | null {
  if (charge.payerGone()) return 'hangup';
  const age = system.monotonicMs() - charge.otpSentMs;
  return age > charge.attempt.pinLifeMs - PIN_LIFE_LEFT_MS ? 'expired' : null;
}

async function refuse(
  { payments, log }: ChargePaymentPorts,
  attemptId: string,
  reason: Extract<NotSentReason, 'hangup' | 'expired'>,
): Promise<Charged> {
  await payments.setAside(attemptId, reason).catch((error: unknown) => {
    log.error({ error, attemptId, reason }, 'an attempt could not be set aside');
  });
  return { type: 'refused', why: reason === 'hangup' ? 'callerGone' : 'expired' };
}

/** Nothing left us. Recorded as a result, since the COMMIT may have reached the books all the same. */
function notConfirmed(note: string): { readonly outcome: Outcome; readonly trace: GatewayTrace } {
  return {
    outcome: { type: 'notSent', reason: 'notConfirmed' },
    trace: { httpStatus: null, code: null, tookMs: 0, note },
  };
}
