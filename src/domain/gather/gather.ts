import type { Mobile } from '../merchant/mobile.ts';
import type { MaskedCard } from '../payment/card.ts';

/** Names a secret in the call's vault. It says nothing of the secret. */
export type SecretRef = string;

/** Counts the gathers of one call from 1. */
export type GatherId = number;

/** What is asked of the caller. `keys` are those offered in a choice, such as `12`. */
export type GatherRequest =
  | { readonly kind: 'choice'; readonly keys: string }
  | { readonly kind: 'invoice' | 'mobile' }
  | { readonly kind: 'card' | 'pin'; readonly ref: SecretRef };

export type GatherKind = GatherRequest['kind'];

/**
 * What a gather came to. A card and a PIN stay in the vault: only their reference and what may be shown
 * leave it. A value that is not well formed leaves as a count (payment.md, "Cards").
 */
export type GatherVerdict =
  | { readonly type: 'choice'; readonly key: string }
  | { readonly type: 'invoice'; readonly code: string }
  | { readonly type: 'mobile'; readonly mobile: Mobile }
  | { readonly type: 'card'; readonly card: MaskedCard }
  | { readonly type: 'pin'; readonly length: number }
  | { readonly type: 'malformed'; readonly why: Malformed; readonly count: number }
  /** The star key with nothing keyed before it: the caller wants to go back. */
  | { readonly type: 'star' };

export type Malformed = 'notOffered' | 'length' | 'checkDigit' | 'notMobile' | 'tooLong';
