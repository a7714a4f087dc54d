import type { RecordedBy } from '../domain/call/event.ts';
import type { AttemptResult, Log, PaymentStore, ResultQueue, Settlement, Spool, System } from './ports.ts';
import { pause, within } from './waiting.ts';

export interface RecordResultPorts {
  readonly spool: Spool;
  readonly queue: ResultQueue;
  readonly payments: Pick<PaymentStore, 'record'>;
  readonly system: System;
  readonly log: Log;
}

/** A result on its way. Neither promise rejects. */
export interface Recording {
  /** The first road that had the result: from then on it cannot be lost, and may be announced. */
  readonly safe: Promise<RecordedBy>;
  /** When nothing more is done for it here. */
  readonly done: Promise<void>;
}

const RETRY_MS = 1_000;
/** Whoever has neither taken nor refused a result by then is taken for away; it may have it in the end. */
const PATIENCE_MS = 5_000;
/** A disk that hangs must leave the queue the time to be asked before the announcement. */
const SPOOL_PATIENCE_MS = 1_000;

/** What the bank said of an attempt, as it travels. */
export function resultOf(
  system: System,
  { attemptId, orderId }: Pick<AttemptResult, 'attemptId' | 'orderId'>,
  { outcome, trace }: Pick<AttemptResult, 'outcome' | 'trace'>,
): AttemptResult {
  return { evidenceId: system.newId('evd'), attemptId, orderId, outcome, trace, learnedAt: system.now() };
}

/**
 * Brings a result to where it cannot be lost: to the spool, then to the queue, or to the database itself when
 * the queue is away. In the spool alone it waits for its drainer; while it is nowhere, it is tried again for
 * as long as the process lives. How long the caller waits for it is not decided here.
 */
export function recordResult(ports: RecordResultPorts, result: AttemptResult): Recording {
  const { promise: safe, resolve: tell } = Promise.withResolvers<RecordedBy>();
  return { safe, done: bringToSafety(ports, result, tell) };
}

async function bringToSafety(
  ports: RecordResultPorts,
  result: AttemptResult,
  tell: (by: RecordedBy) => void,
): Promise<void> {
  const { system, log } = ports;
  const { attemptId } = result;
  for (;;) {
    const spooled = await toSpool(ports, result);
    if (spooled !== null) tell(spooled);
    const further = (await toQueue(ports, result)) ?? (await toDatabase(ports, result));
    if (further !== null) return tell(further);
    if (spooled !== null) return log.warn({ attemptId }, 'a result waits in the spool for the database');
    log.error({ attemptId }, 'a result is recorded nowhere yet');
    await pause(system, RETRY_MS);
  }
}

/**
 * The worker's half: one result from the queue into the books. A job that runs twice changes nothing. The
 * spool of another process on another machine is emptied by that process.
 */
export async function finaliseResult(
  ports: Pick<RecordResultPorts, 'payments' | 'spool' | 'log'>,
  result: AttemptResult,
): Promise<void> {
  await recordInBooks(ports, result, 'queue');
}

/** Records a result, then drops it from the spool, whether or not a state moved. */
export async function recordInBooks(
  { payments, spool, log }: Pick<RecordResultPorts, 'payments' | 'spool' | 'log'>,
  result: AttemptResult,
  by: RecordedBy,
): Promise<void> {
  report(log, result, await payments.record(result, by));
  await spool.drop(result.evidenceId).catch((error: unknown) => {
    // It is looked at again, and found in the books.
    log.warn({ error, attemptId: result.attemptId }, 'a result that is recorded stays in the spool');
  });
}

async function toSpool(ports: RecordResultPorts, result: AttemptResult): Promise<RecordedBy | null> {
  const { spool, system, log } = ports;
  try {
    await within(system, SPOOL_PATIENCE_MS, spool.write(result));
    return 'spool';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the spool did not take a result');
    return null;
  }
}

async function toQueue(ports: RecordResultPorts, result: AttemptResult): Promise<RecordedBy | null> {
  const { queue, system, log } = ports;
  try {
    await within(system, PATIENCE_MS, queue.add(result));
    return 'queue';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the queue did not take a result');
    return null;
  }
}

async function toDatabase(ports: RecordResultPorts, result: AttemptResult): Promise<RecordedBy | null> {
  const { system, log } = ports;
  try {
    await within(system, PATIENCE_MS, recordInBooks(ports, result, 'database'));
    return 'database';
  } catch (error) {
    log.error({ error, attemptId: result.attemptId }, 'the database did not take a result');
    return null;
  }
}

function report(log: Log, { attemptId, outcome }: AttemptResult, settlement: Settlement): void {
  log.info({ attemptId, outcome, settlement }, 'a result was recorded');
}
