import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueueUnreachable } from '../../src/adapters/queue/backends.ts';
import { openResultQueue } from '../../src/adapters/queue/result-queue.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import type { AttemptResult, ResultQueue } from '../../src/application/ports.ts';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { BOOKSHOP, booksKit, PAID, resultOf, runSql } from './suites/books-kit.ts';
import {
  keptLog,
  newResult,
  QUICK,
  type QueuePlace,
  resultQueueSuite,
  until,
} from './suites/result-queue.ts';

function placeOf(database: Database): QueuePlace {
  return {
    open: (log, retry) => openResultQueue({ database }, log, retry),
    async failed() {
      const rows = await runSql(database, `select id from bullmq.job where state = 'failed'`);
      return rows.map(({ id }) => String(id));
    },
  };
}

/** The road of a real result: queue, worker, books; and both in one database at the same time. */
async function recordsThrough(queue: ResultQueue, database: Database): Promise<void> {
  const kit = booksKit(database);
  await kit.merchants.apply([BOOKSHOP]);
  await queue.work(async (result) => void (await kit.payments.record(result, 'queue')));
  const attempts = await Promise.all(Array.from({ length: 10 }, () => kit.dispatched()));
  await Promise.all(attempts.map((attempt) => queue.add(resultOf(attempt, PAID))));
  await until(async () => (await kit.reader.list({ state: 'paid', limit: 20 })).length >= 10);
  const shown = await Promise.all(attempts.map(({ attemptId }) => kit.reader.show(attemptId)));
  expect(shown.every((one) => one?.evidence.length === 1 && one.evidence[0]?.recordedBy === 'queue')).toBe(
    true,
  );
}

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

  resultQueueSuite(() => placeOf(database));

  it('brings results into the books beside it', async () => {
    const queue = await openResultQueue({ database }, keptLog());
    await recordsThrough(queue, database);
    await queue.close();
  });
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

  resultQueueSuite(() => placeOf(database));

  it('brings results into the books beside it', async () => {
    const queue = await openResultQueue({ database }, keptLog());
    await recordsThrough(queue, database);
    await queue.close();
  });

  it('opens in two processes at once', async () => {
    const url = await postgres.createDatabase('two');
    const both = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
    const queues = await Promise.all(both.map((one) => openResultQueue({ database: one }, keptLog())));
    await Promise.all(queues.map((queue) => queue.close()));
    await Promise.all(both.map((one) => one.close()));
  });

  it('rejects while the server is away, and goes on when it is back', () =>
    outage(() => openResultQueue({ database }, keptLog(), QUICK), postgres));
});

describe('on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.remove());

  resultQueueSuite(() => ({
    open: (log, retry) => openResultQueue({ redisUrl: redis.url }, log, retry),
    async failed() {
      const operator = new Redis(redis.url);
      return operator.zrange('bull:results:failed', '0', '-1').finally(() => operator.disconnect());
    },
  }));

  it('rejects while the server is away, and goes on when it is back', () =>
    outage(() => openResultQueue({ redisUrl: redis.url }, keptLog(), QUICK), redis));

  it('closes while the server is away', async () => {
    const queue = await openResultQueue({ redisUrl: redis.url }, keptLog());
    await queue.work(async () => undefined);
    await redis.stop();
    await queue.close();
    await redis.start();
  });

  it('tells in one sentence, without the password, that nobody answers', async () => {
    const port = await freeTcpPort();
    const opening = openResultQueue({ redisUrl: `redis://:hush-hush@127.0.0.1:${port}` }, keptLog());
    const error = await opening.catch((reason) => reason);
    expect(error).toBeInstanceOf(QueueUnreachable);
    expect(error.message).toContain(`Redis at 127.0.0.1:${port} cannot be used`);
    expect(error.message).not.toContain('hush');
  });
});

/** Results before, during and after an outage: none lost, and whoever adds in it is told at once. */
async function outage(
  open: () => Promise<ResultQueue>,
  server: { start(): Promise<void>; stop(): Promise<void> },
): Promise<void> {
  const queue = await open();
  const seen = new Set<string>();
  await queue.work(async ({ evidenceId }: AttemptResult) => void seen.add(evidenceId));
  const [before, during, after] = [newResult(), newResult(), newResult()];
  await queue.add(before);
  await until(() => seen.has(before.evidenceId));
  await server.stop();
  const asked = Date.now();
  await expect(queue.add(during)).rejects.toThrow();
  expect(Date.now() - asked).toBeLessThan(2_000);
  await until(() => !queue.healthy());
  await server.start();
  await until(() => queue.healthy());
  await queue.add(after);
  await until(() => seen.has(after.evidenceId));
  await queue.close();
}
