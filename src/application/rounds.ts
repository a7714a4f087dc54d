import type { System } from './ports.ts';

/**
 * Runs a task at once, and again so many milliseconds after each end of it. The task never rejects. Returns
 * the function that ends it, which resolves when nothing of it runs any more.
 */
export function inRounds(system: System, restMs: number, task: () => Promise<void>): () => Promise<void> {
  let ended = false;
  let cancel = (): void => undefined;
  let running = Promise.resolve();
  const round = (): void => {
    running = task().then(() => {
      if (!ended) cancel = system.after(restMs, round);
    });
  };
  round();
  return async () => {
    ended = true;
    cancel();
    await running;
  };
}
