import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Retry } from '../../../src/adapters/queue/result-queue.ts';
import type { AttemptResult, Log, ResultQueue } from '../../../src/application/ports.ts';
import { PAID, resultOf, UNKNOWN, unique } from './books-kit.ts';

/** Where a queue under test lives, and how an operator looks into it. */
export interface QueuePlace {
  open(log: Log, retry?: Retry): Promise<ResultQueue>;
  /** The ids of the jobs in the failed set. */
  failed(): Promise<readonly string[]>;
}

export const QUICK: Retry = { attempts: 3, firstMs: 10, longestMs: 20 };

/** The contract of `ResultQueue`. */
export function resultQueueSuite(use: () => QueuePlace): void {
  let queue: ResultQueue;
  let log: KeptLog;
  beforeEach(async () => {
    log = keptLog();
    queue = await use().open(log, QUICK);
  });
  afterEach(() => queue.close());

  describe('a result queue', () => {
    it('hands every result over as it was given', async () => {
      const results = Array.from({ length: 20 }, () => newResult());
      const seen: AttemptResult[] = [];
      for (const result of results.slice(0, 10)) await queue.add(result);
      await queue.work(async (result) => void seen.push(result));
      await Promise.all(results.slice(10).map((result) => queue.add(result)));
      await until(() => seen.length >= 20);
      const byId = (list: readonly AttemptResult[]) =>
        [...list].sort((a, b) => (a.evidenceId < b.evidenceId ? -1 : 1));
      expect(byId(seen)).toEqual(byId(results));
      expect(queue.healthy()).toBe(true);
    });

    it('takes one evidence once, and a later verdict on the same attempt too', async () => {
      const first = newResult();
      const later = { ...first, evidenceId: unique('evd'), outcome: PAID };
      await queue.add(first);
      await queue.add(first);
      await queue.add(later);
      const seen: string[] = [];
      await queue.work(async ({ evidenceId }) => void seen.push(evidenceId));
      await until(() => seen.length >= 2);
      await queue.add(first);
      await queue.add(newResult());
      await until(() => seen.length >= 3);
      expect(seen.filter((id) => id === first.evidenceId)).toHaveLength(1);
      expect(seen).toContain(later.evidenceId);
    });

    it('tries again after a failure', async () => {
      const result = newResult();
      let tries = 0;
      await queue.work(async ({ evidenceId }) => {
        if (evidenceId !== result.evidenceId) return;
        tries += 1;
        if (tries < 3) throw new Error('The books are away.');
      });
      await queue.add(result);
      await until(() => tries === 3);
      await until(() => log.warnings.length >= 2);
      expect(log.errors).toEqual([]);
    });

    it('keeps a job that failed for good where an operator sees it', async () => {
      const result = newResult();
      await queue.work(async ({ evidenceId }) => {
        if (evidenceId === result.evidenceId) throw new Error('The books refuse.');
      });
      await queue.add(result);
      await until(() => log.errors.length > 0);
      const jobId = `${result.attemptId}-${result.evidenceId}`;
      expect(log.errors).toEqual([{ jobId, tries: 3, problem: 'The books refuse.' }]);
      expect(await use().failed()).toContain(jobId);
    });

    it('lets a running job end before it closes, and loses none', async () => {
      const results = Array.from({ length: 5 }, () => newResult());
      const ended = new Set<string>();
      const other = await use().open(keptLog(), QUICK);
      let begun = 0;
      await other.work(async ({ evidenceId }) => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        ended.add(evidenceId);
      });
      for (const result of results) await queue.add(result);
      await until(() => begun > 0);
      await other.close();
      expect(ended.size).toBe(begun);
      await queue.work(async ({ evidenceId }) => void ended.add(evidenceId));
      await until(() => results.every(({ evidenceId }) => ended.has(evidenceId)));
    });
  });
}

export function newResult(): AttemptResult {
  return resultOf({ attemptId: unique('att'), orderId: '123456789012345678' }, UNKNOWN);
}

export async function until(isTrue: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('What was waited for did not come.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

interface KeptLog extends Log {
  readonly warnings: object[];
  readonly errors: object[];
}

export function keptLog(): KeptLog {
  const warnings: object[] = [];
  const errors: object[] = [];
  return {
    warnings,
    errors,
    info: () => undefined,
    warn: (fields) => void warnings.push(fields),
    error: (fields) => void errors.push(fields),
  };
}
