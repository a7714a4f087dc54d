import type { PayerCheck } from '../identity/payer-check.ts';
import type { Rial } from '../payment/amount.ts';

export const LANGUAGES = ['fa', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The languages that a line speaks: one, or two to choose from. The first one is spoken until a caller chose. */
export type LineLanguages = readonly [Language] | readonly [Language, Language];

/** What an open amount is keyed in: ten Rial make one Toman. */
export type KeyedUnit = 'toman' | 'rial';

/** Where a line's amounts come from. */
export type BillSource =
  | { readonly type: 'fixed'; readonly amount: Rial }
  /** The caller keys an invoice's code. */
  | { readonly type: 'invoice' }
  /** The open invoices of the caller's own mobile are offered; any other is keyed. */
  | { readonly type: 'caller' }
  /** The caller keys the amount, within these limits. */
  | { readonly type: 'open'; readonly min: Rial; readonly max: Rial; readonly unit: KeyedUnit };

/**
 * All that a call needs to know of its line. It travels in the call's first events, so that a replay
 * needs nothing but the journal.
 */
export interface LinePolicy {
  readonly merchantId: string;
  /** The merchant's name for people who read the journal. */
  readonly merchantName: string;
  /** The languages in which a clip says the merchant's name. */
  readonly nameSpokenIn: readonly Language[];
  /** The line's main number (DID). */
  readonly line: string;
  /** PayStar's gateway id of this line. */
  readonly sequence: string;
  readonly languages: LineLanguages;
  readonly bill: BillSource;
  /** Whether the card's bank and last four digits are read back. */
  readonly confirmCard: boolean;
  /** How it is found out who pays. Absent where nobody asks, as in journals that are older than the question. */
  readonly verify?: PayerCheck;
  /** The extension to which a caller in trouble is handed over; null when nobody is there. */
  readonly operator: string | null;
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
  /** After so many declines the call offers no further try. */
  readonly declinesPerCall: number;
}
