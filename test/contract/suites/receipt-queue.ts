import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log, ReceiptQueue } from '../../../src/application/ports.ts';
import { unique } from './books-kit.ts';
import { keptLog, until } from './result-queue.ts';

export type OpenReceiptQueue = (log: Log) => Promise<ReceiptQueue>;

/** The contract of `ReceiptQueue`. */
export function receiptQueueSuite(open: OpenReceiptQueue): void {
  let queue: ReceiptQueue;
  beforeEach(async () => {
    queue = await open(keptLog());
  });
  afterEach(() => queue.close());

  describe('a receipt queue', () => {
    it('wakes for every receipt, those that waited before it worked too', async () => {
      const ids = Array.from({ length: 20 }, () => unique('rcp'));
      const seen = new Set<string>();
      for (const id of ids.slice(0, 10)) await queue.add(id);
      await queue.work(async (id) => void seen.add(id));
      await Promise.all(ids.slice(10).map((id) => queue.add(id)));
      await until(() => ids.every((id) => seen.has(id)));
    });

    it('swallows a wake-up that waits already, and takes the next one when it has run', async () => {
      const id = unique('rcp');
      let runs = 0;
      for (let nth = 0; nth < 5; nth += 1) await queue.add(id);
      await queue.work(async (given) => {
        if (given === id) runs += 1;
      });
      await until(() => runs > 0);
      const other = unique('rcp');
      let isThere = false;
      await queue.close();
      queue = await open(keptLog());
      await queue.work(async (given) => {
        if (given === id) runs += 1;
        if (given === other) isThere = true;
      });
      await queue.add(other);
      await until(() => isThere);
      expect(runs).toBe(1);
      await queue.add(id);
      await until(() => runs === 2);
    });

    it('is not held up by one that fails', async () => {
      const [poison, id] = [unique('rcp'), unique('rcp')];
      const seen: string[] = [];
      await queue.work(async (given) => {
        seen.push(given);
        if (given === poison) throw new Error('it breaks');
      });
      await queue.add(poison);
      await queue.add(id);
      await until(() => seen.includes(id) && seen.includes(poison));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await queue.add(poison);
      await until(() => seen.filter((given) => given === poison).length === 2);
    });

    it('shares the work out between two', async () => {
      const other = await open(keptLog());
      const ids = Array.from({ length: 30 }, () => unique('rcp'));
      const [ours, theirs]: [string[], string[]] = [[], []];
      const slowly = (seen: string[]) => async (id: string) => {
        seen.push(id);
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      await queue.work(slowly(ours));
      await other.work(slowly(theirs));
      await Promise.all(ids.map((id) => queue.add(id)));
      const mine = () => [...ours, ...theirs].filter((id) => ids.includes(id));
      await until(() => mine().length >= ids.length);
      expect(new Set(mine()).size).toBe(ids.length);
      expect(mine()).toHaveLength(ids.length);
      expect(theirs.length).toBeGreaterThan(0);
      await other.close();
    });
  });
}
