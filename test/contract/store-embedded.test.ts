import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import type { EmbeddedPool } from '../../src/adapters/store/embedded-pool.ts';
import { migrate, migrationStatus } from '../../src/adapters/store/migrate.ts';
import { StoreInUse } from '../../src/adapters/store/store-lock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { booksSuite } from './suites/books.ts';
import { BOOKSHOP, booksKit, PAID, runSql } from './suites/books-kit.ts';
import { migrationSuite } from './suites/migrations.ts';

describe('the embedded store', () => {
  const folder = tempFolder();
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ folder: folder.path });
    await migrate(database);
  });
  afterAll(async () => {
    await database?.close();
    await folder.remove();
  });

  booksSuite(() => database);

  describe('migrations', () =>
    migrationSuite(async () => {
      const older = tempFolder();
      onTestFinished(() => older.remove());
      return openDatabase({ folder: older.path });
    }));

  it('is migrated once, also by two at once', async () => {
    expect(await Promise.all([migrate(database), migrate(database)])).toEqual([[], []]);
    expect((await migrationStatus(database)).every(({ executedAt }) => executedAt !== null)).toBe(true);
  });

  it('says that it does not fsync', async () => {
    expect(await database.durability()).toEqual({ fsync: false, synchronousCommit: false });
  });

  it('reads bigint as a number and refuses one that is not safe', async () => {
    expect(
      await runSql(database, 'select 999999999999::bigint as n, count(*) from bills where false'),
    ).toEqual([{ n: 999_999_999_999, count: 0 }]);
    await expect(runSql(database, 'select 9007199254740993::bigint')).rejects.toThrow(RangeError);
  });

  it('keeps a transaction to itself, and undoes it when its client goes away', async () => {
    const client = await (database.pool as EmbeddedPool).connect();
    await client.query('begin');
    await client.query(`insert into merchants (merchant_id, name_fa, name_en) values ('ghost', 'g', 'g')`);
    const outside = runSql(database, `select 1 from merchants where merchant_id = 'ghost'`);
    expect(await Promise.race([outside, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe(
      'waits',
    );
    client.release();
    expect(await outside).toEqual([]);
  });

  it('tells a failed transaction from a committed one', async () => {
    const commit = database.db.transaction().execute(async (books) => {
      await books
        .insertInto('lineNumbers')
        .values({ number: '1', line: 'nobody' })
        .execute()
        .catch(() => undefined);
    });
    await expect(commit).rejects.toThrow();
  });

  it('belongs to one process and says to which', async () => {
    const second = openDatabase({ folder: folder.path });
    await expect(second).rejects.toThrow(StoreInUse);
    await expect(second).rejects.toThrow(`process ${process.pid}`);
  });

  it('keeps the books when it is closed and opened again', async () => {
    const kit = booksKit(database);
    await kit.merchants.apply([BOOKSHOP]);
    const attempt = await kit.settled(PAID);
    await database.close();
    database = await openDatabase({ folder: folder.path });
    expect(await booksKit(database).stored(attempt)).toMatchObject({ state: 'paid' });
  });
});
