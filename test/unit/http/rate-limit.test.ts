import { expect, test } from 'vitest';
import { z } from 'zod';
import { noFields } from '../../../src/adapters/http/fields.ts';
import { defineRoute } from '../../../src/adapters/http/route.ts';
import { startApi } from '../../support/api.ts';

const ping = defineRoute({
  method: 'post',
  path: '/v1/ping',
  operationId: 'ping',
  summary: 'Ping',
  scope: 'payments:write',
  params: noFields,
  query: noFields,
  body: z.object({}),
  secrets: {},
  idempotent: false,
  answers: { 200: { description: 'Pong.', body: z.object({}) } },
  problems: [],
  handle: async () => ({ status: 200, body: {} }),
});

test('a key is told how many requests are left, and refused when there are none', async () => {
  const api = await startApi({ routes: [ping], requestsPerMinute: 2 });
  const answers = [];
  for (let nth = 0; nth < 3; nth += 1) answers.push(await api.ask('POST', '/v1/ping', { body: {} }));
  expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual([
    [200, '"key";r=1;t=60'],
    [200, '"key";r=0;t=60'],
    [429, '"key";r=0;t=60'],
  ]);
  expect(answers[2]?.body.code).toBe('too_many_requests');
  expect(answers[2]?.headers.get('retry-after')).toBe('60');
  expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
  expect((await api.ask('POST', '/v1/ping', { body: {}, key: api.keys.make() })).status).toBe(200);
});

test('an address with too many wrong keys is refused before its next one is looked at', async () => {
  const api = await startApi({ routes: [ping], trustProxy: ['127.0.0.1'] });
  const from = (address: string, key?: string) =>
    api.ask('POST', '/v1/ping', {
      body: {},
      headers: { 'x-forwarded-for': address },
      ...(key ? { key } : {}),
    });
  const wrong = api.key.replace(/.{4}$/, 'AAAA');
  const statuses = [];
  for (let nth = 0; nth < 31; nth += 1) statuses.push((await from('2001:db8::1', wrong)).status);
  expect(statuses).toEqual([...Array(30).fill(401), 429]);
  const asked = api.counters.hits.size;
  expect((await from('2001:db8::2')).status).toBe(429);
  expect(api.counters.hits.size).toBe(asked);
  expect((await from('2001:db8:0:1::1')).status).toBe(200);
  expect((await from('192.0.2.1')).status).toBe(200);
});

test('whoever is not behind a trusted proxy says nothing about its address', async () => {
  const api = await startApi({ routes: [ping] });
  const key = api.keys.make({ ips: ['192.0.2.0/24'] });
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  expect(await api.ask('POST', '/v1/ping', { body: {}, key, headers })).toMatchObject({
    status: 403,
    body: { code: 'address_not_allowed' },
  });
});

test('without the counts nothing is let through', async () => {
  const api = await startApi({ routes: [ping] });
  api.counters.away = true;
  const answers = [
    await api.ask('POST', '/v1/ping', { body: {} }),
    await api.ask('POST', '/v1/ping', { body: {}, key: 'wrong' }),
  ];
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [503, 'store_down'],
    [503, 'store_down'],
  ]);
});
