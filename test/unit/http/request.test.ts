import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeKey } from '../../../src/adapters/http/api-key.ts';
import { mayComeFrom } from '../../../src/adapters/http/auth.ts';
import { amount, id, mobile, noFields, pan, pin, text } from '../../../src/adapters/http/fields.ts';
import { defineRoute } from '../../../src/adapters/http/route.ts';
import type { Secret } from '../../../src/application/secret.ts';
import { startApi } from '../../support/api.ts';
import { digitsOf, PAN, PIN } from '../../support/fakes.ts';

/** One route that says what it was asked, and two that fail. */
function echo() {
  const seen: Secret[] = [];
  const route = defineRoute({
    method: 'post',
    path: '/v1/echo/{thing}',
    operationId: 'echo',
    summary: 'Echo',
    scope: 'payments:write',
    params: z.object({ thing: id('att') }),
    query: noFields,
    body: z.object({ amount, mobile, note: text(20).optional() }),
    secrets: { pan, pin },
    idempotent: true,
    answers: { 200: { description: 'What was read.', body: z.unknown() } },
    problems: [],
    async handle({ merchantId, language }, { params, body, secrets }) {
      seen.push(secrets.pan, secrets.pin);
      return {
        status: 200,
        body: {
          merchantId,
          language,
          ...params,
          ...body,
          right: digitsOf(secrets.pan) === PAN && digitsOf(secrets.pin) === PIN,
        },
      };
    },
  });
  return { seen, route };
}

const BODY = { amount: 50_000, mobile: '09121234567', pan: PAN, pin: PIN };
const PATH = '/v1/echo/att_1';

describe('a body', () => {
  test('is read with digits of any script, and its secrets reach the handler as such, and are wiped', async () => {
    const { seen, route } = echo();
    const api = await startApi({ routes: [route] });
    const persian = (digits: string) => digits.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)));
    const { status, body } = await api.ask('POST', PATH, {
      body: {
        amount: persian('50,000'),
        mobile: persian('0912 123 4567'),
        pan: persian(PAN),
        pin: persian(PIN),
      },
    });
    expect([status, body]).toEqual([
      200,
      {
        merchantId: 'bookshop',
        language: 'en',
        thing: 'att_1',
        amount: 50_000,
        mobile: '+989121234567',
        right: true,
      },
    ]);
    expect(seen.map((secret) => secret.expose((bytes) => bytes.some((byte) => byte !== 0)))).toEqual([
      false,
      false,
    ]);
  });

  test.each([
    ['an unknown field', { ...BODY, extra: 1 }, 'unknown_field', 'extra'],
    ['an unknown field that is a card', { ...BODY, [PAN]: 1 }, 'unknown_field', '?'],
    [
      'a field of the prototype',
      `{"__proto__":{"a":1},"amount":1000,"mobile":"09121234567","pan":"${PAN}","pin":"${PIN}"}`,
      'unknown_field',
      '__proto__',
    ],
    ['a missing field', { ...BODY, mobile: undefined }, 'missing_field', 'mobile'],
    ['a missing secret', { ...BODY, pin: undefined }, 'missing_field', 'pin'],
    ['a short card', { ...BODY, pan: '6037' }, 'invalid_field', 'pan'],
    ['a card that is a number', { ...BODY, pan: 6037991846275315 }, 'invalid_field', 'pan'],
    ['a fraction', { ...BODY, amount: 0.5 }, 'invalid_field', 'amount'],
    ['a huge amount', `{"amount":1e999}`, 'missing_field', 'pan'],
    ['a card in a text', { ...BODY, note: PAN }, 'invalid_field', 'note'],
    ['a control character', { ...BODY, note: 'a\u0000b' }, 'invalid_field', 'note'],
    ['no JSON', '{"pan":', 'malformed_json', undefined],
    ['a list', [], 'malformed_json', undefined],
    ['deep nesting', '['.repeat(30_000), 'malformed_json', undefined],
  ])('with %s is refused', async (_what, body, code, field) => {
    const api = await startApi({ routes: [echo().route] });
    const answer = await api.ask('POST', PATH, { body });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(answer.body.field).toBe(field);
    expect(answer.text).not.toContain(PAN);
    expect(api.lines.join('')).not.toContain(PAN);
  });

  test('of another type, compressed, or too large is refused', async () => {
    const api = await startApi({ routes: [echo().route] });
    const types = ['text/plain', 'application/json; charset=latin1', 'application/x-www-form-urlencoded'];
    for (const type of types) {
      const answer = await api.ask('POST', PATH, { body: BODY, headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    }
    const zipped = await api.ask('POST', PATH, { body: BODY, headers: { 'content-encoding': 'gzip' } });
    expect(zipped.status).toBe(415);
    const large = await api.ask('POST', PATH, { body: { ...BODY, note: 'x'.repeat(70_000) } });
    expect(large).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });
});

