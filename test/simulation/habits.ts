import type { PinHabits } from '../../src/application/ports.ts';
import { NO_HABIT, type PinHabit } from '../../src/domain/payment/pin-habit.ts';

interface Seen {
  length: number | null;
  readonly delayMs: number;
}

/** Fewer than in the real store, so that a world is long enough to learn something. */
const ENOUGH = 3;
const KEPT = 50;

/** What was learned of the dynamic PINs of each bank, by the rules of the contract suite. */
export class Habits implements PinHabits {
  readonly #seen = new Map<string, Seen[]>();
  readonly #told: (length: number) => void;

  /** @param told a length that a call was told of: a PIN may end by it from then on */
  constructor(told: (length: number) => void) {
    this.#told = told;
  }

  async of(first6: string): Promise<PinHabit> {
    const habit = this.#habitOf(first6);
    if (habit.length !== null) this.#told(habit.length);
    return habit;
  }

  async learn(first6: string, { verdict, length, delayMs }: Parameters<PinHabits['learn']>[1]) {
    const seen = this.#seen.get(first6) ?? [];
    if (verdict === 'paid') this.#seen.set(first6, [...seen, { length, delayMs }].slice(-KEPT));
    else if (this.#habitOf(first6).length === length) for (const each of seen) each.length = null;
  }

  #habitOf(first6: string): PinHabit {
    const seen = this.#seen.get(first6) ?? [];
    if (seen.length < ENOUGH) return NO_HABIT;
    const lengths = seen.flatMap(({ length }) => length ?? []);
    const alike = lengths.length >= ENOUGH && new Set(lengths).size === 1;
    const delays = seen.map(({ delayMs }) => delayMs).sort((a, b) => a - b);
    return {
      length: alike ? (lengths[0] ?? null) : null,
      delayMs: delays[Math.ceil(0.9 * delays.length) - 1] ?? null,
    };
  }
}
