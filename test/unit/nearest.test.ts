import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/domain/nearest.ts';

const KNOWN = ['paid', 'paid.reference', 'bye', 'bill.fixed.1', 'bill.fixed.2', 'n.20', 'n.20.o'];

describe('the nearest words', () => {
  test.each([
    ['paod', ['paid']],
    ['byee', ['bye']],
    ['BYE', ['bye']],
    ['bill.fixd.1', ['bill.fixed.1', 'bill.fixed.2']],
    ['n.20.p', ['n.20.o', 'n.20']],
    ['something quite different', []],
    ['', []],
  ])('of %s', (word, words) => {
    expect(nearest(word, KNOWN)).toEqual(words);
  });

  test('are not more than asked for', () => {
    expect(nearest('bill.fixed', KNOWN, 1)).toEqual(['bill.fixed.1']);
  });
});
