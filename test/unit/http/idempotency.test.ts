import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { amount, noFields, pan, pin } from '../../../src/adapters/http/fields.ts';
import { ApiProblem } from '../../../src/adapters/http/problems.ts';
import { defineRoute } from '../../../src/adapters/http/route.ts';
import { FakeIdempotency, startApi } from '../../support/api.ts';
import { PAN, PIN } from '../../support/fakes.ts';

/** A route that counts its runs, and answers as it is told. */
function counted() {
  const state = {
    runs: 0,
    /** Runs before each answer. */
    before: async (): Promise<void> => undefined,
    recovered: new Map<string, string>(),
  };
  const route = defineRoute({
    method: 'post',
    path: '/v1/counted',
    operationId: 'counted',
    summary: 'Counted',
    scope: 'payments:write',
    params: noFields,
    query: noFields,
    body: z.object({ amount, attemptId: z.string().optional() }),
    secrets: { pan, pin },
    idempotent: true,
    resourceOf: ({ body }) => body.attemptId ?? null,
    answers: {
      201: { description: 'How often it ran.', body: z.object({ runs: z.union([z.int(), z.string()]) }) },
    },
    problems: [],
    async handle({ note }) {
      state.runs += 1;
      await note(`att_${state.runs}`);
      await state.before();
      return { status: 201, body: { runs: state.runs } };
    },
    recover: async (_context, resourceId) => {
      const runs = state.recovered.get(resourceId);
      return runs === undefined ? null : { status: 201, body: { runs } };
    },
  });
  return { state, route };
}

const BODY = { amount: 50_000, pan: PAN, pin: PIN };

async function start() {
  const { state, route } = counted();
  const store = new FakeIdempotency();
  const api = await startApi({ routes: [route], idempotency: store });
  const post = (body: object = BODY, key: string | null = 'one', of = api) =>
    of.ask('POST', '/v1/counted', { body, headers: key === null ? {} : { 'idempotency-key': key } });
  return { state, route, store, api, post };
}

describe('a request with an Idempotency-Key', () => {
  test('runs once, and is answered again with its first answer', async () => {
    const { post, api } = await start();
    const [first, again] = [await post(), await post()];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([
      201,
      first.text,
      'true',
    ]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect((await post(BODY, 'two')).body).toEqual({ runs: 2 });
    expect((await post(BODY, null)).body).toEqual({ runs: 3 });
    const other = api.keys.make({ merchantId: 'another' });
    const headers = { 'idempotency-key': 'one' };
    expect((await api.ask('POST', '/v1/counted', { body: BODY, key: other, headers })).body).toEqual({
      runs: 4,
    });
  });

  test('is known by its body, whatever the order and spelling, but for the PIN', async () => {
    const { post } = await start();
    await post();
    const same = [
      { pin: '99998888', pan: PAN, amount: '50,000' },
      { ...BODY, pan: `${PAN} ` },
    ];
    for (const body of same) expect(await post(body)).toMatchObject({ status: 201, body: { runs: 1 } });
    const others = [
      { ...BODY, amount: 60_000 },
      { ...BODY, pan: '6037990000000006' },
      { ...BODY, attemptId: 'a' },
    ];
    for (const body of others) {
      expect(await post(body)).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
    }
  });

  test('runs once when many arrive at once, and when the store is asked by two processes', async () => {
    const { state, route, store, post } = await start();
    const other = await startApi({ routes: [route], idempotency: store, owner: 'another process' });
    state.before = () => new Promise((resolve) => setTimeout(resolve, 300));
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => post(BODY, 'one', nth % 2 ? other : undefined)),
    );
    expect(state.runs).toBe(1);
    expect(new Set(all.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['201 {"runs":1}']));
    expect(all.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  test('that was refused is refused again; one that failed or came too often is not kept', async () => {
    const { state, post } = await start();
    const fail = (error: Error) => {
      state.before = () => Promise.reject(error);
    };
    for (const error of [new Error('broken'), new ApiProblem('gateway_down'), new ApiProblem('pin_budget')]) {
      fail(error);
      expect((await post()).status).toBeGreaterThanOrEqual(429);
    }
    fail(new ApiProblem('already_paid'));
    expect((await post()).body.code).toBe('already_paid');
    state.before = async () => undefined;
    expect(await post()).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    expect(state.runs).toBe(4);
  });

  test('that names what it works on is refused again also for too much: it has used that up', async () => {
    const { state, post } = await start();
    state.before = () => Promise.reject(new ApiProblem('pin_budget'));
    const named = { ...BODY, attemptId: 'att_1' };
    expect((await post(named)).body.code).toBe('pin_budget');
    state.before = async () => undefined;
    expect((await post(named)).body.code).toBe('pin_budget');
    expect(state.runs).toBe(1);
  });

  test('tells a stolen key apart from no card: after twenty that differ it is refused', async () => {
    const { state, post } = await start();
    await post();
    const tried = async (key: string, body: object) => (await post(body, key)).body.code;
    state.before = () => Promise.reject(new ApiProblem('card_differs'));
    for (let nth = 0; nth < 20; nth += 1) {
      const [key, told] = nth % 2 ? ['one', 'idempotency_key_reused'] : [`k${nth}`, 'card_differs'];
      expect(await tried(key, { ...BODY, amount: 60_000 })).toBe(told);
    }
    expect(await tried('one', { ...BODY, amount: 60_000 })).toBe('too_many_requests');
    expect(await tried('two', BODY)).toBe('too_many_requests');
    expect(await post()).toMatchObject({ status: 201 });
  });

  test('whose process died is answered from what it worked on, or told to be unfinished', async () => {
    const { state, store, post } = await start();
    await post();
    const [row] = [...store.kept.values()];
    if (row === undefined) throw new Error('Nothing was kept.');
    Object.assign(row, { answer: null, owner: 'dead process' });
    store.gone.add('dead process');
    expect(await post()).toMatchObject({ status: 409, body: { code: 'idempotency_unfinished' } });
    state.recovered.set('att_1', 'from the books');
    expect(await post()).toMatchObject({ status: 201, body: { runs: 'from the books' } });
    row.resourceId = null;
    expect(await post()).toMatchObject({ status: 409, body: { code: 'idempotency_unfinished' } });
    expect(state.runs).toBe(1);
  });

  test('is not run while the store is away; an answer that could not be kept is given all the same', async () => {
    const { state, store, post } = await start();
    store.away = true;
    expect(await post()).toMatchObject({ status: 503, body: { code: 'store_down' } });
    expect(state.runs).toBe(0);
    store.away = false;
    state.before = async () => {
      store.away = true;
    };
    expect(await post()).toMatchObject({ status: 201 });
    store.away = false;
    state.recovered.set('att_1', 'from the books');
    expect(await post()).toMatchObject({ body: { runs: 'from the books' } });
    expect(state.runs).toBe(1);
  });

  test('that is no key is refused', async () => {
    const { post } = await start();
    for (const key of ['a b', 'x'.repeat(256), 'é', `order-${PAN}`]) {
      expect(await post(BODY, key)).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
    }
  });
});
