import { describe, expect, it } from 'vitest';
import { booleanOf, parseFields, rowsOf, textOf, wholeOf } from '../../src/adapters/provider/lenient.ts';

describe('what services spell in more than one way', () => {
  it.each<[unknown, boolean | null]>([
    [true, true],
    [1, true],
    ['1', true],
    ['true', true],
    [' TRUE ', true],
    [false, false],
    [0, false],
    ['0', false],
    ['False', false],
    [undefined, null],
    [null, null],
    ['', null],
    ['yes', null],
    [2, null],
    [[], null],
    [{}, null],
  ])('yes or no: %j is %j', (value, read) => {
    expect(booleanOf(value)).toBe(read);
  });

  it.each<[unknown, number | null]>([
    ['20000', 20_000],
    [20_000, 20_000],
    ['-20000.0', -20_000],
    [' 07 ', 7],
    [0, 0],
    [1.5, null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['9007199254740993', null],
    ['', null],
    [null, null],
    [true, null],
    [[7], null],
  ])('a whole number: %j is %j', (value, read) => {
    expect(wholeOf(value)).toBe(read);
  });

  it.each<[unknown, string | null]>([
    [' a ', 'a'],
    [7, '7'],
    ['', null],
    [' ', null],
    [1.5, null],
    [2 ** 53, null],
    [null, null],
    [{}, null],
  ])('text: %j is %j', (value, read) => {
    expect(textOf(value)).toBe(read);
  });

  it('rows: a list, one object, or nothing', () => {
    expect(rowsOf([{ a: 1 }, 2])).toEqual([{ a: 1 }]);
    expect(rowsOf({ a: 1 })).toEqual([{ a: 1 }]);
    expect(rowsOf('x')).toEqual([]);
  });

  it.each(['[]', 'null', '"x"', '', '{'])('%j is no JSON object', (text) => {
    expect(parseFields(text)).toBeNull();
  });
});
