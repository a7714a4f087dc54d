import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { OPERATIONS } from '../support/operations.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { wholeApi } from '../support/whole-api.ts';
import type { Sent, Stage } from './api-matrix/general.ts';
import { applyShops, openStage, resetKnobs } from './api-matrix/stage.ts';
import { runSql } from './suites/books-kit.ts';

/** The store is taken away from under every route of the OpenAPI document, at each place where a request needs it. */

let postgres: TestPostgres;
let proxy: CuttableProxy;
let database: Database;
let whole: Awaited<ReturnType<typeof wholeApi>>;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = new URL(postgres.url);
  proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  url.hostname = '127.0.0.1';
  database = await openDatabase({ url: url.href });
  await migrate(database);
  whole = await wholeApi(database);
  await applyShops(whole);
});
afterAll(async () => {
  await whole?.close();
  await database?.close();
  await proxy?.close();
  await postgres?.remove();
});
beforeEach(() => resetKnobs(whole));

/** What a request needs of the store, one after the other, and how each is taken away. */
const PLACES: readonly (readonly [string, (stage: Stage) => Promise<unknown> | unknown])[] = [
  ['whose key it is', ({ api }) => Object.assign(api.keys, { away: true })],
  ['how many requests there were', ({ api }) => Object.assign(api.counters, { away: true })],
  ['what the route itself asks', () => proxy.cut()],
];

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  test.each(PLACES)('without the store to say %s answers store_down', async (_what, takeAway) => {
    const stage = await openStage(whole, operation);
    const sent = await stage.good();
    await takeAway(stage);
    try {
      await expectStoreDown(stage, sent);
    } finally {
      await giveBack();
    }
    expect(operation.answers).toContain(
      (await openStage(whole, operation).then((again) => again.send(sent))).status,
    );
  });
});

const CHANGING = OPERATIONS.filter(({ method }) => method !== 'GET');

describe.each(CHANGING.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  test('without the store to keep its Idempotency-Key answers store_down, and may be sent again', async () => {
    const stage = await openStage(whole, operation);
    const sent = { ...(await stage.good()), headers: { 'idempotency-key': 'one' } };
    stage.api.idempotency.away = true;
    await expectStoreDown(stage, sent);
    stage.api.idempotency.away = false;
    expect(operation.answers).toContain((await stage.send(sent)).status);
  });
});

/** Mends what was cut, and lets the pool find out about its dead connections. */
async function giveBack(): Promise<void> {
  await proxy.cut();
  await proxy.mend();
  await vi.waitFor(() => Promise.all(Array.from({ length: 10 }, () => runSql(database, 'select 1'))));
}

async function expectStoreDown(stage: Stage, sent: Sent): Promise<void> {
  const { status, headers, body } = await stage.send(sent);
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'store_down', '5']);
  const { requestId: _, ...told } = body;
  expect(JSON.stringify(told)).not.toMatch(/ECONN|terminated|127\.0\.0\.1|\d{5}/);
}

test('a CSV of payments that cannot be begun is store_down, and no file', async () => {
  const operation = OPERATIONS.find(({ id }) => id === 'listPayments');
  if (operation === undefined) throw new Error('There is no such route.');
  const stage = await openStage(whole, operation);
  await stage.good();
  await proxy.cut();
  try {
    await expectStoreDown(stage, { query: { format: 'csv' } });
  } finally {
    await giveBack();
  }
});

test('a card that differs is not told apart while nothing counts how often that was asked', async () => {
  const operation = OPERATIONS.find(({ id }) => id === 'pay');
  if (operation === undefined) throw new Error('There is no such route.');
  const stage = await openStage(whole, operation);
  const { body } = await stage.good();
  const other = { body: { ...(body as object), pan: '6037990000001004' } };
  const { counters } = stage.api;
  const hit = counters.hit.bind(counters);
  counters.hit = (name, windowMs) =>
    name.startsWith('differs:') ? Promise.reject(new Error('the store is away')) : hit(name, windowMs);
  await expectStoreDown(stage, other);
  await expectStoreDown(stage, { ...other, headers: { 'idempotency-key': 'guess' } });
});
