import type { System } from './ports.ts';

/** Waits for work for so many milliseconds, and rejects when it takes longer. The work goes on. */
export function within<T>(system: System, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = system.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}

/** Waits for work for so many milliseconds; `late` when it took longer or failed. The work goes on. */
export function atMost<T>(system: System, ms: number, work: Promise<T>): Promise<T | 'late'> {
  return within(system, ms, work).catch(() => 'late' as const);
}

/** Resolves after so many milliseconds. */
export function pause(system: System, ms: number): Promise<void> {
  return new Promise((resolve) => {
    system.after(ms, resolve);
  });
}

/** How long a verdict waits for its journal entry, and an announcement for its result (payment.md). */
export const WAIT_FOR_BOOKS_MS = 2_000;
