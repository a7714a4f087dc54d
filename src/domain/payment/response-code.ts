/**
 * The gateway's `transactionStatus` codes that say for certain that no money moved, each with the way on
 * (payment.md, "Reading the reply"). A code that is not in this table decides nothing.
 */
const DECLINES = {
  3: 'merchant',
  5: 'otherCard',
  13: 'merchant',
  14: 'otherCard',
  21: 'otherCard',
  42: 'otherCard',
  51: 'otherCard',
  54: 'otherCard',
  55: 'newPin',
  57: 'otherCard',
  61: 'otherCard',
  62: 'otherCard',
  63: 'merchant',
  75: 'otherCard',
  78: 'otherCard',
  90: 'later',
} as const;

/** A code that declines for certain. */
export type DeclineCode = keyof typeof DECLINES;

/** What the payer may do after a decline; `merchant` is the merchant's fault and raises an alarm. */
export type WayOn = (typeof DECLINES)[DeclineCode];

/** Every declining code, ascending. */
export const DECLINE_CODES: readonly DeclineCode[] = Object.keys(DECLINES).map(Number) as DeclineCode[];

/** Wrong PIN: spends one of the card's tries. */
export const WRONG_PIN: DeclineCode = 55;

/** Too many wrong PINs at the bank: blocks the card here for 24 hours. */
export const TOO_MANY_PINS: DeclineCode = 75;

/** The transaction was sent before. Ours are unique, so this decides nothing and raises an alarm. */
export const REPEATED_ORDER_ID = 94;

export function isDeclineCode(code: number): code is DeclineCode {
  return Object.hasOwn(DECLINES, code);
}

export function wayOnAfter(code: DeclineCode): WayOn {
  return DECLINES[code];
}

/**
 * Reads a code as the gateway may spell it: text or number, padded with zeros or spaces
 * (contracts.md 5.4). Returns null when it is no code at all.
 */
export function readCode(raw: unknown): number | null {
  const text = String(raw ?? '').trim();
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}
