import type { RecordedBy } from '../domain/call/event.ts';
import type { AttemptResult, Log, PaymentStore, ResultQueue, System } from './ports.ts';
import { pause } from './waiting.ts';

export interface RecordResultPorts {
  readonly queue: ResultQueue;
  readonly payments: PaymentStore;
  readonly system: System;
  readonly log: Log;
}

const RETRY_MS = 1_000;

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
  { payments, log }: RecordResultPorts,
  result: AttemptResult,
): Promise<void> {
  const settlement = await payments.record(result, 'queue');
  log.info({ attemptId: result.attemptId, outcome: result.outcome, settlement }, 'a result was recorded');
  if (settlement.surplus)
    log.error({ attemptId: result.attemptId }, 'a bill was paid twice: a refund is due');
}

async function toQueue({ queue, log }: RecordResultPorts, result: AttemptResult): Promise<RecordedBy | null> {
  try {
    await queue.add(result);
    return 'queue';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the queue did not take a result');
    return null;
  }
}

async function toDatabase(
  { payments, log }: RecordResultPorts,
  result: AttemptResult,
): Promise<RecordedBy | null> {
  try {
    await payments.record(result, 'database');
    return 'database';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the database did not take a result');
    return null;
  }
}
