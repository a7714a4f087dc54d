import { luhnSum } from '../../domain/payment/luhn.ts';

/**
 * Banks of which the sandbox has no test card. There are many, so that no bank's PINs are seen so often in one run
 * that their length is believed: a PIN would end by itself then.
 */
const BANKS = [
  '589463',
  '636214',
  '627760',
  '502806',
  '502938',
  '627488',
  '639607',
  '504172',
  '606373',
  '505416',
] as const;

/** The first digits of a bank that is not known. */
export const STRANGE_BANK = '400123';

/** How many cards one payer may have. */
const CARDS = 8;

/** An invented card with a right check digit. @param nth whose it is @param which 0 to 7, of this payer's */
export function inventCard(nth: number, which: number, first6 = bankOf(nth)): string {
  const body = `${first6}7718${String(nth * CARDS + which).padStart(5, '0')}`;
  const cards = Array.from('0123456789', (check) => `${body}${check}`);
  return cards.find((card) => luhnSum(Buffer.from(card)) % 10 === 0) ?? body;
}

function bankOf(nth: number): string {
  return BANKS[nth % BANKS.length] ?? BANKS[0];
}
