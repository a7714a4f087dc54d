import type { Mobile } from '../merchant/mobile.ts';
import type { MaskedCard } from '../payment/card.ts';
import type { PinHabit } from '../payment/pin-habit.ts';

/** Names a secret in the call's vault. It says nothing of the secret. */
export type SecretRef = string;

/** Counts the gathers of one call from 1. */
export type GatherId = number;

/** What is asked of the caller. `keys` are those offered in a choice, such as `12`. */
export type GatherRequest =
  | { readonly kind: 'choice'; readonly keys: string }
  | { readonly kind: 'invoice' | 'mobile' }
  /** The bounds are in the unit that is asked for. */
  | { readonly kind: 'amount'; readonly min: number; readonly max: number }
  | { readonly kind: 'card' | 'nationalId' | 'birthDate'; readonly ref: SecretRef }
  | {
      readonly kind: 'pin';
      readonly ref: SecretRef;
      readonly habit: PinHabit;
      /** Keys that come sooner are thrown away: they answer the question before. Milliseconds. */
      readonly deafMs: number;
    };

export type GatherKind = GatherRequest['kind'];

/**
 * What a gather came to. A card, a PIN, a national id and a birth date stay in the vault: only their reference and
 * what may be shown leave it. A value that is not well formed leaves as a count (payment.md, "Cards").
 */
export type GatherVerdict =
  | { readonly type: 'choice'; readonly key: string }
  | { readonly type: 'invoice'; readonly code: string }
  | { readonly type: 'mobile'; readonly mobile: Mobile }
  /** As it was keyed, in the unit that was asked for. */
  | { readonly type: 'amount'; readonly value: number }
  | { readonly type: 'card'; readonly card: MaskedCard }
  | { readonly type: 'pin'; readonly length: number }
  | { readonly type: 'nationalId' | 'birthDate' }
  | { readonly type: 'malformed'; readonly why: Malformed; readonly count: number }
  /** The star key with nothing keyed before it: the caller wants to go back. */
  | { readonly type: 'star' };

export type Malformed =
  | 'notOffered'
  | 'length'
  | 'checkDigit'
  | 'notMobile'
  /** Not a day on which somebody may have been born. */
  | 'notBirthDate'
  | 'tooLong'
  /** An amount outside its bounds. */
  | 'range'
  /** It begins as a card does: what is left of a card may not be kept (payment.md, "Cards"). */
  | 'card';
