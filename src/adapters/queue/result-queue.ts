import type { Job } from 'bullmq';
import type { AttemptResult, Log, ResultQueue } from '../../application/ports.ts';
import type { Database } from '../store/database.ts';
import { openBackend, type Process, type QueueWorker } from './backends.ts';
import { closeWorker } from './close-worker.ts';

/** How often a job is tried and how long it rests between tries, in milliseconds: doubling up to a limit. */
export interface Retry {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** An hour and a half of tries; then the job waits in the failed set for an operator. */
const RETRY: Retry = { attempts: 100, firstMs: 500, longestMs: 60_000 };

/**
 * Opens the queue of results: on the given database, or on Redis.
 *
 * A job holds an `AttemptResult` and nothing else, so nothing secret. Its id is made of the attempt and the
 * evidence, so that a later verdict on one attempt is not swallowed as a double; a job may still run twice,
 * and the books count an `evidenceId` once (payment.md, "Writing the result").
 * @throws QueueUnreachable when Redis does not answer
 */
export async function openResultQueue(
  where: { database: Database } | { redisUrl: string },
  log: Log,
  retry: Retry = RETRY,
): Promise<ResultQueue> {
  const backend = await openBackend<AttemptResult>('results', where);
  backend.queue.on('error', (error) =>
    log.warn({ problem: error.message }, 'The result queue has a problem.'),
  );
  let worker: QueueWorker<AttemptResult> | null = null;
  return {
    async add(result) {
      await backend.queue.add('result', result, { ...jobOptions(retry), jobId: jobIdOf(result) });
    },
    async work(handler) {
      worker = backend.startWorker(processBy(handler), (tries) => restMs(retry, tries));
      worker.on('error', (error) => log.warn({ problem: error.message }, 'The result worker has a problem.'));
      worker.on('failed', (job, error) => reportFailure(log, job, error));
      await worker.waitUntilReady();
    },
    healthy: () => backend.healthy(),
    async close() {
      if (worker !== null) await closeWorker(worker);
      await backend.close();
    },
  };
}

function processBy(handler: (result: AttemptResult) => Promise<void>): Process<AttemptResult> {
  return (job) => handler(job.data);
}

function jobIdOf({ attemptId, evidenceId }: AttemptResult): string {
  return `${attemptId}-${evidenceId}`;
}

/** Finished jobs are kept for a day, so that a result that is added again meets its own job. */
function jobOptions({ attempts }: Retry) {
  return {
    attempts,
    backoff: { type: 'custom' },
    removeOnComplete: { age: 24 * 3600, count: 10_000 },
    removeOnFail: false,
  };
}

function restMs({ firstMs, longestMs }: Retry, tries: number): number {
  return Math.min(firstMs * 2 ** (tries - 1), longestMs);
}

function reportFailure(log: Log, job: Job<AttemptResult> | undefined, error: Error): void {
  const fields = { jobId: job?.id, tries: job?.attemptsMade, problem: error.message };
  const isLast = job === undefined || job.attemptsMade >= (job.opts.attempts ?? 1);
  if (isLast) log.error(fields, 'A result could not be recorded: its job stays in the failed set.');
  else log.warn(fields, 'A result could not be recorded and will be tried again.');
}
