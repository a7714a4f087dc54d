import type { CommandOf } from '../domain/call/command.ts';
import type { Outcome } from '../domain/payment/outcome.ts';
import { WRONG_PIN } from '../domain/payment/response-code.ts';
import { type Charged, type ChargePaymentPorts, chargePayment } from './charge-payment.ts';
import { type CommitAttemptPorts, type CommittedAttempt, commitAttempt } from './commit-attempt.ts';
import { type RecordResultPorts, recordResult, resultOf } from './record-result.ts';
import { type RequestOtpPorts, requestOtp } from './request-otp.ts';
import type { RunningCall } from './running-call.ts';
import { atMost, WAIT_FOR_BOOKS_MS } from './waiting.ts';

export type CallPaymentsPorts = CommitAttemptPorts & RequestOtpPorts & ChargePaymentPorts & RecordResultPorts;

/** An attempt of this call that is in the books, and when its PIN was asked for (monotonic). */
interface HeldAttempt {
  readonly attempt: CommittedAttempt;
  readonly otpSentMs: number;
}

type KeyedPin = { readonly length: number; readonly delayMs: number };
type Replied = Extract<Charged, { readonly type: 'replied' }>;

/** Only these two verdicts tell anything of the PIN. */
function learnable(outcome: Outcome): 'paid' | 'wrong' | null {
  if (outcome.type === 'paid') return 'paid';
  return outcome.type === 'declined' && outcome.code === WRONG_PIN ? 'wrong' : null;
}

/** The attempts of one call: each step asks the books or the bank and answers with an event. */
export class CallPayments {
  readonly #ports: CallPaymentsPorts;
  readonly #call: RunningCall;
  readonly #attempts = new Map<string, HeldAttempt>();

  constructor(ports: CallPaymentsPorts, call: RunningCall) {
    this.#ports = ports;
    this.#call = call;
  }

  async commit(command: CommandOf<'CommitAttempt'>): Promise<void> {
    const { callId, vault, policy, tell } = this.#call;
    const pan = vault.secret(command.pan);
    const committed = await commitAttempt(this.#ports, { callId, policy: policy(), command, pan });
    if (typeof committed === 'string') return tell({ type: 'AttemptRefused', why: committed });
    this.#hold(committed);
    const { attemptId, orderId, habit, receipt } = committed;
    tell({ type: 'AttemptCommitted', attemptId, orderId, habit, ...(receipt ? { receipt } : {}) });
  }

  /** The age of a PIN is counted from here (payment.md, "Cards"). */
  async requestOtp({ attemptId, pan }: CommandOf<'RequestOtp'>): Promise<void> {
    const { vault, tell } = this.#call;
    const { attempt } = this.#held(attemptId);
    this.#hold(attempt);
    const { outcome, trace } = await requestOtp(this.#ports, attempt, vault.secret(pan));
    tell({ type: 'OtpReplied', attemptId, otp: outcome, tookMs: Math.round(trace.tookMs) });
  }

  async pay(command: CommandOf<'Pay'>, durable: Promise<void>): Promise<void> {
    const { attemptId, pin } = command;
    const keyed = this.#keyedPin(command);
    const charged = await this.#charge(command, durable);
    this.#call.vault.clear(pin);
    if (charged.type === 'replied') {
      await this.#record(attemptId, charged);
      return this.#learn(attemptId, keyed, charged.outcome);
    }
    this.#call.tell({ type: 'AttemptRefused', why: charged.why });
    // Everything else that refuses has set the attempt aside already.
    if (charged.why === 'storeDown') await this.abandon({ attemptId, reason: 'notConfirmed' });
  }

  async abandon({ attemptId, reason }: Omit<CommandOf<'AbandonAttempt'>, 'type'>): Promise<void> {
    await this.#ports.payments.setAside(attemptId, reason);
  }

  /** Money moves only after the journal has it that it is about to (design.md, "The core"). */
  async #charge(
    { attemptId, pan, pin }: CommandOf<'Pay'>,
    durable: Promise<void>,
  ): Promise<Charged | { readonly type: 'refused'; readonly why: 'storeDown' }> {
    const { vault, callerGone } = this.#call;
    const { attempt, otpSentMs } = this.#held(attemptId);
    if ((await atMost(this.#ports.system, WAIT_FOR_BOOKS_MS, durable)) === 'late') {
      return { type: 'refused', why: 'storeDown' };
    }
    return chargePayment(this.#ports, {
      attempt,
      door: { channel: 'phone' },
      otpSentMs,
      payerGone: callerGone,
      secrets: () => ({ pan: vault.secret(pan), pin: vault.secret(pin) }),
    });
  }

  /** The result is brought to safety here and not by the conversation, which may have ended. */
  async #record(attemptId: string, charged: Replied): Promise<void> {
    const { system, log } = this.#ports;
    const { callId, tell } = this.#call;
    const { safe, done } = recordResult(
      this.#ports,
      resultOf(system, this.#held(attemptId).attempt, charged),
    );
    const { outcome, trace } = charged;
    tell({ type: 'PayReplied', attemptId, outcome, tookMs: Math.round(trace.tookMs) });
    const by = await atMost(system, WAIT_FOR_BOOKS_MS, safe);
    if (by === 'late') {
      log.error({ callId, attemptId, outcome }, 'a result is announced before it is recorded');
      tell({ type: 'ResultNotRecorded', attemptId });
    } else {
      tell({ type: 'ResultRecorded', attemptId, by });
    }
    await done;
  }

  /** What may be known of a PIN when it has been keyed: how long it is, and how long it took. */
  #keyedPin({ attemptId, pin }: CommandOf<'Pay'>): KeyedPin {
    const { otpSentMs } = this.#held(attemptId);
    const length = this.#call.vault.secret(pin).expose((digits) => digits.length);
    return { length, delayMs: Math.round(this.#ports.system.monotonicMs() - otpSentMs) };
  }

  /** After the result is safe: what is learned of the bank's PINs helps the next payer. */
  async #learn(attemptId: string, pin: KeyedPin, outcome: Outcome): Promise<void> {
    const verdict = learnable(outcome);
    if (verdict === null) return;
    const { cardFirst6 } = this.#held(attemptId).attempt;
    await this.#ports.pinHabits.learn(cardFirst6, { verdict, ...pin }).catch((error: unknown) => {
      this.#ports.log.warn({ error }, 'the habits of a bank could not be kept');
    });
  }

  #hold(attempt: CommittedAttempt): void {
    this.#attempts.set(attempt.attemptId, { attempt, otpSentMs: this.#ports.system.monotonicMs() });
  }

  #held(attemptId: string): HeldAttempt {
    const held = this.#attempts.get(attemptId);
    if (held === undefined) throw new Error(`attempt ${attemptId} is not one of call ${this.#call.callId}`);
    return held;
  }
}
