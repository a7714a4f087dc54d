import { beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../../../src/adapters/http/api-key.ts';
import { createApiKeyStore } from '../../../src/adapters/store/api-keys.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createIdempotencyStore } from '../../../src/adapters/store/idempotency.ts';
import { createProcessRegister } from '../../../src/adapters/store/processes.ts';
import { createRateCounters } from '../../../src/adapters/store/rate-counters.ts';
import type { NewApiKey } from '../../../src/application/ports.ts';
import { BOOKSHOP, booksKit, runSql, unique } from './books-kit.ts';

/** What the merchant API keeps: keys, first answers, counts. */
export function apiStoreSuite(use: () => Database): void {
  beforeAll(() =>
    booksKit(use()).merchants.apply([BOOKSHOP, { ...BOOKSHOP, merchantId: 'florist', lines: [] }]),
  );

  describe('keys', () => keysSuite(use));
  describe('first answers', () => answersSuite(use));
  describe('counts', () => countsSuite(use));
}

function newKey(given: Partial<NewApiKey> = {}): NewApiKey {
  const { prefix, hash } = makeKey('test');
  const facts = { merchantId: 'bookshop', mode: 'test', ips: ['10.0.0.0/8'], expiresInMs: null } as const;
  return { keyId: unique('key'), ...facts, prefix, hash, scopes: ['payments:read'], ...given };
}

function keysSuite(use: () => Database): void {
  const store = () => createApiKeyStore(use());
  const added = async (given: Partial<NewApiKey> = {}) => {
    const key = newKey(given);
    expect(await store().add(key)).toMatchObject({ keyId: key.keyId });
    return key;
  };

  it('are found by their prefix, with their hash, and listed without it', async () => {
    const { hash, expiresInMs: _, ...key } = await added();
    const facts = {
      ...key,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
      createdAt: expect.any(Number),
    };
    expect(await store().find(key.prefix)).toEqual({ ...facts, hash, expired: false, noted: false });
    expect(await store().find('zk_test_nowhere0')).toBeNull();
    expect(await store().show(key.keyId)).toEqual(facts);
    expect(await store().show('key_0')).toBeNull();
    expect((await store().list({ merchantId: 'bookshop', limit: 1 }))[0]).toEqual(facts);
    const florists = await added({ merchantId: 'florist' });
    expect((await store().list({ merchantId: 'florist', limit: 9 })).map(({ keyId }) => keyId)).toEqual([
      florists.keyId,
    ]);
    expect((await store().list({ limit: 1 }))[0]?.keyId).toBe(florists.keyId);
  });

  it('are of a merchant that is there, each with a prefix of its own', async () => {
    expect(await store().add(newKey({ merchantId: 'nobody' }))).toBe('noMerchant');
    const { prefix } = await added();
    expect(await store().add(newKey({ prefix }))).toBe('prefixTaken');
  });

  it('expire and are revoked', async () => {
    const short = await added({ expiresInMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store().find(short.prefix)).toMatchObject({ expired: true });
    const long = await added({ expiresInMs: 60_000 });
    expect(await store().find(long.prefix)).toMatchObject({ expired: false, revokedAt: null });
    const revoked = await store().revoke(long.keyId);
    expect(revoked?.revokedAt).toEqual(expect.any(Number));
    expect(await store().revoke(long.keyId)).toEqual(revoked);
    expect(await store().revoke('key_0')).toBeNull();
  });

  it('are noted as used, to the hour', async () => {
    const key = await added();
    await store().noteUse(key.keyId);
    const { lastUsedAt } = (await store().show(key.keyId)) ?? {};
    expect(await store().find(key.prefix)).toMatchObject({ noted: true });
    expect(lastUsedAt).toBe(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  });

  it('are put in the place of others, which go on for a while, and never longer than they would have', async () => {
    const [lasting, short] = [await added(), await added({ expiresInMs: 1_000 })];
    const ends = async (keyId: string) => ((await store().show(keyId))?.expiresAt ?? Number.NaN) - Date.now();
    expect(await store().rotate(lasting.keyId, newKey(), 3_600_000)).toMatchObject({
      merchantId: 'bookshop',
    });
    expect(await ends(lasting.keyId)).toBeGreaterThan(3_500_000);
    await store().rotate(short.keyId, newKey(), 3_600_000);
    expect(await ends(short.keyId)).toBeLessThanOrEqual(1_000);
    const other = await added();
    expect(await store().rotate(other.keyId, newKey({ prefix: lasting.prefix }), 0)).toBe('prefixTaken');
    expect(await store().show(other.keyId)).toMatchObject({ expiresAt: null });
    expect(await store().rotate(other.keyId, newKey({ merchantId: 'florist' }), 0)).toBe('notInForce');
    await store().revoke(other.keyId);
    expect(await store().rotate(other.keyId, newKey(), 0)).toBe('notInForce');
  });
}

function answersSuite(use: () => Database): void {
  const store = () => createIdempotencyStore(use());
  const request = () =>
    ({ merchantId: 'bookshop', mode: 'test', route: 'POST /v1/otp', key: unique('key') }) as const;
  const hash = 'a'.repeat(64);
  const by = { hash, owner: 'idempotent process', resourceId: null };
  const answer = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"a":"ب"}' };
  const alive = (seen: string) =>
    runSql(
      use(),
      `insert into processes (owner, host, pid, seen_at) values ('${by.owner}', 'h', 1, ${seen})
        on conflict (owner) do update set seen_at = excluded.seen_at`,
    );

  it('are given again until they are a day old', async () => {
    const one = request();
    expect(await store().begin(one, by)).toEqual({ type: 'begun' });
    await store().answer(one, answer);
    expect(await store().begin(one, by)).toEqual({ type: 'answered', answer });
    expect(await store().begin(one, { ...by, hash: 'b'.repeat(64) })).toEqual({ type: 'differs' });
    for (const other of [
      { merchantId: 'florist' },
      { mode: 'live' },
      { route: 'POST /v1/payments' },
    ] as const) {
      expect(await store().begin({ ...one, ...other }, by)).toEqual({ type: 'begun' });
    }
    const older = (time: string) =>
      runSql(
        use(),
        `update idempotency set created_at = created_at - interval '${time}' where idempotency_key = '${one.key}'`,
      );
    await older('23 hours 59 minutes');
    expect(await store().begin(one, by)).toMatchObject({ type: 'answered' });
    await older('2 minutes');
    expect(await store().begin(one, { ...by, hash: 'b'.repeat(64) })).toEqual({ type: 'begun' });
    await older('25 hours');
    expect(await store().forgetOld()).toBeGreaterThanOrEqual(1);
    expect(
      await runSql(
        use(),
        `select from idempotency where idempotency_key = '${one.key}' and merchant_id = 'bookshop' and mode = 'test' and route = 'POST /v1/otp'`,
      ),
    ).toEqual([]);
  });

  it('are waited for while their process lives, and left when it is gone', async () => {
    const one = request();
    await alive('clock_timestamp()');
    await store().begin(one, by);
    expect(await store().begin(one, by)).toEqual({ type: 'running', owner: by.owner, resourceId: null });
    await store().note(one, 'att_1');
    expect(await store().begin(one, { ...by, owner: 'another' })).toMatchObject({
      type: 'running',
      resourceId: 'att_1',
    });
    await alive(`clock_timestamp() - interval '31 seconds'`);
    expect(await store().begin(one, by)).toEqual({ type: 'left', resourceId: 'att_1' });
    await createProcessRegister(use()).leave(by.owner);
    expect(await store().begin(one, by)).toEqual({ type: 'left', resourceId: 'att_1' });
  });

  it('are forgotten when they came to nothing, and never once they were given', async () => {
    const one = request();
    await store().begin(one, { ...by, resourceId: 'att_2' });
    expect(await store().begin(one, by)).toMatchObject({ resourceId: 'att_2' });
    await store().forget(one);
    expect(await store().begin(one, by)).toEqual({ type: 'begun' });
    await store().answer(one, answer);
    await store().forget(one);
    expect(await store().begin(one, by)).toMatchObject({ type: 'answered' });
  });

  it('begin once, however many ask at once', async () => {
    await alive('clock_timestamp()');
    const one = request();
    const all = await Promise.all(Array.from({ length: 30 }, () => store().begin(one, by)));
    expect(all.filter(({ type }) => type === 'begun')).toHaveLength(1);
    expect(all.filter(({ type }) => type === 'running')).toHaveLength(29);
  });
}

function countsSuite(use: () => Database): void {
  const counters = () => createRateCounters(use());

  it('count within a window, and anew in the next one', async () => {
    const name = unique('name');
    expect(await counters().hit(name, 60_000)).toMatchObject({ hits: 1 });
    const { hits, endsInMs } = await counters().hit(name, 1_000);
    expect(hits).toBe(2);
    expect(endsInMs).toBeGreaterThan(50_000);
    expect(endsInMs).toBeLessThanOrEqual(60_000);
    await runSql(use(), `update rate_counters set ends_at = clock_timestamp() where name = '${name}'`);
    expect(await counters().hit(name, 60_000)).toMatchObject({ hits: 1 });
  });

  it('count each of many at once', async () => {
    const name = unique('name');
    const all = await Promise.all(Array.from({ length: 40 }, () => counters().hit(name, 60_000)));
    expect(all.map(({ hits }) => hits).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, nth) => nth + 1),
    );
  });

  it('are forgotten when they are over', async () => {
    const [over, running] = [unique('over'), unique('running')];
    await counters().hit(over, 1);
    await counters().hit(running, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await counters().forgetOld()).toBeGreaterThanOrEqual(1);
    expect(await counters().hit(running, 60_000)).toMatchObject({ hits: 2 });
  });
}
