import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inventCard } from '../../src/demo/scenarios/cards-of-payers.ts';
import { CAST } from '../../src/demo/scenarios/lines.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import { bankOf, isCardNumber } from '../../src/domain/payment/card.ts';
import { DECLINE_CODES } from '../../src/domain/payment/response-code.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';

/** What must be true of the scenarios before one is played; test/e2e/scenarios.test.ts plays them. */

const FOLDER = join(import.meta.dirname, '../../src/demo/scenarios');
const SOURCE = readdirSync(FOLDER)
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');

test('each has a name of its own, and one sentence about it', () => {
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(50);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  expect(new Set(SCENARIOS.map(({ about }) => about)).size).toBe(SCENARIOS.length);
  for (const { name, about } of SCENARIOS) {
    expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
    expect(about).toMatch(/^[A-Z].*\.$/);
  }
});

test('a charge at the bank is a payment that is paid or in doubt', () => {
  for (const { name, outcome } of SCENARIOS) {
    for (const { attempts, charges } of [outcome, ...(outcome.orElse ? [outcome.orElse] : [])]) {
      const paid = attempts.filter((state) => state === 'paid').length;
      const maybe = attempts.filter((state) => state === 'unknown').length;
      expect(charges, name).toBeGreaterThanOrEqual(paid);
      expect(charges, name).toBeLessThanOrEqual(paid + maybe);
    }
  }
});

test.each(DECLINE_CODES.map((code) => `code-${code}`))('the test card %s is met by somebody', (name) => {
  expect(testCards.map((card) => card.name)).toContain(name);
  expect(SOURCE).toContain(`'${name}'`);
});

test('the cards of payers are right, all different, of banks that are known, and no test cards', () => {
  const cards = SCENARIOS.flatMap((_, nth) => [0, 1].map((which) => inventCard(nth, which)));
  expect(new Set(cards).size).toBe(cards.length);
  for (const card of cards) {
    expect(isCardNumber(Buffer.from(card))).toBe(true);
    expect(bankOf(card.slice(0, 6))).not.toBeNull();
    expect(testCards.map(({ number }) => number.slice(0, 6))).not.toContain(card.slice(0, 6));
  }
});

test('no two lines have one number', () => {
  const numbers = CAST.lines.flatMap(({ number, aliases }) => [number, ...aliases]);
  expect(new Set(numbers).size).toBe(numbers.length);
});
