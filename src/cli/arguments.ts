import { InvalidArgumentError } from 'commander';
import { asciiDigits, readWhole } from '../domain/digits.ts';
import { type Mobile, readMobile } from '../domain/merchant/mobile.ts';
import { ATTEMPT_STATES, type AttemptState } from '../domain/payment/attempt.ts';

/** Readers of what is typed after a command. Commander turns what they throw into a sentence. */

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = readWhole(text);
    if (value !== null && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** Reads an amount in Rial. Whether a bill may have it is for the operations to say. */
export function amountOf(text: string): number {
  const value = readWhole(text);
  if (value !== null) return value;
  throw new InvalidArgumentError('Give a whole amount in Rial, such as 500000.');
}

export function digitsOf(text: string): string {
  return asciiDigits(text.trim());
}

export function stateOf(text: string): AttemptState {
  const state = ATTEMPT_STATES.find((known) => known === text);
  if (state !== undefined) return state;
  throw new InvalidArgumentError(`Give one of: ${ATTEMPT_STATES.join(', ')}.`);
}

/** Reads an Iranian mobile in any of its spellings. */
export function mobileOf(text: string): Mobile {
  const mobile = readMobile(digitsOf(text));
  if (mobile !== null) return mobile;
  throw new InvalidArgumentError('Give a mobile number such as 09121234567.');
}

export function choiceOf<T extends string>(known: readonly T[]): (text: string) => T {
  return (text) => {
    const chosen = known.find((one) => one === text);
    if (chosen !== undefined) return chosen;
    throw new InvalidArgumentError(`Give one of: ${known.join(', ')}.`);
  };
}

export const LIMIT = ['--limit <count>', 'how many at most', wholeNumber(1, 1_000), 20] as const;
