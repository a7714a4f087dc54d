import { type DeclineCode, REPEATED_ORDER_ID, wayOnAfter } from './response-code.ts';

/** Why the bank's answer decides nothing. */
export type UnknownReason =
  | 'timeout'
  | 'connectionLost'
  | 'httpStatus'
  | 'notJson'
  | 'noReference'
  | 'unlistedCode'
  | 'contradiction'
  | 'restart';

/**
 * What became of one `pay`. Silence is `unknown`, never `declined`; `notSent` is proven, not guessed
 * (payment.md, "Reading the reply").
 */
export type Outcome =
  | { readonly type: 'paid'; readonly refId: string }
  | { readonly type: 'declined'; readonly code: DeclineCode }
  | { readonly type: 'unknown'; readonly why: UnknownReason; readonly code: number | null }
  | { readonly type: 'notSent'; readonly reason: 'notConnected' | 'notConfirmed' };

/** What became of asking the bank for a dynamic PIN (payment.md, "Words"). */
export type OtpOutcome =
  | { readonly type: 'accepted' }
  | { readonly type: 'refused'; readonly code: number | null }
  | { readonly type: 'priceMismatch' }
  | { readonly type: 'notConnected' }
  | { readonly type: 'unknown' };

/** True for a reference that stands for a payment: not empty and not all zeros (contracts.md 5.4). */
export function isReference(refId: string): boolean {
  return /[^0\s]/.test(refId);
}

/** What an operator must look at, in one sentence; null when nothing is wrong (payment.md, "Reading the reply"). */
export function alarmOf(outcome: Outcome): string | null {
  switch (outcome.type) {
    case 'declined':
      return wayOnAfter(outcome.code) === 'merchant'
        ? 'the gateway does not let this merchant take payments'
        : null;
    case 'unknown':
      return outcome.code === REPEATED_ORDER_ID ? 'the gateway says that an order id was used before' : null;
    default:
      return null;
  }
}
