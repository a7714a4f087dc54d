import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createProcessRegister } from '../../src/adapters/store/processes.ts';
import type { NewAttempt } from '../../src/application/ports.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit } from '../contract/suites/books-kit.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

/** A real server on books that other processes used before it, and use beside it. */

let postgres: TestPostgres;
let database: Database;
let kit: BooksKit;
let world: World;
let left: Readonly<Record<'prepared' | 'ofTheDead' | 'ofTheLiving', NewAttempt>>;
let beating: NodeJS.Timeout;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url });
  await migrate(database);
  kit = booksKit(database);
  await kit.merchants.apply([BOOKSHOP]);
  left = {
    prepared: await kit.prepared({ expiresInMs: -1_000 }),
    ofTheDead: await dispatchedBy('the dead'),
    ofTheLiving: await dispatchedBy('the living'),
  };
  const register = createProcessRegister(database);
  const beat = () => register.heartbeat({ owner: 'the living', host: 'elsewhere', pid: 1 });
  await beat();
  beating = setInterval(() => void beat(), 5_000);
  world = await startWorld({ DATABASE_URL: postgres.url });
});
afterAll(async () => {
  clearInterval(beating);
  await world?.close();
  await database?.close();
  await postgres?.remove();
});

/** Longer ago than the bank may take to answer. */
async function dispatchedBy(owner: string): Promise<NewAttempt> {
  const attempt = await kit.prepared();
  await kit.payments.dispatch(attempt.attemptId, { owner, amount: AMOUNT });
  await kit.aged('dispatched_at', attempt, 200);
  return attempt;
}

it('settles what the dead left, leaves the living alone, and takes what a person found out', async () => {
  const stateOf = async ({ attemptId }: NewAttempt) =>
    (await world.operations.payment(attemptId)).attempt.state;
  await vi.waitFor(async () => {
    expect([await stateOf(left.ofTheDead), await stateOf(left.prepared)]).toEqual(['unknown', 'notSent']);
  }, 30_000);
  expect(await stateOf(left.ofTheLiving)).toBe('dispatched');
  const { attemptId } = left.ofTheDead;
  expect(await world.operations.doubts({ limit: 9 })).toMatchObject([{ attemptId, owner: 'support' }]);

  const finding = { type: 'paid', refId: '123456789012' } as const;
  const request = { attemptId, finding, evidence: 'Panel export, row 14', who: 'sara' };
  expect(await world.operations.resolve(request)).toMatchObject({ attempt: { state: 'paid' }, alarms: [] });
  await expect(world.operations.resolve(request)).rejects.toThrow('is paid and cannot be settled');

  const others = () => kit.sql(`select owner from processes where owner <> 'the living'`);
  expect(await others()).toEqual([{ owner: expect.stringMatching(/:\d+:\d+$/) }]);
  expect(await world.stopServer()).toBe(0);
  expect([await others(), await kit.sql('select from leases')]).toEqual([[], []]);
});
