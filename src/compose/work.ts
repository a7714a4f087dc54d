import { createLeftCalls } from '../adapters/store/left-calls.ts';
import { createProcessRegister } from '../adapters/store/processes.ts';
import { CallRegistry } from '../application/call-registry.ts';
import type { SessionPorts } from '../application/call-session.ts';
import { startJournalDrainer } from '../application/drain-journals.ts';
import { startDrainer } from '../application/drain-spool.ts';
import type { RunningProcess } from '../application/ports.ts';
import { finaliseResult } from '../application/record-result.ts';
import { startTakeOver } from '../application/take-over.ts';
import type { Config } from '../config.ts';
import type { Ground } from './ground.ts';
import { startReceiptsOf } from './receipts.ts';
import { startRounds, startTelling } from './rounds.ts';
import { system } from './system.ts';

interface Working {
  readonly ground: Ground;
  readonly ports: SessionPorts;
  readonly running: RunningProcess;
}

/**
 * Starts all that goes on beside the calls, and makes their registry, which takes none yet.
 * @param opened ends it, in the opposite order
 */
export async function startWork(
  config: Config,
  { ground, ports, running }: Working,
  opened: AsyncDisposableStack,
): Promise<CallRegistry> {
  const { database, queue, bankServices } = ground;
  const { log } = ports;
  opened.defer(startRounds(config, database, running, log));
  opened.defer(startTelling(config, database, log));
  opened.defer(await startReceiptsOf({ config, database, sms: bankServices.sms, system, log }));
  // Whoever waits on the line hears what a dead process had learned: so before a call is taken.
  opened.defer(await startDrainer(ports));
  await queue.work((result) => finaliseResult(ports, result));
  const calls = new CallRegistry(ports);
  opened.defer(await startJournalDrainer(ports, (callId) => calls.isRunning(callId)));
  return calls;
}

/** Takes calls from now on, also those of processes that have died. Calls are the first to end. */
export function takeCalls(
  config: Config,
  { ground, ports, calls }: Pick<Working, 'ground' | 'ports'> & { readonly calls: CallRegistry },
  opened: AsyncDisposableStack,
): void {
  const { database } = ground;
  calls.listen();
  opened.defer(() => calls.close());
  opened.defer(() => calls.drain(config.drainMs));
  const processes = createProcessRegister(database);
  opened.defer(startTakeOver({ ...ports, leftCalls: createLeftCalls(database), processes }));
}
