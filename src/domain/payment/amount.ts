/** An amount of money in whole Rial (10 Rial make one Toman). Never a fraction, never a text. */
export type Rial = number;

/** The largest amount that is spoken and stored, in Rial. */
export const LARGEST_AMOUNT: Rial = 999_999_999_999;

/** Bills are born in multiples of this many Rial, as the gateway asks (contracts.md 5.1). */
export const AMOUNT_STEP: Rial = 1_000;

/** True for a whole number of Rial from 1 to `LARGEST_AMOUNT`. */
function isAmount(value: unknown): value is Rial {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_AMOUNT;
}

/** True for an amount that a new bill may have: `isAmount`, and a multiple of `AMOUNT_STEP`. */
export function isBillable(value: unknown): value is Rial {
  return isAmount(value) && value % AMOUNT_STEP === 0;
}
