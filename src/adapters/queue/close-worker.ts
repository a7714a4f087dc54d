import type { QueueWorker } from './backends.ts';

/** Running jobs may end for this long; with the server away a worker would wait for it for ever. */
const CLOSE_MS = 5_000;

/** Lets running jobs end. One that is cut off runs again elsewhere, which changes nothing in the books. */
export async function closeWorker(worker: Pick<QueueWorker<never>, 'close' | 'disconnect'>): Promise<void> {
  const late = AbortSignal.timeout(CLOSE_MS);
  const isLate = new Promise<void>((resolve) => {
    late.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([worker.close(), isLate]);
  if (late.aborted) worker.disconnect().catch(() => undefined);
}
