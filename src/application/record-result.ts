import type { RecordedBy } from '../domain/call/event.ts';
import type { AttemptResult, Log, PaymentStore, ResultQueue, Settlement, System } from './ports.ts';
import { pause, within } from './waiting.ts';

export interface RecordResultPorts {
  readonly queue: ResultQueue;
  readonly payments: PaymentStore;
  readonly system: System;
  readonly log: Log;
}

const RETRY_MS = 1_000;
/** Whoever has neither taken nor refused a result by then is taken for away; both may have it in the end. */
const PATIENCE_MS = 5_000;

/**
 * Brings a result to where it cannot be lost: to the queue, or to the database itself when the queue is
 * away. It goes on trying for as long as the process lives; how long the caller waits for it is not
 * decided here.
 */
export async function recordResult(ports: RecordResultPorts, result: AttemptResult): Promise<RecordedBy> {
  for (;;) {
    const by = (await toQueue(ports, result)) ?? (await toDatabase(ports, result));
    if (by !== null) return by;
    ports.log.error({ attemptId: result.attemptId }, 'a result is recorded nowhere yet');
    await pause(ports.system, RETRY_MS);
  }
}

/** The worker's half: one result from the queue into the books. A job that runs twice changes nothing. */
export async function finaliseResult(
  { payments, log }: Pick<RecordResultPorts, 'payments' | 'log'>,
  result: AttemptResult,
): Promise<void> {
  report(log, result, await payments.record(result, 'queue'));
}

async function toQueue(
  { queue, system, log }: RecordResultPorts,
  result: AttemptResult,
): Promise<RecordedBy | null> {
  try {
    await within(system, PATIENCE_MS, queue.add(result));
    return 'queue';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the queue did not take a result');
    return null;
  }
}

async function toDatabase(
  { payments, system, log }: RecordResultPorts,
  result: AttemptResult,
): Promise<RecordedBy | null> {
  try {
    const recorded = payments.record(result, 'database').then((done) => report(log, result, done));
    await within(system, PATIENCE_MS, recorded);
    return 'database';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the database did not take a result');
    return null;
  }
}

function report(log: Log, { attemptId, outcome }: AttemptResult, settlement: Settlement): void {
  log.info({ attemptId, outcome, settlement }, 'a result was recorded');
}
