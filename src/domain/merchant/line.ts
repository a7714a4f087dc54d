import type { Rial } from '../payment/amount.ts';

export const LANGUAGES = ['fa', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where a line's amounts come from. */
export type BillSource = { readonly type: 'fixed'; readonly amount: Rial } | { readonly type: 'invoice' };

/**
 * All that a call needs to know of its line. It travels in the call's first events, so that a replay
 * needs nothing but the journal.
 */
export interface LinePolicy {
  readonly merchantId: string;
  /** The merchant's name for people who read the journal. */
  readonly merchantName: string;
  /** True when a clip with the merchant's name exists in the line's language. */
  readonly nameIsSpoken: boolean;
  /** The line's main number (DID). */
  readonly line: string;
  /** PayStar's gateway id of this line. */
  readonly sequence: string;
  readonly language: Language;
  readonly bill: BillSource;
  /** Whether the card's bank and last four digits are read back. */
  readonly confirmCard: boolean;
  readonly limits: CallLimits;
}

/** Limits of one call. Milliseconds. */
export interface CallLimits {
  /** The life of a dynamic PIN, counted from sending `otp-v2`. */
  readonly pinLifeMs: number;
  /** When the caller is told that the result is not known yet. */
  readonly callerDeadlineMs: number;
  /** The call's soft limit: no new attempt is begun after it. */
  readonly callSoftMs: number;
  /** How many dynamic PINs one call may ask for. */
  readonly otpsPerCall: number;
}