describe('a request', () => {
  test('without a key, with a wrong, revoked, expired or other one is told so', async () => {
    const api = await startApi({ routes: [echo().route] });
    const { keys } = api;
    const answers = await Promise.all(
      [
        '',
        'zk_test_x',
        keys.make().replace(/.$/, (letter) => (letter === 'a' ? 'b' : 'a')),
        keys.make({ revokedAt: 1 }),
        keys.make({ expired: true }),
        keys.make({ mode: 'live' }),
        keys.make({ ips: ['10.0.0.0/8', '::1'] }),
        keys.make({ scopes: ['payments:read'] }),
      ].map((key) =>
        api.ask('POST', PATH, { body: BODY, key, ...(key === '' ? { headers: { authorization: '' } } : {}) }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'key_missing'],
      [401, 'key_invalid'],
      [401, 'key_invalid'],
      [401, 'key_revoked'],
      [401, 'key_expired'],
      [401, 'key_of_other_mode'],
      [403, 'address_not_allowed'],
      [403, 'scope_missing'],
    ]);
    expect(answers[0]?.headers.get('www-authenticate')).toContain('Bearer');
    expect(answers[7]?.body.detail).toContain('payments:write');
    expect(
      (await api.ask('POST', PATH, { body: BODY, key: keys.make({ ips: ['127.0.0.0/8'] }) })).status,
    ).toBe(200);
  });

  test('notes the use of its key when that was not noted in this hour', async () => {
    const api = await startApi({ routes: [echo().route] });
    await api.ask('POST', PATH, { body: BODY });
    expect(api.keys.used).toEqual([]);
    const key = api.keys.make({ noted: false, keyId: 'key_new' });
    expect((await api.ask('POST', PATH, { body: BODY, key })).status).toBe(200);
    expect(api.keys.used).toEqual(['key_new']);
  });

  test('is not let in while the store is away, and not taken while the server ends', async () => {
    let draining = false;
    const api = await startApi({ routes: [echo().route], draining: () => draining });
    api.keys.away = true;
    expect(await api.ask('POST', PATH, { body: BODY })).toMatchObject({
      status: 503,
      body: { code: 'store_down' },
    });
    api.keys.away = false;
    draining = true;
    const answer = await api.ask('POST', PATH, { body: BODY });
    expect(answer).toMatchObject({ status: 503, body: { code: 'draining' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  test('is answered in the language that it asks for, with its id, and noted without its values', async () => {
    const api = await startApi({ routes: [echo().route] });
    const languages = ['fa-IR,fa;q=0.9,en;q=0.8', 'de, en;q=0.5, fa;q=0.4', 'fa;q=0', '*'];
    const answers = await Promise.all(
      languages.map((language) =>
        api.ask('POST', '/v1/echo/nothing?pan=1', { body: BODY, headers: { 'accept-language': language } }),
      ),
    );
    expect(answers.map(({ headers }) => headers.get('content-language'))).toEqual(['fa', 'en', 'en', 'en']);
    expect(answers[0]?.body).toMatchObject({ code: 'not_found', title: 'یافت نشد' });
    const requestId = answers[0]?.headers.get('request-id');
    expect(requestId).toMatch(/^req_/);
    expect(answers[0]?.body.requestId).toBe(requestId);
    const line = api.lines.map((text) => JSON.parse(text)).find((entry) => entry.requestId === requestId);
    expect(line).toMatchObject({ method: 'POST', route: 'POST /v1/echo/{thing}', status: 404 });
    expect(line.keyPrefix).toBe(api.key.slice(0, 16));
    expect(api.lines.join('')).not.toContain(api.key);
  });

  test('by a method that its address does not take is told those that it takes', async () => {
    const api = await startApi({ routes: [echo().route] });
    const answer = await api.ask('PUT', PATH, { body: BODY });
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('whose address cannot be decoded is refused', async () => {
    const api = await startApi({ routes: [echo().route] });
    expect(await api.ask('POST', '/v1/echo/%E0%A4%A', { body: BODY })).toMatchObject({ status: 400 });
  });
});

describe('a key', () => {
  test('has 256 random bits, and is no other key’s', () => {
    const made = Array.from({ length: 2_000 }, () => makeKey('live'));
    expect(new Set(made.map(({ key }) => key)).size).toBe(2_000);
    for (const { key, prefix } of made) {
      expect(key).toMatch(/^zk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}$/);
      expect(key.startsWith(`${prefix}_`)).toBe(true);
    }
    // Each letter has its turn at each place, but for the first of a secret: 2^256 is less than 62^43.
    for (const place of [18, 40, 59]) expect(new Set(made.map(({ key }) => key.charAt(place))).size).toBe(62);
  });

  test.each([
    [['10.0.0.0/8'], '10.1.2.3', true],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['10.0.0.0/8'], '11.1.2.3', false],
    [['2001:db8::/32', '192.0.2.1'], '2001:db8::5', true],
    [['2001:db8::/32', '192.0.2.1'], '192.0.2.1', true],
    [['2001:db8::/32'], '2001:db9::5', false],
    [['nonsense'], '192.0.2.1', false],
    [[], '192.0.2.1', true],
  ])('of %j may come from %s: %s', (networks, address, expected) => {
    expect(mayComeFrom(networks, address)).toBe(expected);
  });
});
