import type { InvoiceCode } from '../../domain/merchant/invoice.ts';
import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { BillStatus } from '../../domain/payment/status.ts';

/** How ringing a payer ended. `failed`: the telephone never rang, or it is not known whether it did. */
export const RING_OUTCOMES = ['answered', 'noAnswer', 'busy', 'failed'] as const;
export type RingOutcome = (typeof RING_OUTCOMES)[number];

/** `ringing` from the moment that the exchange has taken the request. */
export type CallRequestStatus = 'requested' | 'ringing' | RingOutcome;

/** A payer to be rung for an invoice. */
export interface NewCallRequest {
  readonly callRequestId: string;
  readonly merchantId: string;
  readonly invoiceId: string;
  /** The main number of the line that rings. */
  readonly line: string;
  readonly mobile: Mobile;
}

/** Times are milliseconds since the epoch. */
export interface CallRequest extends NewCallRequest {
  readonly status: CallRequestStatus;
  readonly requestedAt: number;
  readonly ringingAt: number | null;
  readonly settledAt: number | null;
}

/**
 * A call of a merchant's, or a payer who was rung and did not answer. `id` is that of the request for a call-back,
 * and the call's own otherwise.
 */
export interface MerchantCall {
  readonly id: string;
  readonly callId: string | null;
  /** Null: the caller called by themselves. */
  readonly request: CallRequest | null;
  readonly line: string;
  /** The caller's number as presented, or the mobile that was rung; null when it is withheld. */
  readonly caller: string | null;
  /** When it arrived, or when the payer was to be rung. Milliseconds. */
  readonly startedAt: number;
  /** Null while it runs, and for a payer who did not answer. */
  readonly endedAt: number | null;
  /** Whether an operator took it, and has it still. */
  readonly handedOver: boolean;
  /** Of all the payments that were tried in it, by the one truth table. */
  readonly payment: BillStatus;
  readonly attemptIds: readonly string[];
}

export interface CallRequests {
  /**
   * Notes that a payer is to be rung, unless that mobile was rung `most` times within an hour, whoever asked for it:
   * then it resolves to when it may be rung again, in milliseconds from now. By the clock of the database.
   */
  add(request: NewCallRequest, most: number): Promise<CallRequest | { readonly waitMs: number }>;
  /** The exchange rings now. One that has ended stays as it is. */
  ringing(callRequestId: string): Promise<void>;
  /** How it ended. The first to say so is believed; resolves to whether that was this one. */
  settle(callRequestId: string, outcome: RingOutcome): Promise<boolean>;
  /**
   * Settles what nobody will any more, because whoever rang is gone: `answered` when a call came of it, `failed`
   * otherwise. Resolves to the count.
   */
  settleLost(): Promise<number>;
}

/** A merchant's own calls. */
export interface MerchantCalls {
  /** Newest first. `after` is the last one of the page before. */
  page(filter: {
    readonly merchantId: string;
    readonly invoiceId?: string;
    readonly from?: number;
    readonly to?: number;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly MerchantCall[]>;
  /** By the id of the request or of the call. */
  show(merchantId: string, id: string): Promise<MerchantCall | null>;
}

/** Rings payers. */
export interface PayerRinger {
  /**
   * Rings a payer, showing the line's number; whoever answers walks into the payment of the invoice. The channel
   * has the id of the request. Resolves once the exchange has taken the request, or rejects with `LineFault`.
   * `ended` resolves to how it ended, or to null when that was not learned; it never rejects.
   */
  ring(request: {
    readonly callRequestId: string;
    readonly line: string;
    readonly mobile: Mobile;
    readonly invoice: InvoiceCode;
  }): Promise<{ readonly ended: Promise<RingOutcome | null> }>;
}
