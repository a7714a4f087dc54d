import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../src/adapters/provider/exchange.ts';
import { readToken } from '../../../src/adapters/sanbod/read-token.ts';

const AT = 1_700_000_000_000;
const MINUTE = 60_000;
const BARE = { access_token: 'abc', refresh_token: 'def', token_type: 'bearer' };

function reply(body: unknown, httpStatus = 200): Exchange {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { type: 'reply', httpStatus, body: text, location: null };
}

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2ln`;
}

describe('a token', () => {
  test.each([
    ['bare', BARE],
    ['in the frame', { error: false, message: BARE, result_number: 1 }],
    ['bare, with a flag', { error: false, ...BARE }],
  ])('%s', (_, body) => {
    expect(readToken(reply(body), AT)).toEqual({
      type: 'granted',
      token: { value: 'abc', refreshToken: 'def', renewAt: AT + 59 * MINUTE },
    });
  });

  test.each([
    ['a number of seconds', { expires_in: 600 }, 9],
    ['a text of seconds', { expires_in: '600' }, 9],
    ['nonsense', { expires_in: 'soon' }, 59],
    ['less than nothing', { expires_in: -5 }, 59],
    ['a hint of half an hour', { access_token: jwt({ iat: 1_000, exp: 2_800 }) }, 29],
    ['a hint of a year', { access_token: jwt({ iat: 0, exp: 31_536_000 }) }, 59],
    ['a hint that makes no sense', { access_token: jwt({ iat: 5, exp: 'x' }) }, 59],
    [
      'a word of its own beside a hint',
      { access_token: jwt({ iat: 0, exp: 1_800 }), expires_in: 7_200 },
      119,
    ],
  ])('that says %s is renewed a minute before its end', (_, fields, minutes) => {
    expect(readToken(reply({ ...BARE, ...fields }), AT)).toMatchObject({
      token: { renewAt: AT + minutes * MINUTE },
    });
  });

  test('without a refresh token', () => {
    expect(readToken(reply({ access_token: 'abc' }), AT)).toMatchObject({ token: { refreshToken: null } });
  });
});

test.each<[string, Exchange, string]>([
  ['an error of OAuth', reply({ error: 'invalid_grant', error_description: 'old' }, 400), 'refused'],
  ['an error of OAuth with 200', reply({ error: 'invalid_grant' }), 'refused'],
  ['an error beside a token', reply({ error: true, ...BARE }), 'refused'],
  ['a refused frame', reply({ error: true, message: 'no' }, 401), 'refused'],
  ['a frame without a token', reply({ error: false, message: {} }), 'unavailable'],
  ['a token that breaks a header', reply({ access_token: 'a\r\nb' }), 'unavailable'],
  ['a token with 500', reply(BARE, 500), 'unavailable'],
  ['a page', reply('<html>'), 'unavailable'],
  ['silence', { type: 'lost', why: 'timeout', httpStatus: null, detail: '' }, 'unavailable'],
])('%s is none', (_, exchange, type) => {
  expect(readToken(exchange, AT).type).toBe(type);
});
