import type { CallCommand, CommandOf } from '../domain/call/command.ts';
import type { CallEvent } from '../domain/call/event.ts';
import { CallLine, type CallLinePorts } from './call-line.ts';
import { CallPayments, type CallPaymentsPorts } from './call-payments.ts';
import { CallTimers } from './call-timers.ts';
import { type FindBillPorts, findBill } from './find-bill.ts';
import { type FindLinePorts, findLine } from './find-line.ts';
import type { GatherRunner } from './gather-runner.ts';
import type { RunningCall } from './running-call.ts';
import { type VerifyPayerPorts, verifyPayer } from './verify-payer.ts';

export type CommandPorts = CallLinePorts &
  CallPaymentsPorts &
  FindLinePorts &
  FindBillPorts &
  VerifyPayerPorts;

/** What is kept of a call for the next one is no reason to disturb it. */
const KEPT_ANYWAY = null;

const FAILED = 'a command of a call failed';

/**
 * Runs the commands of one call. What concerns its gathers, timers and secrets happens at once; the line is
 * asked in order; the bank and the books are asked beside it and answer by events.
 */
export class CommandRunner {
  readonly #ports: CommandPorts;
  readonly #call: RunningCall;
  readonly #gathers: GatherRunner;
  readonly #timers: CallTimers;
  readonly #line: CallLine;
  readonly #payments: CallPayments;
  readonly #beside = new Set<Promise<void>>();

  constructor(ports: CommandPorts, call: RunningCall, gathers: GatherRunner) {
    this.#ports = ports;
    this.#call = call;
    this.#gathers = gathers;
    this.#timers = new CallTimers(ports.system, call.tell);
    this.#line = new CallLine(ports, call);
    this.#payments = new CallPayments(ports, call);
  }

  /** @param durable resolves when the journal entry that holds these commands is on disk */
  run(commands: readonly CallCommand[], durable: Promise<void>): void {
    for (const command of commands) {
      try {
        this.#run(command, durable);
      } catch (error) {
        // The others must run all the same: one of them may be the timer that ends a wait.
        this.#ports.log.error({ error, callId: this.#call.callId, command: command.type }, FAILED);
      }
    }
  }

  /** Stops what waits, and resolves when all that was begun has ended, a payment that is out included. */
  async finish(): Promise<void> {
    this.#timers.stopAll();
    this.#gathers.close();
    while (this.#beside.size > 0) await Promise.all(this.#beside);
    await this.#line.idle;
  }

  #run(command: CallCommand, durable: Promise<void>): void {
    switch (command.type) {
      case 'OpenGather':
        return this.#gathers.open(command.gather, command.request);
      case 'CloseGather':
        return this.#gathers.close();
      case 'WipeSecrets':
        // A gather without its digits could not be judged any more.
        this.#gathers.close();
        return this.#call.vault.wipe(command.keep);
      case 'StartTimer':
        return this.#timers.start(command.timer, command.ms);
      case 'StopTimer':
        return this.#timers.stop(command.timer);
      case 'Answer':
        return this.#line.answer();
      case 'Play':
        this.#gathers.promptBegan();
        return this.#line.play(command, durable);
      case 'StopPlay':
        this.#gathers.promptEnded();
        return this.#line.stop(command.play);
      case 'KeepMedia':
        return this.#line.keepMedia(command.media);
      case 'SetNet':
        return this.#line.setNet(command.seconds);
      case 'Reject':
      case 'HangUp':
        return this.#line.hangUp(command.cause);
      case 'LoadLinePolicy':
        return this.#start(async () => this.#call.tell(await this.#findLine(command)), {
          type: 'LinePolicyLoaded',
          line: { status: 'down' },
        });
      case 'FindBill':
        return this.#start(
          async () => this.#call.tell(await findBill(this.#ports, this.#call.policy(), command.by)),
          { type: 'BillRefused', why: 'storeDown' },
        );
      case 'CommitAttempt':
        return this.#start(() => this.#payments.commit(command), {
          type: 'AttemptRefused',
          why: 'storeDown',
        });
      case 'CheckPayer':
        return this.#start(() => this.#checkPayer(command), {
          type: 'PayerChecked',
          check: command.check,
          finding: 'unavailable',
          tookMs: 0,
        });
      case 'RequestOtp':
        return this.#start(() => this.#payments.requestOtp(command), otpUnknown(command));
      case 'Pay':
        // Whether money moved is not known then, and the caller hears just that.
        return this.#start(() => this.#payments.pay(command, durable), {
          type: 'ResultNotRecorded',
          attemptId: command.attemptId,
        });
      case 'RememberLanguage':
        return this.#start(() => this.#rememberLanguage(command), KEPT_ANYWAY);
      case 'NoteTold':
        return this.#start(() => this.#ports.callers.noteTold(command.attemptId), KEPT_ANYWAY);
      case 'OweReceipt':
        // Its entry in the journal is the note.
        return;
      case 'HandOver':
        return this.#line.handOver(command.extension, durable);
      case 'AbandonAttempt':
        return this.#start(() => this.#payments.abandon(command), null);
    }
  }

  #findLine({ did, caller }: CommandOf<'LoadLinePolicy'>) {
    return findLine(this.#ports, { did, caller, callId: this.#call.callId });
  }

  async #checkPayer(command: CommandOf<'CheckPayer'>): Promise<void> {
    const { callId, caller, vault, policy, tell } = this.#call;
    tell(await verifyPayer(this.#ports, { callId, line: policy().line, caller, vault, command }));
  }

  /** Nothing is kept of a caller whose number is withheld. */
  async #rememberLanguage({ language }: CommandOf<'RememberLanguage'>): Promise<void> {
    const { caller, policy } = this.#call;
    if (caller !== null) await this.#ports.callers.rememberLanguage(policy().merchantId, caller, language);
  }

  /** @param surprise what the call is told when the work fails, so that nobody waits for it for ever */
  #start(work: () => Promise<void>, surprise: CallEvent | null): void {
    const done = work()
      .catch((error: unknown) => {
        this.#ports.log.error({ error, callId: this.#call.callId }, FAILED);
        if (surprise !== null) this.#call.tell(surprise);
      })
      .finally(() => this.#beside.delete(done));
    this.#beside.add(done);
  }
}

function otpUnknown({ attemptId }: CommandOf<'RequestOtp'>): CallEvent {
  return { type: 'OtpReplied', attemptId, otp: { type: 'unknown' }, tookMs: 0 };
}
