import type { System } from './ports.ts';

/** Waits for work for so many milliseconds; `late` when it took longer or failed. The work goes on. */
export function atMost<T>(system: System, ms: number, work: Promise<T>): Promise<T | 'late'> {
  return new Promise((resolve) => {
    const cancel = system.after(ms, () => resolve('late'));
    work.then(resolve, () => resolve('late')).finally(cancel);
  });
}

/** Resolves after so many milliseconds. */
export function pause(system: System, ms: number): Promise<void> {
  return new Promise((resolve) => {
    system.after(ms, resolve);
  });
}

/** How long a verdict waits for its journal entry, and an announcement for its result (payment.md). */
export const WAIT_FOR_BOOKS_MS = 2_000;
