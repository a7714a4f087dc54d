import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReceiptQueue } from '../../src/adapters/queue/receipt-queue.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import type { ReceiptQueue } from '../../src/application/ports.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { runSql, unique } from './suites/books-kit.ts';
import { receiptQueueSuite } from './suites/receipt-queue.ts';
import { keptLog, until } from './suites/result-queue.ts';

describe('on PGlite', () => {
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

  receiptQueueSuite((log) => openReceiptQueue({ database }, log));
});

describe('on PostgreSQL', () => {
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

  receiptQueueSuite((log) => openReceiptQueue({ database }, log));

  it('holds the id of a receipt and nothing else', async () => {
    const queue = await openReceiptQueue({ database }, keptLog());
    const id = unique('rcp');
    await queue.add(id);
    const jobs = await runSql(database, `select * from bullmq.job where id = '${id}'`);
    expect(jobs).toHaveLength(1);
    expect(JSON.stringify(jobs)).toContain(`"receiptId":"${id}"`);
    await queue.close();
  });

  it('rejects while the server is away, and goes on when it is back', () =>
    outage(() => openReceiptQueue({ database }, keptLog()), postgres));
});

describe('on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.remove());

  receiptQueueSuite((log) => openReceiptQueue({ redisUrl: redis.url }, log));

  it('keeps no job that has run', async () => {
    const queue = await openReceiptQueue({ redisUrl: redis.url }, keptLog());
    const id = unique('rcp');
    let runs = 0;
    await queue.work(async (given) => {
      if (given === id) runs += 1;
    });
    await queue.add(id);
    await until(() => runs === 1);
    const operator = new Redis(redis.url);
    await until(async () => (await operator.exists(`bull:receipts:${id}`)) === 0);
    operator.disconnect();
    await queue.close();
  });

  it('rejects while the server is away, and goes on when it is back', () =>
    outage(() => openReceiptQueue({ redisUrl: redis.url }, keptLog()), redis));
});

/** Wake-ups before and after an outage; whoever adds one in it is told at once. */
async function outage(
  open: () => Promise<ReceiptQueue>,
  server: { start(): Promise<void>; stop(): Promise<void> },
): Promise<void> {
  const queue = await open();
  const seen = new Set<string>();
  await queue.work(async (id) => void seen.add(id));
  const [before, after] = [unique('rcp'), unique('rcp')];
  await queue.add(before);
  await until(() => seen.has(before));
  await server.stop();
  await expect(queue.add(unique('rcp'))).rejects.toThrow();
  await server.start();
  await until(async () =>
    queue.add(after).then(
      () => true,
      () => false,
    ),
  );
  await until(() => seen.has(after));
  await queue.close();
}
