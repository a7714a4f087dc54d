import { asciiDigits } from '../digits.ts';
import { luhnSum } from './luhn.ts';

/** What may be kept and shown of a card: first six and last four digits, and the bank they name. */
export interface MaskedCard {
  readonly first6: string;
  readonly last4: string;
  readonly bank: BankId | null;
}

const BANKS = {
  melli: ['603799'],
  sepah: ['589210'],
  keshavarzi: ['603770', '639217'],
  mellat: ['610433', '991975'],
  saderat: ['603769', '903769'],
  tejarat: ['627353', '585983'],
  parsian: ['622106', '627884', '639194'],
  pasargad: ['502229', '639347'],
  saman: ['621986'],
  eghtesadNovin: ['627412'],
  sina: ['639346'],
  maskan: ['628023'],
  refah: ['589463'],
  ayandeh: ['636214'],
  postBank: ['627760'],
  shahr: ['502806', '504706'],
  dey: ['502938'],
  karafarin: ['627488', '502910'],
  sarmayeh: ['639607'],
  resalat: ['504172'],
  mehr: ['606373', '639370'],
  gardeshgari: ['505416', '505426'],
  iranZamin: ['505785'],
  middleEast: ['585947'],
  melal: ['606256'],
  exportDevelopment: ['207177', '627648'],
  industryAndMine: ['627961'],
  toseeTaavon: ['502908'],
  central: ['636795'],
} as const;

export type BankId = keyof typeof BANKS;
export const BANK_IDS = Object.keys(BANKS) as readonly BankId[];

/** The bank that issued cards with these first six digits; null when the prefix is not known (contracts.md 8). */
export function bankOf(first6: string): BankId | null {
  return BANK_IDS.find((bank) => (BANKS[bank] as readonly string[]).includes(first6)) ?? null;
}

/** The number of digits of a card. */
export const CARD_LENGTH = 16;

/**
 * Checks a card number without turning it into text.
 * @param digits the ASCII codes of the digits, as the vault holds them
 */
export function isCardNumber(digits: Uint8Array): boolean {
  return digits.length === CARD_LENGTH && digits.every(isDigit) && luhnSum(digits) % 10 === 0;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What may be kept and shown of a card number, whose digits come as ASCII codes. */
export function maskOf(digits: Uint8Array): MaskedCard {
  const text = (part: Uint8Array) => String.fromCharCode(...part);
  const first6 = text(digits.subarray(0, 6));
  return { first6, last4: text(digits.subarray(-4)), bank: bankOf(first6) };
}

/** With so many digits of a card, its last four and its check digit the rest is known, or nearly. */
const TELLING_DIGITS = 9;

/**
 * True for digits that may be the beginning of a card, keyed at the wrong prompt and given up: together with the last
 * four digits in the books they would tell the whole card.
 */
export function beginsAsCard(digits: string): boolean {
  return digits.length >= TELLING_DIGITS && bankOf(digits.slice(0, 6)) !== null;
}

/** Sixteen digits that stand alone, with at most one mark between any two of them. */
const MAYBE_CARD = /(?<!\d)(?:\d[ ._:/-]?){15}\d(?!\d)/g;
/** Together or in fours, as cards are written. */
const AS_WRITTEN = /^\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}$/;

/** True when a text holds a whole card number, in any digits; in odd spellings only one that begins as a bank's. */
export function holdsCard(text: string): boolean {
  return [...asciiDigits(text).matchAll(MAYBE_CARD)].some(([spelled]) => {
    const number = spelled.replace(/\D/g, '');
    const isWellFormed = isCardNumber(Uint8Array.from(number, (digit) => digit.charCodeAt(0)));
    return isWellFormed && (AS_WRITTEN.test(spelled) || bankOf(number.slice(0, 6)) !== null);
  });
}

/** Masks a well-formed card: `6037 99** **** 1234` for people. */
export function showCard(card: Pick<MaskedCard, 'first6' | 'last4'>): string {
  return `${card.first6.slice(0, 4)} ${card.first6.slice(4)}** **** ${card.last4}`;
}
