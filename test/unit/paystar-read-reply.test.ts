import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOtp, readPay } from '../../src/adapters/paystar/read-reply.ts';
import type { Exchange } from '../../src/adapters/provider/exchange.ts';
import type { Outcome, UnknownReason } from '../../src/domain/payment/outcome.ts';
import { PAN, PIN, secretOf } from '../support/gateway.ts';

const REF = '482019375610';
/** The codes of payment.md, "Reading the reply", written down a second time on purpose. */
const DECLINES = [3, 5, 13, 14, 21, 42, 51, 54, 55, 57, 61, 62, 63, 75, 78, 90] as const;
const UNDECIDED = [20, 80, 91, 94, 0, 1, 2, 4, 15, 34, 96, 99, 412];

const secrets = { pan: secretOf(PAN), pin: secretOf(PIN) };
const reply = (body: unknown, httpStatus = 200): Exchange => ({
  type: 'reply',
  httpStatus,
  location: null,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const pay = (body: unknown, httpStatus?: number) => readPay(reply(body, httpStatus), secrets);
const success = (refID: unknown = REF, more: object = {}) => ({
  status: 1,
  data: { refID },
  errors: [],
  ...more,
});
const failure = (transactionStatus: unknown, more: object = {}) => ({
  status: 0,
  data: { refID: '0', transactionStatus },
  errors: ['x'],
  ...more,
});
const paid = (refId = REF): Outcome => ({ type: 'paid', refId });
const declined = (code: (typeof DECLINES)[number]): Outcome => ({ type: 'declined', code });
const open = (why: UnknownReason, code: number | null = null): Outcome => ({ type: 'unknown', why, code });

describe('a reply to pay', () => {
  test.each<[string, unknown, number, Outcome]>([
    // The exact form of success, and its spellings.
    ['status 1', success(), 200, paid()],
    ['status 1, HTTP 201', success(), 201, paid()],
    ['status as text', success(REF, { status: '1' }), 200, paid()],
    ['status as text with spaces', success(REF, { status: ' 1 ' }), 200, paid()],
    ['data as an array', success(REF, { data: [{ refID: REF }] }), 200, paid()],
    ['refID as a number', success(482_019_375_610), 200, paid()],
    ['refID with letters and dashes', success('AB-12'), 200, paid('AB-12')],
    ['refID with spaces around it', success(` ${REF}\n`), 200, paid()],
    ['no errors field', { status: 1, data: { refID: REF } }, 200, paid()],
    ['errors null', success(REF, { errors: null }), 200, paid()],
    ['errors an empty object', success(REF, { errors: {} }), 200, paid()],
    ['a code that says nothing', success(REF, { data: { refID: REF, transactionStatus: '' } }), 200, paid()],
    ['code 00', success(REF, { data: { refID: REF, transactionStatus: '00' } }), 200, paid()],

    // Success that is none.
    ['refID "0"', success('0'), 200, open('noReference')],
    ['refID "000"', success('000'), 200, open('noReference')],
    ['refID 0', success(0), 200, open('noReference')],
    ['refID empty', success(''), 200, open('noReference')],
    ['refID blank', success('  '), 200, open('noReference')],
    ['refID null', success(null), 200, open('noReference')],
    ['refID missing', { status: 1, data: {}, errors: [] }, 200, open('noReference')],
    ['data missing', { status: 1 }, 200, open('noReference')],
    ['data null', success(REF, { data: null }), 200, open('noReference')],
    ['data an empty array', success(REF, { data: [] }), 200, open('noReference')],
    ['data a text', success(REF, { data: REF }), 200, open('noReference')],
    ['refID the word null', success('null'), 200, open('noReference')],
    ['refID a dash', success('-'), 200, open('noReference')],
    ['refID an object', success({ id: REF }), 200, open('noReference')],
    ['refID true', success(true), 200, open('noReference')],
    ['refID a broken number', success(1.5), 200, open('noReference')],
    [
      'refID a number beyond 2^53',
      `{"status":1,"data":{"refID":99999999999999999}}`,
      200,
      open('noReference'),
    ],
    ['refID of 65 characters', success('1'.repeat(65)), 200, open('noReference')],
    ['refID with markup', success('<b>12</b>'), 200, open('noReference')],
    ['refID is the card', success(PAN), 200, open('noReference')],
    ['refID is the card in groups', success(PAN.replace(/(.{4})(?=.)/g, '$1-')), 200, open('noReference')],
    ['refID holds twelve digits of the card', success(`A${PAN.slice(2, 14)}`), 200, open('noReference')],
    ['refID is the PIN', success(PIN), 200, open('noReference')],
    [
      'status 1 with code 51',
      success(REF, { data: { refID: REF, transactionStatus: '51' } }),
      200,
      open('contradiction', 51),
    ],
    ['status 1 with code 51, no reference', failure('51', { status: 1 }), 200, open('contradiction', 51)],
    [
      'status 1 with a code that is none',
      success(REF, { data: { refID: REF, transactionStatus: 'OK' } }),
      200,
      open('contradiction'),
    ],
    ['status 1 with errors', success(REF, { errors: ['late'] }), 200, open('contradiction')],
    ['status "ok"', success(REF, { status: 'ok' }), 200, open('contradiction')],
    ['status true', success(REF, { status: true }), 200, open('contradiction')],
    ['status [1]', success(REF, { status: [1] }), 200, open('contradiction')],
    ['status missing, with a reference', { data: { refID: REF } }, 200, open('contradiction')],
    ['status 0, with a reference', success(REF, { status: 0 }), 200, open('contradiction')],
    [
      'status 0, code 51, with a reference',
      success(REF, { status: 0, data: { refID: REF, transactionStatus: '51' } }),
      200,
      open('contradiction', 51),
    ],
    ['HTTP 302 with perfect success', success(), 302, open('httpStatus')],
    ['HTTP 400 with perfect success', success(), 400, open('httpStatus')],
    ['HTTP 500 with perfect success', success(), 500, open('httpStatus')],
    ['HTTP 504 with perfect success', success(), 504, open('httpStatus')],

    // Declines and their spellings.
    ['HTTP 400 with a decline', failure('51'), 400, declined(51)],
    ['HTTP 422 with a decline', failure('14'), 422, declined(14)],
    ['HTTP 302 with a decline', failure('51'), 302, declined(51)],
    ['a code padded with zeros', failure('0051'), 200, declined(51)],
    ['a code padded with many zeros', failure('000055'), 200, declined(55)],
    ['a code padded with spaces', failure(' 55 '), 200, declined(55)],
    ['a code as a number', failure(75), 200, declined(75)],
    [
      'a decline in an array',
      failure('51', { data: [{ refID: '0', transactionStatus: '51' }] }),
      200,
      declined(51),
    ],
    ['a decline without refID', failure('51', { data: { transactionStatus: '51' } }), 200, declined(51)],
    [
      'a decline with refID 000',
      failure('51', { data: { refID: '000', transactionStatus: '51' } }),
      200,
      declined(51),
    ],
    ['status 2 with a decline', failure('51', { status: 2 }), 200, declined(51)],
    ['status "fail" with a decline', failure('51', { status: 'fail' }), 200, declined(51)],
    ['status missing with a decline', { data: { transactionStatus: '51' } }, 200, declined(51)],

    // Failures that decide nothing.
    ['HTTP 500 with a decline', failure('51'), 500, open('httpStatus', 51)],
    ['HTTP 503 with a decline', failure('51'), 503, open('httpStatus', 51)],
    ['no code', failure(undefined), 200, open('unlistedCode')],
    ['code null', failure(null), 200, open('unlistedCode')],
    ['code in an array', failure(['51']), 200, open('unlistedCode')],
    ['code in words', failure('no funds'), 200, open('unlistedCode')],
    ['code negative', failure('-51'), 200, open('unlistedCode')],
    ['code broken', failure(51.5), 200, open('unlistedCode')],
    ['code of five digits', failure('51000'), 200, open('unlistedCode')],
    ['code outside data', { status: 0, transactionStatus: '51', data: [] }, 200, open('unlistedCode')],
    [
      'data a second item',
      failure('51', { data: [[], { transactionStatus: '51' }] }),
      200,
      open('unlistedCode'),
    ],
    ['an empty object', {}, 200, open('unlistedCode')],
    ['HTTP 404, JSON without a code', { message: 'Not Found' }, 404, open('httpStatus')],
    ['HTTP 401, JSON without a code', { status: 0, data: [], errors: ['auth'] }, 401, open('httpStatus')],

    // No JSON object.
    ['an HTML page', '<!doctype html><h1>status 1</h1>', 200, open('notJson')],
    ['an empty body', '', 200, open('notJson')],
    ['HTTP 204', '', 204, open('notJson')],
    ['broken JSON', JSON.stringify(success()).slice(0, -1), 200, open('notJson')],
    ['two documents', `${JSON.stringify(success())}${JSON.stringify(success())}`, 200, open('notJson')],
    ['JSON null', 'null', 200, open('notJson')],
    ['JSON 1', '1', 200, open('notJson')],
    ['JSON text', '"1"', 200, open('notJson')],
    ['a JSON array of a success', [success()], 200, open('notJson')],
    ['HTTP 502, an HTML page', '<h1>Bad Gateway</h1>', 502, open('httpStatus')],
    ['HTTP 302, an HTML page', '<a href="/">moved</a>', 302, open('httpStatus')],
  ])('%s', (_name, body, httpStatus, outcome) => {
    expect(pay(body, httpStatus).outcome).toEqual(outcome);
  });

  test.each(DECLINES)('code %i declines', (code) => {
    expect(pay(failure(String(code)))).toMatchObject({ outcome: declined(code), code });
  });

  test.each(UNDECIDED)('code %i decides nothing', (code) => {
    expect(pay(failure(String(code)))).toMatchObject({ outcome: open('unlistedCode', code), code });
  });

  test('every code from 0 to 9999 declines only when it is on the list', () => {
    const declining = Array.from({ length: 10_000 }, (_, code) => code).filter(
      (code) => pay(failure(code)).outcome.type !== 'unknown',
    );
    expect(declining).toEqual([...DECLINES]);
  });
});

describe('no reply to pay', () => {
  test.each<[string, Exchange, Outcome]>([
    [
      'not connected',
      { type: 'neverLeft', why: 'notConnected', detail: 'ECONNREFUSED' },
      { type: 'notSent', reason: 'notConnected' },
    ],
    [
      'not confirmed',
      { type: 'neverLeft', why: 'notConfirmed', detail: 'late' },
      { type: 'notSent', reason: 'notConfirmed' },
    ],
    ['timeout', { type: 'lost', why: 'timeout', httpStatus: null, detail: 'x' }, open('timeout')],
    ['timeout in the body', { type: 'lost', why: 'timeout', httpStatus: 200, detail: 'x' }, open('timeout')],
    [
      'reset',
      { type: 'lost', why: 'connectionLost', httpStatus: null, detail: 'ECONNRESET' },
      open('connectionLost'),
    ],
    ['too long', { type: 'oversized', httpStatus: 200 }, open('notJson')],
  ])('%s', (_name, exchange, outcome) => {
    expect(readPay(exchange, secrets).outcome).toEqual(outcome);
  });
});

describe('a reply to otp-v2', () => {
  const AMOUNT = 500_000;
  const otp = (body: unknown, httpStatus?: number) => readOtp(reply(body, httpStatus), AMOUNT).outcome;
  const withPrice = (price: unknown) => ({ status: 1, data: { price }, errors: [] });

  test.each<[string, unknown, number, ReturnType<typeof otp>]>([
    ['accepted', { status: 1, data: [], errors: [] }, 200, { type: 'accepted' }],
    ['status as text', { status: '1', data: [] }, 200, { type: 'accepted' }],
    ['no data', { status: 1 }, 200, { type: 'accepted' }],
    ['equal price', withPrice(AMOUNT), 200, { type: 'accepted' }],
    ['equal price as text', withPrice('500000'), 200, { type: 'accepted' }],
    ['equal price with .0', withPrice('500000.0'), 200, { type: 'accepted' }],
    ['price null', withPrice(null), 200, { type: 'accepted' }],
    ['price empty', withPrice(''), 200, { type: 'accepted' }],
    ['equal price in an array', { status: 1, data: [{ price: AMOUNT }] }, 200, { type: 'accepted' }],
    ['another price', withPrice(AMOUNT + 1), 200, { type: 'priceMismatch' }],
    ['another price in an array', { status: 1, data: [{ price: 1 }] }, 200, { type: 'priceMismatch' }],
    ['the price in Toman', withPrice(AMOUNT / 10), 200, { type: 'priceMismatch' }],
    ['price 0', withPrice(0), 200, { type: 'priceMismatch' }],
    ['a broken price', withPrice(500_000.5), 200, { type: 'priceMismatch' }],
    ['a price that is none', withPrice('500k'), 200, { type: 'priceMismatch' }],
    ['a price in an object', withPrice({ value: AMOUNT }), 200, { type: 'priceMismatch' }],
    ['refused', { status: 0, data: [], errors: ['x'] }, 200, { type: 'refused', code: null }],
    ['refused with a code', failure('014'), 200, { type: 'refused', code: 14 }],
    ['refused with HTTP 422', { status: 0 }, 422, { type: 'refused', code: null }],
    ['refused without a status', { message: 'Unauthenticated.' }, 401, { type: 'refused', code: null }],
    ['status "ok"', { status: 'ok', data: [] }, 200, { type: 'refused', code: null }],
    ['HTTP 400 with status 1', { status: 1, data: [] }, 400, { type: 'unknown' }],
    ['HTTP 500 with status 1', { status: 1, data: [] }, 500, { type: 'unknown' }],
    ['HTTP 500 with a refusal', { status: 0, data: [] }, 500, { type: 'unknown' }],
    ['an HTML page', '<h1>otp</h1>', 200, { type: 'unknown' }],
    ['HTTP 404, an HTML page', '<h1>404</h1>', 404, { type: 'unknown' }],
    ['an empty body', '', 200, { type: 'unknown' }],
    ['a JSON array', '[]', 200, { type: 'unknown' }],
  ])('%s', (_name, body, httpStatus, outcome) => {
    expect(otp(body, httpStatus)).toEqual(outcome);
  });

  test.each<[string, Exchange, ReturnType<typeof otp>]>([
    [
      'not connected',
      { type: 'neverLeft', why: 'notConnected', detail: 'ENOTFOUND' },
      { type: 'notConnected' },
    ],
    ['timeout', { type: 'lost', why: 'timeout', httpStatus: null, detail: 'x' }, { type: 'unknown' }],
    ['reset', { type: 'lost', why: 'connectionLost', httpStatus: 200, detail: 'x' }, { type: 'unknown' }],
    ['too long', { type: 'oversized', httpStatus: 200 }, { type: 'unknown' }],
  ])('%s', (_name, exchange, outcome) => {
    expect(readOtp(exchange, AMOUNT).outcome).toEqual(outcome);
  });
});

/** Mostly the gateway's own words, and anything else: so that the properties reach every branch. */
const mostly = <T>(words: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.jsonValue() });
const nearData = fc.record(
  {
    refID: mostly(['0', '000', '', REF, REF, PAN, PIN, 7, 0]),
    transactionStatus: mostly(['', '00', '051', 51, '94']),
  },
  { requiredKeys: [] },
);
const nearReply = fc.record(
  {
    status: mostly([0, 1, '0', '1', ' 1', 'ok', 'fail', true, null]),
    data: fc.oneof(
      { weight: 4, arbitrary: nearData },
      { weight: 1, arbitrary: fc.array(nearData) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    errors: mostly([[], null]),
  },
  { requiredKeys: [] },
);
const anyBody = fc.oneof(
  { weight: 6, arbitrary: nearReply },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.string() },
);
const anyStatus = fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 404, 422, 500, 502);

/** A field as text; what is neither text nor a number has none, and may not even be made one. */
function textOf(field: unknown): string {
  return typeof field === 'string' || typeof field === 'number' ? String(field).trim() : '';
}

describe('properties', () => {
  test('paid and declined come from their exact forms only', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyBody, anyStatus, (body, httpStatus) => {
        const { outcome } = pay(body, httpStatus);
        seen.add(outcome.type);
        expect(['paid', 'declined', 'unknown']).toContain(outcome.type);
        if (outcome.type === 'unknown') return;

        const { status, data, errors } = body as { status?: unknown; data: unknown; errors?: unknown };
        const fields = (Array.isArray(data) ? data[0] : data) as {
          refID?: unknown;
          transactionStatus?: unknown;
        };
        const code = Number(textOf(fields.transactionStatus));
        const hasStatus1 = textOf(status) === '1';
        if (outcome.type === 'paid') {
          expect(hasStatus1 && httpStatus < 300 && code === 0).toBe(true);
          expect(outcome.refId).toBe(textOf(fields.refID));
          expect(outcome.refId).toMatch(/[1-9]/);
          expect(Object.keys(Object(errors ?? {}))).toEqual([]);
        } else {
          expect(DECLINES).toContain(code);
          expect(hasStatus1 || httpStatus >= 500).toBe(false);
          expect(textOf(fields.refID)).toMatch(/^[0\s]*$/);
        }
      }),
      { numRuns: 5_000 },
    );
    expect([...seen].sort()).toEqual(['declined', 'paid', 'unknown']);
  });

  test('a card or a PIN that the gateway repeats, in whatever field, is in nothing that is kept', () => {
    const echoes = [
      PAN,
      PIN,
      `r${PAN}`,
      PAN.replace(/(.{4})(?=.)/g, '$1-'),
      `0${PAN}0`,
      Number(PAN),
      Number(PIN),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...echoes), anyStatus, (echo, httpStatus) => {
        for (const body of [
          success(echo),
          failure(echo),
          echo,
          { status: echo, errors: echo, data: { price: echo } },
        ]) {
          const said = JSON.stringify([pay(body, httpStatus), readOtp(reply(body, httpStatus), 1_000)]);
          expect(said.replaceAll('-', '')).not.toContain(PAN);
          expect(said).not.toContain(PIN);
        }
      }),
    );
  });
});
