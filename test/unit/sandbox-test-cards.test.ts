import { describe, expect, test } from 'vitest';
import { bankOf, CARD_LENGTH, isCardNumber } from '../../src/domain/payment/card.ts';
import { RESPONSE_CODES } from '../../src/sandbox/response-codes.ts';
import { plansFor, testCards } from '../../src/sandbox/test-cards.ts';

describe('the test cards', () => {
  test.each(testCards)('$number is well formed, of a real bank, and invented', ({ number }) => {
    expect(number).toHaveLength(CARD_LENGTH);
    expect(isCardNumber(Buffer.from(number))).toBe(true);
    expect(bankOf(number.slice(0, 6))).not.toBeNull();
    expect(number.slice(6, 12)).toBe('000000');
  });

  test('are told apart by name, by number and by their last four digits', () => {
    for (const key of [
      testCards.map(({ name }) => name),
      testCards.map(({ number }) => number),
      testCards.map(({ number }) => number.slice(-4)),
    ]) {
      expect(new Set(key).size).toBe(testCards.length);
    }
  });

  test('every response code has a card that shows it by its digits', () => {
    for (const code of Object.keys(RESPONSE_CODES)) {
      const card = testCards.find(({ name }) => name === `code-${code}`);
      expect(card?.number.slice(12, 15)).toBe(code.padStart(3, '0'));
      expect(card?.pay).toEqual({ charges: false, code: Number(code), reply: 'plain' });
    }
  });

  test('any other card is paid', () => {
    expect(plansFor('5022290000009991')).toEqual({
      otp: { texts: true, reply: 'accepted' },
      pay: { charges: true, code: null, reply: 'plain' },
    });
  });
});
