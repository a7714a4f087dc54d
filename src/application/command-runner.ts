import type { CallCommand } from '../domain/call/command.ts';
import { CallLine, type CallLinePorts } from './call-line.ts';
import { CallPayments, type CallPaymentsPorts } from './call-payments.ts';
import { CallTimers } from './call-timers.ts';
import { type FindBillPorts, findBill } from './find-bill.ts';
import { type FindLinePorts, findLine } from './find-line.ts';
import type { GatherRunner } from './gather-runner.ts';
import type { RunningCall } from './running-call.ts';

export type CommandPorts = CallLinePorts & CallPaymentsPorts & FindLinePorts & FindBillPorts;

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
    for (const command of commands) this.#run(command, durable);
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
        return this.#call.vault.wipe();
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
        return this.#start(async () => this.#call.tell(await findLine(this.#ports, command.did)));
      case 'FindBill':
        return this.#start(async () =>
          this.#call.tell(await findBill(this.#ports, this.#call.policy(), command.by)),
        );
      case 'CommitAttempt':
        return this.#start(() => this.#payments.commit(command));
      case 'RequestOtp':
        return this.#start(() => this.#payments.requestOtp(command));
      case 'Pay':
        return this.#start(() => this.#payments.pay(command, durable));
      case 'AbandonAttempt':
        return this.#start(() => this.#payments.abandon(command));
    }
  }

  #start(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => {
        this.#ports.log.error({ error, callId: this.#call.callId }, 'a command of a call failed');
      })
      .finally(() => this.#beside.delete(done));
    this.#beside.add(done);
  }
}
