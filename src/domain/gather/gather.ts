import type { SecretRef } from '../call/command.ts';
import type { Mobile } from '../merchant/mobile.ts';
import type { MaskedCard } from '../payment/card.ts';

export type GatherId = number;
export type GatherKind = 'choice' | 'invoice' | 'mobile' | 'card' | 'pin';
export type GatherRequest =
  | { readonly kind: 'choice'; readonly keys: string }
  | { readonly kind: 'invoice' | 'mobile' | 'card' | 'pin' };
export type GatherVerdict =
  | { readonly type: 'choice'; readonly key: string }
  | { readonly type: 'invoice'; readonly code: string }
  | { readonly type: 'mobile'; readonly mobile: Mobile }
  | { readonly type: 'card'; readonly ref: SecretRef; readonly card: MaskedCard }
  | { readonly type: 'pin'; readonly ref: SecretRef; readonly length: number }
  | { readonly type: 'malformed'; readonly why: 'notOffered' | 'length' | 'checkDigit'; readonly count: number }
  | { readonly type: 'tooLong'; readonly count: number }
  | { readonly type: 'star' };
