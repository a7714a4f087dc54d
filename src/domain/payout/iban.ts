import { asciiDigits } from '../digits.ts';
import type { Language } from '../merchant/line.ts';
import { bankByCode } from './iban-banks.ts';

/** A valid IBAN: `IR` and 24 ASCII digits whose check digits are right. */
export type Iban = string;

/** What is wrong with a text that is no IBAN of Iran. */
export type IbanFault = 'noCountry' | 'otherCountry' | 'notDigits' | 'length' | 'checkDigits';

/** What an IBAN says of itself, without asking any bank (contracts.md 8). */
export type IbanVerdict =
  | {
      readonly valid: true;
      readonly iban: Iban;
      /** Three digits, such as `057`. */
      readonly bankCode: string;
      /** Null when the code is not in our table. */
      readonly bank: Readonly<Record<Language, string>> | null;
    }
  | { readonly valid: false; readonly fault: IbanFault };

const DIGITS = 24;

/**
 * Judges a text as people write an IBAN: in any of the three kinds of digits, in small letters, with spaces, dashes
 * and marks that have no width (contracts.md 1.2). An IBAN without its country is none: 24 digits may be anything.
 */
export function judgeIban(text: string): IbanVerdict {
  const written = spellOut(text);
  const fault = faultOf(written);
  if (fault !== null) return { valid: false, fault };
  const bankCode = bankCodeOf(written);
  return { valid: true, iban: written, bankCode, bank: bankByCode(bankCode) };
}

/** The IBAN in a text, or null when there is none. */
export function readIban(text: string): Iban | null {
  const written = spellOut(text);
  return faultOf(written) === null ? written : null;
}

/** Digits 5 to 7: the code of the bank. */
export function bankCodeOf(iban: Iban): string {
  return iban.slice(4, 7);
}

/** Text from outside without spaces, dashes and zero-width marks, its digits made ASCII. */
export function withoutMarks(text: string): string {
  return asciiDigits(text).replace(/[\s\p{Pd}\p{Cf}_]/gu, '');
}

/** In fours, as IBANs are printed: `IR41 0590 0119 …`. */
export function showIban(iban: Iban): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}

function spellOut(text: string): string {
  return withoutMarks(text).toUpperCase();
}

function faultOf(written: string): IbanFault | null {
  if (/^\d*$/.test(written)) return 'noCountry';
  if (!written.startsWith('IR')) return 'otherCountry';
  const digits = written.slice(2);
  if (!/^\d+$/.test(digits)) return 'notDigits';
  if (digits.length !== DIGITS) return 'length';
  return remainderOf(digits) === 1 ? null : 'checkDigits';
}

/** ISO 13616: country and check digits go to the end, letters count from A = 10, and mod 97 must be 1. */
function remainderOf(digits: string): number {
  const rearranged = `${digits.slice(2)}1827${digits.slice(0, 2)}`;
  return [...rearranged].reduce((remainder, digit) => (remainder * 10 + Number(digit)) % 97, 0);
}
