import { beforeEach, describe, expect, it } from 'vitest';
import type { AttemptResult } from '../../../src/application/ports.ts';
import { finaliseResult, recordResult } from '../../../src/application/record-result.ts';
import { FakeBooks, FakeLog, FakeQueue, FakeSpool, PAID, TRACE } from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

let books: FakeBooks;
let queue: FakeQueue;
let spool: FakeSpool;
let system: SimulatedSystem;
let log: FakeLog;
beforeEach(() => {
  [books, queue, spool, system, log] = [
    new FakeBooks(),
    new FakeQueue(),
    new FakeSpool(),
    new SimulatedSystem(),
    new FakeLog(),
  ];
  books.states.set('att_1', { state: 'dispatched', reason: null });
});

const ports = () => ({ payments: books, queue, spool, system, log });
const RESULT: AttemptResult = {
  evidenceId: 'evd_1',
  attemptId: 'att_1',
  orderId: '1',
  outcome: PAID,
  trace: TRACE,
  learnedAt: 0,
};

/** Sets a result on its way; what came of it can be looked at as it comes. */
function onItsWay() {
  const seen: { safe: string | null; done: boolean } = { safe: null, done: false };
  const { safe, done } = recordResult(ports(), RESULT);
  void safe.then((by) => {
    seen.safe = by;
  });
  void done.then(() => {
    seen.done = true;
  });
  return seen;
}

describe('a result', () => {
  it('goes to the spool, then to the queue, and the books are left to the worker', async () => {
    const seen = onItsWay();
    await settle();
    expect(seen).toEqual({ safe: 'spool', done: true });
    expect([[...spool.entries.keys()], queue.results, books.recordedBy]).toEqual([['evd_1'], [RESULT], []]);
    expect(system.waiting).toBe(0);
  });

  it('is in the spool before the queue is asked', async () => {
    queue.add = async () => {
      expect(spool.entries.size).toBe(1);
    };
    const { safe, done } = recordResult(ports(), RESULT);
    await done;
    expect([await safe, log.errors]).toEqual(['spool', []]);
  });

  it('goes to the database when the queue refuses it, and then leaves the spool', async () => {
    queue.away = true;
    await recordResult(ports(), RESULT).done;
    expect([books.last, books.recordedBy, spool.entries.size]).toEqual(['paid', ['database'], 0]);
  });

  it('is safe at once while the queue hangs, and goes to the database later', async () => {
    queue.hangs = true;
    const seen = onItsWay();
    await settle();
    expect(seen).toEqual({ safe: 'spool', done: false });
    await system.advance(5_000);
    expect([seen.done, books.recordedBy, system.waiting]).toEqual([true, ['database'], 0]);
  });

  it('is safe in the spool alone while queue and database are away, and nobody waits for them', async () => {
    queue.away = true;
    books.away = true;
    const seen = onItsWay();
    await settle();
    expect(seen).toEqual({ safe: 'spool', done: true });
    expect([spool.entries.size, system.waiting]).toEqual([1, 0]);
  });

  it('is in the spool alone when queue and database hang, after a while', async () => {
    queue.hangs = true;
    books.hangs = true;
    const seen = onItsWay();
    await system.advance(10_000);
    expect([seen, spool.entries.size]).toEqual([{ safe: 'spool', done: true }, 1]);
  });

  it('goes to the queue when the spool is full, with an alarm', async () => {
    spool.away = true;
    const seen = onItsWay();
    await settle();
    expect(seen).toEqual({ safe: 'queue', done: true });
    expect(log.errors).toEqual(['the spool did not take a result']);
  });

  it('goes to the queue in time to be announced while the disk hangs', async () => {
    spool.hangs = true;
    const seen = onItsWay();
    await system.advance(1_500);
    expect(seen).toEqual({ safe: 'queue', done: true });
  });

  it('is tried again for as long as nobody takes it', async () => {
    spool.away = true;
    queue.away = true;
    books.away = true;
    const seen = onItsWay();
    await system.advance(3_600_000);
    expect(seen).toEqual({ safe: null, done: false });
    expect(log.errors).toContain('a result is recorded nowhere yet');
    books.away = false;
    await system.advance(1_000);
    expect([seen, books.last]).toEqual([{ safe: 'database', done: true }, 'paid']);
  });
});

describe('the worker', () => {
  it('finalises a result once, however often its job runs', async () => {
    await finaliseResult(ports(), RESULT);
    await finaliseResult(ports(), RESULT);
    expect([books.last, books.evidence.size, books.recordedBy]).toEqual(['paid', 1, ['queue', 'queue']]);
  });

  it('drops it from the spool, also when no state moved', async () => {
    books.states.set('att_1', { state: 'paid', reason: null });
    await spool.write(RESULT);
    await finaliseResult(ports(), RESULT);
    expect(spool.entries.size).toBe(0);
  });

  it('leaves it in the queue and in the spool when the books refuse it', async () => {
    await spool.write(RESULT);
    books.away = true;
    await expect(finaliseResult(ports(), RESULT)).rejects.toThrow('away');
    expect(spool.entries.size).toBe(1);
  });

  it('has done its work when only the spool cannot be cleared', async () => {
    spool.away = true;
    await finaliseResult(ports(), RESULT);
    expect([books.last, log.lines.at(-1)?.level]).toEqual(['paid', 'warn']);
  });
});
