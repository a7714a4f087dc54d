import { describe, expect, it } from 'vitest';
import { plainlyRefusesKey, readFrame, refusesKey } from '../../src/adapters/paystar/reply-frame.ts';

const heard = (body: unknown, httpStatus = 200) =>
  readFrame({
    type: 'reply',
    httpStatus,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    location: null,
  });

function frame(body: unknown) {
  const read = heard(body);
  if (read.type !== 'frame') throw new Error('there is no frame');
  return read.frame;
}

describe('the status of a reply', () => {
  it.each([1, '1', ' 1 ', 'ok', 'OK', 'Ok', ' ok '])('%j is a success', (status) => {
    expect(frame({ status }).status).toBe('succeeded');
  });

  it.each([0, '0', 2, '13', 'fail', 'FAIL', -1, 99])('%j is a failure', (status) => {
    expect(frame({ status }).status).toBe('failed');
  });

  it.each([true, false, null, [], {}, 'okay', 'success', '', 1.5, undefined])(
    '%j is no success',
    (status) => {
      expect(frame({ status })).toMatchObject({ status: 'unclear', code: null });
    },
  );

  it.each<[unknown, number | null]>([
    [4, 4],
    ['4', 4],
    ['013', 13],
    [0, 0],
    ['fail', null],
  ])('%j has the code %j', (status, code) => {
    expect(frame({ status }).code).toBe(code);
  });
});

describe('the data of a reply', () => {
  it.each<[string, unknown, readonly object[]]>([
    ['an object', { a: 1 }, [{ a: 1 }]],
    ['a list', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
    ['a list within an object', { data: [{ a: 1 }] }, [{ a: 1 }]],
    ['an empty list', [], []],
    ['null', null, []],
    ['text', 'x', []],
    ['a list with more than objects', [1, null, { a: 1 }], [{ a: 1 }]],
  ])('may be %s', (_what, data, rows) => {
    expect(frame({ status: 1, data }).rows).toEqual(rows);
  });

  it('may be absent', () => {
    expect(frame({ status: 1 }).rows).toEqual([]);
  });
});

describe('what is no frame', () => {
  it.each(['', '<h1>1</h1>', '[]', 'null', '1', '{"status":1', '{“status”:“ok”,}'])('%j', (body) => {
    expect(heard(body, 502)).toEqual({ type: 'unreadable', httpStatus: 502 });
  });

  it('a reply that is too long, a lost one, and none', () => {
    expect(readFrame({ type: 'oversized', httpStatus: 200 })).toEqual({
      type: 'unreadable',
      httpStatus: 200,
    });
    const lost = { type: 'lost', why: 'timeout', httpStatus: null, detail: 'deadline' } as const;
    expect(readFrame(lost)).toEqual({ type: 'lost' });
    expect(readFrame({ type: 'neverLeft', why: 'notConnected', detail: 'ECONNREFUSED' })).toEqual({
      type: 'neverLeft',
    });
  });
});

describe('a key is refused', () => {
  it.each<[string, unknown, number]>([
    ['code 4', { status: 4 }, 200],
    ['code 5 as text', { status: '5', data: [] }, 200],
    ['the message', { status: 'fail', message: 'دسترسی نامعتبر', data: {} }, 200],
    ['the message from an Arabic keyboard', { status: 'fail', message: ' دسترسي نامعتبر.' }, 422],
    ['HTTP 401 with another body', { message: 'Unauthenticated.' }, 401],
    ['HTTP 401 with complaints', { status: 'fail', data: { token: ['expired'] } }, 401],
    ['HTTP 401 with no JSON', '<h1>401</h1>', 401],
  ])('by %s', (_what, body, httpStatus) => {
    expect(refusesKey(heard(body, httpStatus))).toBe(true);
  });

  it.each<[string, unknown, number]>([
    ['a success', { status: 1 }, 401],
    ['a wrong password', { status: 6 }, 200],
    ['a server that fails', { status: 4 }, 500],
    [
      'a reply that tells of a transfer',
      { status: 'fail', message: 'دسترسی نامعتبر', data: { hashid: 'h1' } },
      200,
    ],
    ['a reply that tells of one within', { status: 4, data: { transfers: [{ hashid: 'h1' }] } }, 200],
    ['HTTP 403', { status: 'fail' }, 403],
    ['another message', { status: 'fail', message: 'خطا' }, 200],
  ])('but not by %s', (_what, body, httpStatus) => {
    expect(refusesKey(heard(body, httpStatus))).toBe(false);
  });

  it('plainly, where money moves, by no page', () => {
    expect(plainlyRefusesKey(heard('<h1>401</h1>', 401))).toBe(false);
    expect(plainlyRefusesKey(heard({ status: 4 }))).toBe(true);
  });

  it('nor by silence', () => {
    expect(refusesKey({ type: 'lost' })).toBe(false);
    expect(refusesKey({ type: 'neverLeft' })).toBe(false);
  });
});
