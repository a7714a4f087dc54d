import { beforeEach, describe, expect, it } from 'vitest';
import { startDrainer } from '../../../src/application/drain-spool.ts';
import type { AttemptResult } from '../../../src/application/ports.ts';
import { FakeBooks, FakeLog, FakeSpool, PAID, TRACE } from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

let books: FakeBooks;
let spool: FakeSpool;
let system: SimulatedSystem;
let log: FakeLog;
beforeEach(() => {
  [books, spool, system, log] = [new FakeBooks(), new FakeSpool(), new SimulatedSystem(), new FakeLog()];
  for (const id of ['att_1', 'att_2']) books.states.set(id, { state: 'dispatched', reason: null });
});

const ports = () => ({ payments: books, spool, system, log });

function resultOf(number: number): AttemptResult {
  return {
    evidenceId: `evd_${number}`,
    attemptId: `att_${number}`,
    orderId: String(number),
    outcome: PAID,
    trace: TRACE,
    learnedAt: 0,
  };
}

const states = () => [...books.states.values()].map(({ state }) => state);

describe('what a dead process left in the spool', () => {
  it('is in the books before the start goes on', async () => {
    await spool.write(resultOf(1));
    await startDrainer(ports());
    expect([states(), books.recordedBy, spool.entries.size]).toEqual([['paid', 'dispatched'], ['spool'], 0]);
  });

  it('waits when the database is away, and the start does not', async () => {
    await spool.write(resultOf(1));
    books.away = true;
    await startDrainer(ports());
    await system.advance(60_000);
    expect([spool.entries.size, books.recordedBy]).toEqual([1, []]);
    books.away = false;
    await system.advance(5_000);
    expect([spool.entries.size, books.recordedBy]).toEqual([0, ['spool']]);
  });

  it('keeps the start for a few seconds only when the database hangs', async () => {
    await spool.write(resultOf(1));
    books.hangs = true;
    const starting = startDrainer(ports());
    await system.advance(5_000);
    await starting;
    expect(spool.entries.size).toBe(1);
  });
});

describe('the drainer', () => {
  it('leaves a result to the queue until a second round finds it still there', async () => {
    await startDrainer(ports());
    await system.advance(1_000);
    await spool.write(resultOf(1));
    await system.advance(4_000);
    expect(books.recordedBy).toEqual([]);
    await system.advance(5_000);
    expect([books.recordedBy, spool.entries.size]).toEqual([['spool'], 0]);
  });

  it('drops what the books have already, and changes nothing in them', async () => {
    await books.record(resultOf(1), 'queue');
    await spool.write(resultOf(1));
    await startDrainer(ports());
    expect([spool.entries.size, books.evidence.size, states()[0]]).toEqual([0, 1, 'paid']);
  });

  it('sets aside what is not of these books, and brings in what comes after it', async () => {
    await spool.write(resultOf(9));
    await spool.write(resultOf(2));
    await startDrainer(ports());
    expect([spool.aside, spool.entries.size, states()]).toEqual([['evd_9'], 0, ['dispatched', 'paid']]);
    expect(log.errors).toEqual(['a result in the spool is not of these books: it is set aside']);
  });

  it('keeps no other waiting for one that is refused', async () => {
    const record = books.record.bind(books);
    books.record = async (result, by) => {
      if (result.attemptId === 'att_1') throw new Error('a constraint');
      return record(result, by);
    };
    await spool.write(resultOf(1));
    await spool.write(resultOf(2));
    await startDrainer(ports());
    expect([[...spool.entries.keys()], states()[1]]).toEqual([['evd_1'], 'paid']);
  });

  it('goes on when the spool cannot be read for a while, with an alarm', async () => {
    await spool.write(resultOf(1));
    spool.away = true;
    await startDrainer(ports());
    expect(log.errors).toContain('the spool cannot be read: results may wait in it');
    spool.away = false;
    await system.advance(10_000);
    expect(books.recordedBy).toEqual(['spool']);
  });

  it('ends: what is left waits for the next start', async () => {
    const end = await startDrainer(ports());
    await end();
    await spool.write(resultOf(1));
    await system.advance(60_000);
    expect([spool.entries.size, system.waiting]).toEqual([1, 0]);
  });

  it('ends after the result in hand, however many wait', async () => {
    await spool.write(resultOf(1));
    await spool.write(resultOf(2));
    books.away = true;
    const end = await startDrainer(ports());
    await settle();
    books.away = false;
    books.hangs = true;
    await system.advance(5_000);
    const ending = end();
    await system.advance(5_000);
    await ending;
    expect(system.waiting).toBe(0);
  });
});
