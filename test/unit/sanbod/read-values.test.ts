import { expect, test } from 'vitest';
import { readMs, readRial, readRows, readText } from '../../../src/adapters/sanbod/read-values.ts';

test.each([
  ['20000', 20_000],
  [20_000, 20_000],
  ['-20000.0', -20_000],
  ['-20000.00', -20_000],
  [' 500 ', 500],
  ['۲۰۰۰۰', 20_000],
  ['+7', 7],
  [0, 0],
  ['-0.0', 0],
  ['20000.5', null],
  [20_000.5, null],
  ['20,000', null],
  ['', null],
  ['2e4', null],
  ['0x10', null],
  ['9007199254740993', null],
  [9_007_199_254_740_992, null],
  [null, null],
  [true, null],
  [Number.NaN, null],
])('an amount of %j is %j', (given, rial) => {
  expect(readRial(given)).toBe(rial);
});

test.each([
  [1_602_102_600_000, 1_602_102_600_000],
  ['1602102600000', 1_602_102_600_000],
  [1_602_102_600, null],
  ['soon', null],
])('a time of %j is %j', (given, ms) => {
  expect(readMs(given)).toBe(ms);
});

test('texts are trimmed; what lost a digit is none', () => {
  expect(readText(' 00001632235711734468 ')).toBe('00001632235711734468');
  expect(readText(123)).toBe('123');
  expect(readText(1_632_235_711_734_468_000)).toBeNull();
  expect(readText('  ')).toBeNull();
  expect(readText({})).toBeNull();
});

test('rows are objects, one or many', () => {
  expect(readRows([{ a: 1 }])).toEqual([{ a: 1 }]);
  expect(readRows({ a: 1 })).toEqual([{ a: 1 }]);
  expect(readRows([])).toEqual([]);
  expect(readRows([{}, null])).toBeNull();
  expect(readRows('rows')).toBeNull();
  expect(readRows(null)).toBeNull();
});
