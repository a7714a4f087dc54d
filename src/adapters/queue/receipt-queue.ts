import type { Log, ReceiptQueue } from '../../application/ports.ts';
import type { Database } from '../store/database.ts';
import { openBackend, type QueueWorker } from './backends.ts';
import { closeWorker } from './close-worker.ts';

interface Wake {
  readonly receiptId: string;
}

/**
 * A job is a wake-up: it is tried once and kept by nobody. While it waits, the same wake-up is swallowed; when it has
 * run, the next one is a job of its own.
 */
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/**
 * Opens the queue of receipts, on the given database or on Redis: it spreads the work over processes, and whether a
 * receipt goes out is decided by its row (migration 014).
 * @throws QueueUnreachable when Redis does not answer
 */
export async function openReceiptQueue(
  where: { database: Database } | { redisUrl: string },
  log: Log,
): Promise<ReceiptQueue> {
  const backend = await openBackend<Wake>('receipts', where);
  backend.queue.on('error', (error) =>
    log.warn({ problem: error.message }, 'The receipt queue has a problem.'),
  );
  let worker: QueueWorker<Wake> | null = null;
  return {
    async add(receiptId) {
      await backend.queue.add('receipt', { receiptId }, { ...JOB, jobId: receiptId });
    },
    async work(handler) {
      worker = backend.startWorker(
        ({ data }) => handler(data.receiptId),
        () => 0,
      );
      worker.on('error', (error) =>
        log.warn({ problem: error.message }, 'The receipt worker has a problem.'),
      );
      worker.on('failed', (job, error) =>
        log.warn({ jobId: job?.id, problem: error.message }, 'A wake-up for a receipt failed.'),
      );
      await worker.waitUntilReady();
    },
    async close() {
      if (worker !== null) await closeWorker(worker);
      await backend.close();
    },
  };
}
