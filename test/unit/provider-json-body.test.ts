import { describe, expect, test } from 'vitest';
import { jsonBody } from '../../src/adapters/provider/json-body.ts';
import { PAN, PIN, secretOf } from '../support/gateway.ts';

describe('the body of a request', () => {
  test('is one JSON object with its secrets as text and its numbers as integers', () => {
    const body = jsonBody({
      ivr: 1,
      pan: secretOf(PAN),
      amount: 500_000,
      note: 'a "quoted" ۱',
      pin: secretOf(PIN),
    });
    expect(JSON.parse(String(body))).toEqual({
      ivr: 1,
      pan: PAN,
      amount: 500_000,
      note: 'a "quoted" ۱',
      pin: PIN,
    });
    expect(String(body)).toContain('"amount":500000,');
  });

  test('is its own memory, so that overwriting it touches nothing else', () => {
    const pan = secretOf(PAN);
    const body = jsonBody({ pan });
    body?.fill(0);
    expect(body?.buffer.byteLength).toBe(body?.length);
    expect(pan.expose((bytes) => Buffer.from(bytes).toString())).toBe(PAN);
  });

  test.each([
    ['a wiped secret', Buffer.alloc(16)],
    ['an empty secret', Buffer.alloc(0)],
    ['a secret that would break the JSON', Buffer.from('12","pin":"1')],
  ])('is refused with %s', (_name, bytes) => {
    const secret = secretOf(bytes.toString('latin1'));
    expect(jsonBody({ amount: 1, pan: secret })).toBeNull();
  });
});
