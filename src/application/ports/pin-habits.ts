import type { PinHabit } from '../../domain/payment/pin-habit.ts';

/** What is learned of the dynamic PINs of a bank, by the first six digits of its cards. */
export interface PinHabits {
  of(first6: string): Promise<PinHabit>;
  /** Takes note of a PIN with which was paid, or, `wrong`, of one that the bank refused. */
  learn(
    first6: string,
    pin: { readonly verdict: 'paid' | 'wrong'; readonly length: number; readonly delayMs: number },
  ): Promise<void>;
}
