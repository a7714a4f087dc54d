import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeIban, readIban, showIban } from '../../../src/domain/payout/iban.ts';
import { bankByCode } from '../../../src/domain/payout/iban-banks.ts';

/** Those of the documents that pass (contracts.md 6.6), with their banks. */
const SAMPLES = [
  ['IR410590011981302618257001', '059', 'Sina Bank', 'بانک سینا'],
  ['IR880540126030100979988607', '054', 'Parsian Bank', 'بانک پارسیان'],
  ['IR630560082680006040494001', '056', 'Saman Bank', 'بانک سامان'],
  ['IR660570021380014707021101', '057', 'Bank Pasargad', 'بانک پاسارگاد'],
] as const;
const IBAN = SAMPLES[0][0];

test.each(SAMPLES)('%s is of bank %s', (iban, bankCode, en, fa) => {
  expect(judgeIban(iban)).toEqual({ valid: true, iban, bankCode, bank: { fa, en } });
});

describe('an IBAN is read as people write it', () => {
  test.each([
    ['in fours', 'IR41 0590 0119 8130 2618 2570 01'],
    ['with dashes and in small letters', 'ir41-0590–0119-8130-2618-2570-01'],
    [
      'in Persian digits',
      `IR${[...IBAN.slice(2)].map((d) => String.fromCharCode(0x6f0 + Number(d))).join('')}`,
    ],
    [
      'in Arabic digits',
      `IR${[...IBAN.slice(2)].map((d) => String.fromCharCode(0x660 + Number(d))).join('')}`,
    ],
    ['with marks that have no width', `\u200f${IBAN.slice(0, 6)}\u200c${IBAN.slice(6)}\u200b `],
  ])('%s', (_, text) => {
    expect(readIban(text)).toBe(IBAN);
  });
});

test.each([
  ['the sample whose check digits are wrong', 'IR910540102220100630357602', 'checkDigits'],
  ['digits alone', IBAN.slice(2), 'noCountry'],
  ['nothing', '', 'noCountry'],
  ['another country', 'DE89370400440532013000', 'otherCountry'],
  ['a digit too few', IBAN.slice(0, -1), 'length'],
  ['a digit too many', `${IBAN}0`, 'length'],
  ['a letter', IBAN.replace('9', 'O'), 'notDigits'],
  ['a card', '6037991846275315', 'noCountry'],
])('%s is refused', (_, text, fault) => {
  expect(judgeIban(text)).toEqual({ valid: false, fault });
  expect(readIban(text)).toBeNull();
});

test('one wrong digit, or two that changed places, is always seen', () => {
  const at = fc.integer({ min: 2, max: 25 });
  fc.assert(
    fc.property(at, fc.integer({ min: 1, max: 9 }), (index, by) => {
      const digit = (Number(IBAN[index]) + by) % 10;
      expect(readIban(IBAN.slice(0, index) + digit + IBAN.slice(index + 1))).toBeNull();
    }),
  );
  for (let index = 2; index < 25; index += 1) {
    const [one = '', two = ''] = IBAN.slice(index, index + 2);
    const swapped = IBAN.slice(0, index) + two + one + IBAN.slice(index + 2);
    if (one !== two) expect(readIban(swapped)).toBeNull();
  }
});

test('a bank that is not in the table has no name, and its IBAN is valid all the same', () => {
  expect(bankByCode('063')).toBeNull();
  expect(bankByCode('constructor')).toBeNull();
  const rest = '0630000000000000000000';
  const check = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).find(
    (digits) => readIban(`IR${digits}${rest}`) !== null,
  );
  expect(judgeIban(`IR${check}${rest}`)).toMatchObject({ valid: true, bankCode: '063', bank: null });
});

test('it is shown in fours', () => {
  expect(showIban(IBAN)).toBe('IR41 0590 0119 8130 2618 2570 01');
});
