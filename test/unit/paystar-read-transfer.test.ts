import { describe, expect, it } from 'vitest';
import { readList, readSent } from '../../src/adapters/paystar/read-transfer.ts';
import { readFrame } from '../../src/adapters/paystar/reply-frame.ts';

const heard = (body: unknown, httpStatus = 200) =>
  readFrame({
    type: 'reply',
    httpStatus,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    location: null,
  });

const ROW = { hashid: 'h1', track_id: 't1', status: 'pending', message: 'در انتظار', ref_code: null };
const READ = {
  trackId: 't1',
  hashId: 'h1',
  amount: null,
  status: 'pending',
  referenceCode: null,
  message: 'در انتظار',
};

describe('a transfer is accepted', () => {
  it.each<[string, unknown]>([
    ['with its row', { status: 'ok', data: ROW }],
    ['with its row in a list', { status: 'ok', data: [ROW] }],
    ['with its row among others', { status: 'ok', data: [{ ...ROW, track_id: 't0' }, ROW] }],
    ['by the other convention', { status: 1, data: ROW }],
    ['in capitals', { status: 'OK', data: ROW }],
  ])('%s', (_what, body) => {
    expect(readSent(heard(body), 't1')).toEqual({ type: 'accepted', row: READ });
  });

  it.each<[string, unknown]>([
    ['with no data', { status: 'ok' }],
    ['with an empty list', { status: 'ok', data: [] }],
    ['with null', { status: 'ok', data: null }],
  ])('%s', (_what, body) => {
    expect(readSent(heard(body), 't1')).toEqual({ type: 'accepted', row: null });
  });

  it('though the bank failed it already: accepted is not settled', () => {
    const sent = readSent(heard({ status: 'ok', data: { ...ROW, status: 'failed' } }), 't1');
    expect(sent).toMatchObject({ type: 'accepted', row: { status: 'failed' } });
  });
});

describe('a transfer is refused for certain', () => {
  it.each<[string, unknown, number, number | null]>([
    ['by "fail"', { status: 'fail', message: 'موجودی کافی نیست' }, 200, null],
    ['by "FAIL" with complaints', { status: 'FAIL', data: { amount: ['نامعتبر'] } }, 422, null],
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13].map((code): [string, unknown, number, number] => [
      `by code ${code}`,
      { status: code, data: [] },
      200,
      code,
    ]),
    ['by a key that is refused twice', { message: 'Unauthenticated.' }, 401, null],
  ])('%s', (_what, body, httpStatus, code) => {
    expect(readSent(heard(body, httpStatus), 't1')).toEqual({ type: 'failed', why: 'refused', code });
  });

  it('when nothing of it left', () => {
    expect(readSent({ type: 'neverLeft' }, 't1')).toEqual({ type: 'failed', why: 'notSent', code: null });
  });
});

describe('whether a transfer moved money is unknown', () => {
  it.each<[string, unknown, number, number | null]>([
    ['after a server error', { status: 0 }, 200, 0],
    ['after an error of the provider behind', { status: 11 }, 200, 11],
    ['after a code that is not in the table', { status: 99 }, 200, 99],
    ['after a failure that tells of a transfer', { status: 'fail', data: ROW }, 200, null],
    ['after a failure that tells of one within', { status: 'fail', data: { transfers: [ROW] } }, 200, null],
    ['after a refused key that tells of one', { status: 4, data: { transfers: [ROW] } }, 200, 4],
    ['after a time-out behind it', { status: 'fail' }, 408, null],
    ['after HTTP 401 that is a page', '<h1>401</h1>', 401, null],
    ['after no status', { data: [] }, 200, null],
    ['after another word', { status: 'queued' }, 200, null],
    ['after a truth value', { status: true }, 200, null],
    ['after HTTP 500 with a refusal', { status: 'fail' }, 500, null],
    ['after HTTP 500 with success', { status: 'ok', data: ROW }, 500, null],
    ['after HTTP 404 with success', { status: 'ok', data: ROW }, 404, null],
    [
      'after a success that tells of another transfer',
      { status: 'ok', data: { ...ROW, track_id: 't2' } },
      200,
      null,
    ],
    ['after HTML', '<h1>ok</h1>', 200, null],
    ['after HTTP 403 with no JSON', 'no', 403, null],
    ['after broken JSON', '{"status":"ok"', 200, null],
    ['after nothing', '', 200, null],
  ])('%s', (_what, body, httpStatus, code) => {
    expect(readSent(heard(body, httpStatus), 't1')).toEqual({ type: 'unknown', code });
  });

  it('after silence', () => {
    expect(readSent({ type: 'lost' }, 't1')).toEqual({ type: 'unknown', code: null });
  });
});

describe('the list', () => {
  const row = { ...ROW, amount: '20000.0', deposit: '1', status: 'SUCCESS', ref_code: 7 };
  const read = { ...READ, amount: 20_000, status: 'success', referenceCode: '7' };

  it.each<[string, unknown]>([
    ['a list', [row]],
    ['a list within an object', { data: [row] }],
    ['one object', row],
  ])('may be %s', (_what, data) => {
    expect(readList(heard({ status: 'ok', data }))).toEqual([read]);
  });

  it('is empty when nothing was found, and null when there is no answer', () => {
    expect(readList(heard({ status: 'ok', data: [] }))).toEqual([]);
    expect(readList(heard({ status: 'fail', data: [row] }))).toBeNull();
    expect(readList(heard({ status: 'ok', data: [row] }, 500))).toBeNull();
    expect(readList(heard('x'))).toBeNull();
    expect(readList({ type: 'lost' })).toBeNull();
  });

  it('has states that are not in the contract, which are not final, and long words cut short', () => {
    const [first] =
      readList(heard({ status: 'ok', data: [{ ...row, status: 'sent', message: 'x'.repeat(999) }] })) ?? [];
    expect(first).toMatchObject({ status: 'other', message: 'x'.repeat(200) });
  });
});
