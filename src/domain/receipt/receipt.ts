import type { Language } from '../merchant/line.ts';
import type { Rial } from '../payment/amount.ts';
import type { AttemptState } from '../payment/attempt.ts';

/**
 * What a payer is texted of a payment, each at most once for one attempt: that it was made; that it was not, when
 * they were left in doubt before; that it was given back.
 */
export const RECEIPT_KINDS = ['paid', 'notPaid', 'refunded'] as const;
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];

/** All that the text of a receipt is made of: nothing of a card but its last four digits, and never a PIN. */
export interface ReceiptFacts {
  readonly kind: ReceiptKind;
  /** True when the payer had to believe something else until now, mostly that the result is not known. */
  readonly afterDoubt: boolean;
  /** True when nothing stands against paying this bill again. */
  readonly mayPayAgain: boolean;
  readonly language: Language;
  readonly merchantName: string;
  readonly amount: Rial;
  /** The bank's reference; null where there is none. */
  readonly refId: string | null;
  readonly cardLast4: string;
  /** When the bank was asked: milliseconds since the epoch. */
  readonly at: number;
}

const TRUE_WHILE: Readonly<Record<ReceiptKind, readonly AttemptState[]>> = {
  // What was given back was paid before.
  paid: ['paid', 'reversed'],
  notPaid: ['declined', 'notSent', 'notPaid'],
  refunded: ['reversed'],
};

/** False once the books know better than the receipt would say. */
export function isStillTrue(kind: ReceiptKind, state: AttemptState): boolean {
  return TRUE_WHILE[kind].includes(state);
}
