import { expect, test } from 'vitest';
import type { Exchange } from '../../../src/adapters/provider/exchange.ts';
import { readFrame, traceIn } from '../../../src/adapters/sanbod/read-frame.ts';

function reply(body: unknown, httpStatus = 200): Exchange {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { type: 'reply', httpStatus, body: text, location: null };
}

const GOOD = { error: false, message: { iban: 'x' }, result_number: 1 };

test.each<[string, Exchange, string]>([
  ['2xx and no error', reply(GOOD), 'success'],
  ['201 and no error', reply(GOOD, 201), 'success'],
  ['2xx and an error', reply({ error: true, message: 'no' }), 'refused'],
  ['2xx and nothing on an error', reply({ message: {} }), 'unclear'],
  ['an error that is no boolean', reply({ error: 'false', message: {} }), 'unclear'],
  ['400 with an error', reply({ error: true, message: 'no' }, 400), 'refused'],
  ['422 without a flag', reply({ message: 'no' }, 422), 'refused'],
  ['400 that says it is none', reply(GOOD, 400), 'unclear'],
  ['400 that is a page', reply('<html>', 400), 'unclear'],
  ['408', reply({ error: true }, 408), 'unclear'],
  ['500 with an error', reply({ error: true, message: 'no' }, 500), 'unclear'],
  ['502 with success', reply(GOOD, 502), 'unclear'],
  ['a redirection', reply(GOOD, 302), 'unclear'],
  ['a page', reply('<html>'), 'unclear'],
  ['broken JSON', reply('{"error":false,'), 'unclear'],
  ['nothing', reply(''), 'unclear'],
  ['a list', reply([GOOD]), 'unclear'],
  ['a reply too long', { type: 'oversized', httpStatus: 200 }, 'unclear'],
  ['silence', { type: 'lost', why: 'timeout', httpStatus: null, detail: 'deadline' }, 'unclear'],
  ['a cut', { type: 'lost', why: 'connectionLost', httpStatus: 200, detail: 'ECONNRESET' }, 'unclear'],
  ['no connection', { type: 'neverLeft', why: 'notConnected', detail: 'ECONNREFUSED' }, 'neverLeft'],
])('%s', (_, exchange, type) => {
  expect(readFrame(exchange).type).toBe(type);
});

test.each([
  [401, true],
  [403, false],
  [400, false],
])('HTTP %i blames the token: %s', (httpStatus, tokenRefused) => {
  expect(readFrame(reply({ error: true }, httpStatus))).toMatchObject({ type: 'refused', tokenRefused });
});

test.each([
  ['a text', 'Not allowed.', ['Not allowed.']],
  [
    'lists by field',
    { scope: ['invalid', 'empty'], iban: ['wrong'] },
    ['scope: invalid', 'scope: empty', 'iban: wrong'],
  ],
  ['a list', ['one', { code: 'two' }], ['one', 'code: two']],
  ['nothing', null, []],
  ['too many', ['1', '2', '3', '4', '5', '6'], ['1', '2', '3', '4', '5']],
])('the reasons in %s', (_, message, reasons) => {
  expect(readFrame(reply({ error: true, message }, 422))).toMatchObject({ reasons });
});

test('no card, account or token that a refusal repeats is kept', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJ0eXBlIjoiYWNjZXNzIn0.c2lnbmF0dXJl';
  const echoed = `card 6037-9918-4627-5315 or ۶۰۳۷۹۹۱۸۴۶۲۷۵۳۱۵, token ${token}\u001b[2J`;
  expect(readFrame(reply({ error: true, message: echoed }, 400))).toMatchObject({
    reasons: ['card [digits] or [digits], token […] [2J'],
  });
});

test.each([
  [{ traceid: 123 }, '123'],
  [{ trace_id: '0d5b5ac2-6a1e-4a58-a6a7-7f2f2d0a8b11' }, '0d5b5ac2-6a1e-4a58-a6a7-7f2f2d0a8b11'],
  [{ traceid: 'a b' }, null],
  [{}, null],
])('the trace of %j is %j', (fields, trace) => {
  expect(traceIn(reply({ error: false, ...fields }))).toBe(trace);
});
