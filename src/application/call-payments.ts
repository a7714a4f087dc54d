import type { CommandOf } from '../domain/call/command.ts';
import { type Charged, type ChargePaymentPorts, chargePayment } from './charge-payment.ts';
import { type CommitAttemptPorts, type CommittedAttempt, commitAttempt } from './commit-attempt.ts';
import type { AttemptResult } from './ports.ts';
import { type RecordResultPorts, recordResult } from './record-result.ts';
import { type RequestOtpPorts, requestOtp } from './request-otp.ts';
import type { RunningCall } from './running-call.ts';
import { atMost, WAIT_FOR_BOOKS_MS } from './waiting.ts';

export type CallPaymentsPorts = CommitAttemptPorts & RequestOtpPorts & ChargePaymentPorts & RecordResultPorts;

/** An attempt of this call that is in the books, and when its PIN was asked for (monotonic). */
interface HeldAttempt {
  readonly attempt: CommittedAttempt;
  readonly otpSentMs: number;
}

type Replied = Extract<Charged, { readonly type: 'replied' }>;

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
    tell({ type: 'AttemptCommitted', attemptId: committed.attemptId, orderId: committed.orderId });
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
    const charged = await this.#charge(command, durable);
    this.#call.vault.clear(pin);
    if (charged.type === 'replied') return this.#record(attemptId, charged);
    this.#call.tell({ type: 'AttemptRefused', why: charged.why });
    // Everything else that refuses has set the attempt aside already.
    if (charged.why === 'storeDown') await this.abandon({ attemptId, reason: 'notConfirmed' });
  }

  async abandon({ attemptId, reason }: Omit<CommandOf<'AbandonAttempt'>, 'type'>): Promise<void> {
    await this.#ports.payments.setAside(attemptId, reason);
  }

  /** Money moves only after the journal has it that it is about to (design.md, "The core"). */
  async #charge({ attemptId, pan, pin }: CommandOf<'Pay'>, durable: Promise<void>): Promise<Charged> {
    const { vault, callerGone } = this.#call;
    const { attempt, otpSentMs } = this.#held(attemptId);
    if ((await atMost(this.#ports.system, WAIT_FOR_BOOKS_MS, durable)) === 'late') {
      return { type: 'refused', why: 'storeDown' };
    }
    return chargePayment(this.#ports, {
      attempt,
      otpSentMs,
      payerGone: callerGone,
      secrets: () => ({ pan: vault.secret(pan), pin: vault.secret(pin) }),
    });
  }

  /** The result is brought to safety here and not by the conversation, which may have ended. */
  async #record(attemptId: string, charged: Replied): Promise<void> {
    const { system, log } = this.#ports;
    const { callId, tell } = this.#call;
    const { safe, done } = recordResult(this.#ports, this.#resultOf(attemptId, charged));
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

  #resultOf(attemptId: string, { outcome, trace }: Replied): AttemptResult {
    const { system } = this.#ports;
    const { orderId } = this.#held(attemptId).attempt;
    return { evidenceId: system.newId('evd'), attemptId, orderId, outcome, trace, learnedAt: system.now() };
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
