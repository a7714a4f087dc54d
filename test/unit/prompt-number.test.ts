import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../src/domain/merchant/line.ts';
import { numberWords, spokenNumber } from '../../src/domain/prompt/spoken-number.ts';

const anyNumber = fc.oneof(
  fc.integer({ min: 0, max: 999_999_999_999 }),
  fc.integer({ min: 0, max: 9_999 }),
  // Round amounts, as prices are: a digit or three, and zeros.
  fc
    .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 9 }))
    .map(([n, zeros]) => n * 10 ** zeros),
);

/** Reads number words as a listener does: small words add up, a scale word multiplies what came before it. */
function listen(words: readonly string[], language: Language): number {
  let total = 0;
  let group = 0;
  for (const value of words.map(worthOf)) {
    if (value >= 1_000) {
      total += Math.max(group, 1) * value;
      group = 0;
    } else if (value === 100 && language === 'en') group *= 100;
    else group += value;
  }
  return total + group;
}

function worthOf(word: string): number {
  return Number(/^n\.(\d+)(\.o)?$/.exec(word)?.[1]);
}

describe.each(LANGUAGES)('numbers in %s', (language) => {
  test('are heard as they were said, and all their words have clips', () => {
    const clips = new Set(numberWords(language).map(({ name }) => name));
    fc.assert(
      fc.property(anyNumber, (value) => {
        const words = spokenNumber(value, language);
        expect(listen(words, language)).toBe(value);
        for (const word of words) expect(clips).toContain(word);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([-1, 1.5, 1_000_000_000_000, Number.NaN])('%s is refused', (value) => {
    expect(() => spokenNumber(value, language)).toThrow(RangeError);
  });
});

test('a Persian word goes on exactly when a smaller one follows', () => {
  fc.assert(
    fc.property(anyNumber, (value) => {
      const words = spokenNumber(value, 'fa');
      for (const [index, word] of words.entries()) {
        const next = words[index + 1];
        expect(word.endsWith('.o')).toBe(next !== undefined && worthOf(next) < worthOf(word));
      }
    }),
  );
});

test.each([
  [0, 'n.0', 'n.0'],
  [21, 'n.20.o n.1', 'n.20 n.1'],
  [1_000, 'n.1000', 'n.1 n.1000'],
  [1_500, 'n.1000.o n.500', 'n.1 n.1000 n.5 n.100'],
  [50_000, 'n.50 n.1000', 'n.50 n.1000'],
  [1_000_000, 'n.1 n.1000000', 'n.1 n.1000000'],
  [1_001_000, 'n.1 n.1000000.o n.1000', 'n.1 n.1000000 n.1 n.1000'],
  [999_119, 'n.900.o n.90.o n.9 n.1000.o n.100.o n.19', 'n.9 n.100 n.90 n.9 n.1000 n.1 n.100 n.19'],
])('%d is said as people say it', (value, fa, en) => {
  expect(spokenNumber(value, 'fa').join(' ')).toBe(fa);
  expect(spokenNumber(value, 'en').join(' ')).toBe(en);
});
