import { beforeEach, describe, expect, it } from 'vitest';
import type { AttemptResult } from '../../../src/application/ports.ts';
import { finaliseResult, recordResult } from '../../../src/application/record-result.ts';
import { FakeBooks, FakeLog, FakeQueue, PAID, TRACE } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

let books: FakeBooks;
let queue: FakeQueue;
let system: SimulatedSystem;
let log: FakeLog;
beforeEach(() => {
  [books, queue, system, log] = [new FakeBooks(), new FakeQueue(), new SimulatedSystem(), new FakeLog()];
  books.states.set('att_1', { state: 'dispatched', reason: null });
});

const ports = () => ({ payments: books, queue, system, log });
const result = (): AttemptResult => ({
  evidenceId: 'evd_1',
  attemptId: 'att_1',
  orderId: '1',
  outcome: PAID,
  trace: TRACE,
  learnedAt: 0,
});

describe('a result', () => {
  it('goes to the queue, and the books are left to the worker', async () => {
    expect(await recordResult(ports(), result())).toBe('queue');
    expect([queue.results, books.recordedBy]).toEqual([[result()], []]);
    expect(system.waiting).toBe(0);
  });

  it('goes to the database when the queue refuses it', async () => {
    queue.away = true;
    expect(await recordResult(ports(), result())).toBe('database');
    expect([books.last, books.recordedBy]).toEqual(['paid', ['database']]);
  });

  it('goes to the database when the queue neither takes nor refuses it', async () => {
    queue.hangs = true;
    const recorded = recordResult(ports(), result());
    await system.advance(10_000);
    expect(await recorded).toBe('database');
    expect(system.waiting).toBe(0);
  });

  it('is kept until one of them returns, however long that takes', async () => {
    queue.away = true;
    books.away = true;
    const recorded = recordResult(ports(), result());
    await system.advance(3_600_000);
    expect(books.evidence.size).toBe(0);
    books.away = false;
    await system.advance(1_000);
    expect([await recorded, books.last]).toEqual(['database', 'paid']);
    expect(log.errors).toContain('a result is recorded nowhere yet');
  });

  it('is finalised once, however often its job runs', async () => {
    await finaliseResult(ports(), result());
    await finaliseResult(ports(), result());
    expect([books.last, books.evidence.size, books.recordedBy]).toEqual(['paid', 1, ['queue', 'queue']]);
  });

  it('stays in the queue when the books refuse it', async () => {
    books.away = true;
    await expect(finaliseResult(ports(), result())).rejects.toThrow('away');
  });
});
