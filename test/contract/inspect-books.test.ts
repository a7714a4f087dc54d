import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectRedis } from '../../src/adapters/queue/inspect-redis.ts';
import { openResultQueue } from '../../src/adapters/queue/result-queue.ts';
import { createConsentStore } from '../../src/adapters/store/bank-consents.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { createBooksInspector } from '../../src/adapters/store/inspect.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createSystem } from '../../src/adapters/system.ts';
import type { JobsReport } from '../../src/application/ports.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { keptLog, newResult, QUICK, until } from './suites/result-queue.ts';

/** What the doctor sees of books and queues that are in use. */

/** Two results wait where nobody works; then one is recorded and the other fails for good. */
async function jobsAreSeen(
  where: { database: Database } | { redisUrl: string },
  jobs: () => Promise<JobsReport | null>,
): Promise<void> {
  const log = keptLog();
  const queue = await openResultQueue(where, log, QUICK);
  const [good, bad] = [newResult(), newResult()];
  await queue.add(good);
  await queue.add(bad);
  expect(await jobs()).toEqual({ failed: 0, waiting: 2 });
  await queue.work(async ({ evidenceId }) => {
    if (evidenceId === bad.evidenceId) throw new Error('The books refuse.');
  });
  await until(() => log.errors.length > 0);
  await queue.close();
  expect(await jobs()).toEqual({ failed: 1, waiting: 0 });
}

describe('the books', () => {
  const folder = tempFolder();
  let database: Database;
  const inspect = () => createBooksInspector(database, { system: createSystem(), secret: null }).inspect();
  beforeAll(async () => {
    database = await openDatabase({ folder: folder.path });
  });
  afterAll(async () => {
    await database?.close();
    await folder.remove();
  });

  it('are empty, then made, then used; looking makes nothing', async () => {
    const empty = await inspect();
    expect(empty).toMatchObject({ kind: 'embedded', durable: false, jobs: null, consents: [] });
    expect(empty.migrations.ran).toBe(0);
    expect((await inspect()).migrations).toEqual(empty.migrations);

    await migrate(database);
    const made = await inspect();
    expect(made.migrations).toEqual({ ran: empty.migrations.missing.length, missing: [] });
    expect(Math.abs(made.aheadMs)).toBeLessThan(1_000);

    const consent = { consentId: 'con_1', provider: '057', account: null, state: '1', linkLifeMs: 60_000 };
    await createConsentStore(database).ask(consent);
    const { consents } = await inspect();
    expect(consents).toMatchObject([{ consentId: 'con_1', status: 'asked' }]);
    expect(consents[0]).not.toHaveProperty('state');
  });

  it('tell how far our clock is ahead of theirs', async () => {
    const { aheadMs } = await createBooksInspector(database, {
      system: { ...createSystem(), now: () => Date.now() + 60_000 },
      secret: null,
    }).inspect();
    expect(Math.abs(aheadMs - 60_000)).toBeLessThan(1_000);
  });

  it('tell of the jobs in them', () => jobsAreSeen({ database }, async () => (await inspect()).jobs));
});

describe('Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.remove());

  it('tells of itself and of the jobs in it', async () => {
    expect(await inspectRedis(redis.url, 2_000)).toEqual({
      evicts: false,
      persists: true,
      jobs: { failed: 0, waiting: 0 },
    });
    await jobsAreSeen({ redisUrl: redis.url }, async () => (await inspectRedis(redis.url, 2_000)).jobs);
    await expect(
      inspectRedis(redis.url.replace('redis://', 'redis://nobody:s3cret@'), 2_000),
    ).rejects.toThrow(
      /^Redis at [\d.:]+ cannot be used \(it refuses the user or the password\)\. Check QUEUE_URL/,
    );
    await redis.query('config', 'set', 'appendonly', 'no');
    expect(await inspectRedis(redis.url, 2_000)).toMatchObject({ persists: false });
  });
});
