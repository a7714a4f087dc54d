import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, openDatabase, StoreUnreachable } from '../../src/adapters/store/database.ts';
import { createLeftovers } from '../../src/adapters/store/leftovers.ts';
import { migrate, migrationStatus } from '../../src/adapters/store/migrate.ts';
import { createProcessRegister } from '../../src/adapters/store/processes.ts';
import { createResolver } from '../../src/adapters/store/resolve.ts';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { booksSuite } from './suites/books.ts';
import { BOOKSHOP, booksKit, OWNER, PAID, resultOf, runSql, UNKNOWN } from './suites/books-kit.ts';
import { LEFT } from './suites/leftovers.ts';
import { migrationSuite } from './suites/migrations.ts';
import { raceSuite } from './suites/races.ts';
import { receiptRaceSuite } from './suites/receipt-races.ts';
import { webhookRaceSuite } from './suites/webhook-races.ts';

const SRC = new URL('../../src/adapters/store/', import.meta.url).href;

describe('the store on PostgreSQL', () => {
  let postgres: TestPostgres;
  let database: Database;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ url: postgres.url });
    await migrate(database);
  });
  afterAll(async () => {
    await database?.close();
    await postgres?.remove();
  });

  booksSuite(() => database);
  raceSuite(() => database);
  webhookRaceSuite(() => database);
  receiptRaceSuite(() => database);

  describe('migrations', () => {
    migrationSuite(async () =>
      openDatabase({ url: await postgres.createDatabase(`older_${randomUUID().slice(0, 8)}`) }),
    );

    it('run once when two processes begin at once', async () => {
      const url = await postgres.createDatabase('fresh');
      const both = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
      const [first] = both;
      const before = await migrationStatus(first);
      expect(before.every(({ executedAt }) => executedAt === null)).toBe(true);
      const ran = await Promise.all(both.map(migrate));
      expect(ran.map(({ length }) => length).sort()).toEqual([0, before.length]);
      expect(await migrate(first)).toEqual([]);
      expect((await migrationStatus(first)).every(({ executedAt }) => executedAt !== null)).toBe(true);
      await Promise.all(both.map((one) => one.close()));
    });

    it('keep to schemas of their own', async () => {
      const tables = await runSql(database, `select 1 from pg_tables where schemaname = 'public'`);
      expect(tables).toEqual([]);
    });
  });

  describe('failures', () => {
    it('tells in one sentence, without the password, why it cannot be opened', async () => {
      const port = await freeTcpPort();
      const refused = [
        `postgres://zangpay:hush-hush@127.0.0.1:${port}/books`,
        postgres.url.replace(/:[^:@]*@/, ':hush-hush@'),
        postgres.url.replace(/postgres$/, 'absent'),
        'postgres://user:hush-hush@:not a url',
      ].map((url) => openDatabase({ url }).catch((error) => error));
      const errors = await Promise.all(refused);
      expect(errors.every((error) => error instanceof StoreUnreachable)).toBe(true);
      expect(errors.map(({ message }) => message).join('\n')).not.toMatch(/hush|battery/);
      expect(errors[0].message).toContain(
        `127.0.0.1:${port}/books cannot be used: it does not answer (ECONNREFUSED)`,
      );
      expect(errors[1].message).toContain('refuses the user name or the password');
      expect(errors[2].message).toContain('no database of that name');
    });

    it('outlives the loss of a connection in the middle of a transaction', async () => {
      const lost = database.db.transaction().execute(async (books) => {
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(books);
      });
      await expect(lost).rejects.toThrow();
      const idle = database.db.transaction().execute(async (books) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(books);
        await runSql(database, `select pg_terminate_backend(${rows[0]?.pid})`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      await expect(idle).rejects.toThrow();
      expect(await runSql(database, 'select 1 as one')).toEqual([{ one: 1 }]);
    });

    it('leaves an attempt dispatched when its process dies between dispatch and record', async () => {
      const kit = booksKit(database);
      await kit.merchants.apply([BOOKSHOP]);
      const attempt = await kit.prepared();
      expect(await dispatchAndDie(postgres.url, attempt.attemptId)).toBe('SIGKILL');
      expect(await kit.stored(attempt)).toMatchObject({ state: 'dispatched' });
      expect(await kit.payments.dispatch((await kit.prepared()).attemptId, OWNER)).toBe('dispatched');
      expect(await kit.payments.record(resultOf(attempt, PAID), 'database')).toMatchObject({ state: 'paid' });
    });

    it('keeps what it acknowledged through a crash of the server, and works again after it', async () => {
      const kit = booksKit(database);
      const attempt = await kit.dispatched();
      await postgres.stop('kill');
      await expect(kit.payments.record(resultOf(attempt, PAID), 'database')).rejects.toThrow();
      await postgres.start();
      expect(await kit.stored(attempt)).toMatchObject({ state: 'dispatched' });
      expect(await kit.payments.record(resultOf(attempt, PAID), 'database')).toMatchObject({ moved: true });
    });
  });

  it('judges what is left, leased, due and too early by its own clock, whatever that of the process says', async () => {
    const kit = booksKit(database);
    await kit.merchants.apply([BOOKSHOP]);
    const [leftovers, register] = [createLeftovers(database), createProcessRegister(database)];
    const prepared = await kit.prepared();
    const flying = await kit.dispatched();
    const doubt = await kit.settled(UNKNOWN);
    await register.takeLease('clocks', 'one', 60_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * 86_400_000 });
    onTestFinished(() => void vi.useRealTimers());
    for (const { attemptId } of [prepared, flying]) {
      expect(await leftovers.settle(attemptId, LEFT)).toBeNull();
    }
    expect((await leftovers.raiseDoubts()).map(({ attemptId }) => attemptId)).not.toContain(doubt.attemptId);
    const doubts = await kit.reader.doubts({ limit: 1_000 });
    expect(doubts.find(({ attemptId }) => attemptId === doubt.attemptId)).toMatchObject({ overdue: false });
    expect(await register.takeLease('clocks', 'another', 60_000)).toBe(false);
    const finding = { evidenceId: 'evd_clocks', attemptId: doubt.attemptId, sentence: 'seen', who: 'sara' };
    const early = { ...finding, finding: { type: 'notPaid' }, at: Date.now() } as const;
    expect(await createResolver(database).resolve(early)).toMatchObject({ refused: 'tooEarly' });
  });

  it('tells whether an acknowledged commit outlives a power cut', async () => {
    expect(await database.durability()).toEqual({ fsync: true, synchronousCommit: true });
    await postgres.stop();
    await postgres.start(['fsync=off', 'synchronous_commit=off']);
    expect(await database.durability()).toEqual({ fsync: false, synchronousCommit: false });
  });
});

/** Another process dispatches and is killed as soon as the dispatch was acknowledged. */
async function dispatchAndDie(url: string, attemptId: string): Promise<string | null> {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(`${SRC}database.ts`)});
    const { createPaymentStore } = await import(${JSON.stringify(`${SRC}payment-store.ts`)});
    const [url, attemptId, by] = process.argv.slice(1);
    const answer = await createPaymentStore(await openDatabase({ url })).dispatch(attemptId, JSON.parse(by));
    if (answer === 'dispatched') process.kill(process.pid, 'SIGKILL');`;
  const args = ['--input-type=module', '-e', script, url, attemptId, JSON.stringify(OWNER)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  return signal;
}
