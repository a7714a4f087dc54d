/** What was learned of a bank's dynamic PINs; null while too few were seen. */
export interface PinHabit {
  /** How many digits they have, when all that were seen lately have as many. */
  readonly length: number | null;
  /** From asking for a PIN until most payers have keyed it, in milliseconds. */
  readonly delayMs: number | null;
}

export const NO_HABIT: PinHabit = { length: null, delayMs: null };
