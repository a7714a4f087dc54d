import type { Mobile } from '../domain/merchant/mobile.ts';
import type { Rial } from '../domain/payment/amount.ts';
import type { PaymentChannel } from '../domain/payment/attempt.ts';
import { orderIdFrom } from '../domain/payment/order-id.ts';
import type { CardHasher, NewAttempt, System } from './ports.ts';
import type { Secret } from './secret.ts';

export interface FreezePorts {
  readonly cardHasher: CardHasher;
  readonly system: System;
}

/** What an attempt is made of, by whichever channel it comes. */
export interface AttemptFacts {
  readonly billId: string;
  readonly amount: Rial;
  /** The line's main number. */
  readonly line: string;
  readonly sequence: string;
  readonly channel: PaymentChannel;
  readonly callId: string | null;
  readonly apiKeyId: string | null;
  readonly mobile: Mobile | null;
  readonly card: { readonly first6: string; readonly last4: string };
  readonly pan: Secret;
  /** Milliseconds. */
  readonly pinLifeMs: number;
}

/** A prepared attempt is kept this much longer than its PIN may live, for a slow answer of the bank. */
const OTP_SLACK_MS = 60_000;

/** Freezes an attempt, with an order id that no other has and its card as a hash (payment.md, "Words"). */
export function freezeAttempt({ cardHasher, system }: FreezePorts, facts: AttemptFacts): NewAttempt {
  const { card, pan, pinLifeMs, ...frozen } = facts;
  return {
    ...frozen,
    attemptId: system.newId('att'),
    orderId: orderIdFrom(system.random64()),
    cardFirst6: card.first6,
    cardLast4: card.last4,
    cardHash: cardHasher.hash(pan),
    expiresInMs: pinLifeMs + OTP_SLACK_MS,
  };
}
