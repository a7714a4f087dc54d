import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { MaskedCard } from '../../domain/payment/card.ts';
import type { DeclineCode, WayOn } from '../../domain/payment/response-code.ts';
import type { Secret } from '../secret.ts';

/** Who asks: a merchant by one of its keys. */
export interface PanelCaller {
  readonly merchantId: string;
  readonly keyId: string;
}

/** What is paid: an order of the merchant's own, or one of its invoices. */
export type PanelPurchase =
  | { readonly type: 'order'; readonly orderId: string }
  | { readonly type: 'invoice'; readonly invoiceId: string };

export interface PanelOtpRequest extends PanelCaller {
  /** The number of one of the merchant's lines, in any of its spellings: its gateway is charged. */
  readonly line: string;
  readonly amount: Rial;
  readonly purchase: PanelPurchase;
  readonly pan: Secret;
}

/** A PIN was asked for: what paying with it needs. */
export interface PanelOtp {
  readonly attemptId: string;
  /** Until when `pay` is taken: milliseconds since the epoch, by the database's clock. */
  readonly expiresAt: number;
  readonly card: MaskedCard;
  /** `maybe`: the bank did not say; a PIN may come all the same (payment.md, "Words"). */
  readonly pin: 'sent' | 'maybe';
}

export interface PanelPayRequest extends PanelCaller {
  readonly attemptId: string;
  /** Sent again: nothing secret is held between the two requests (payment.md, "Cards"). */
  readonly pan: Secret;
  readonly pin: Secret;
  readonly payerMobile: Mobile;
}

/** What became of a payment from a panel. `unknown`: a webhook tells the rest. */
export type PanelPaid =
  | { readonly status: 'paid'; readonly attemptId: string; readonly refId: string }
  | {
      readonly status: 'declined';
      readonly attemptId: string;
      readonly code: DeclineCode;
      readonly wayOn: WayOn;
    }
  | { readonly status: 'unknown'; readonly attemptId: string }
  /** It is proven that nothing was sent to the bank. */
  | { readonly status: 'notSent'; readonly attemptId: string };

/** Why nothing was asked of the bank. */
export type PanelRefusal =
  | 'noLine'
  | 'noInvoice'
  | 'noAttempt'
  | 'amountStep'
  | 'amountDiffers'
  | 'cardMalformed'
  | 'pinMalformed'
  | 'cardDiffers'
  | 'invoiceExpired'
  | 'invoiceCancelled'
  | 'billPaid'
  | 'billBusy'
  | 'billUnknown'
  | 'billClosed'
  | 'payerBusy'
  | 'payerUnknown'
  | 'pinBudget'
  | 'cardLimit'
  | 'callerLimit'
  | 'keyLimit'
  | 'otpRefused'
  | 'priceMismatch'
  | 'gatewayDown'
  | 'attemptExpired'
  | 'attemptUsed'
  | 'storeDown'
  /** This process is told to end, and begins no payment more. */
  | 'draining';

export interface PanelRefused {
  readonly refused: PanelRefusal;
}

/** Payments from a merchant's web panel (`ivr: 0`): the same dispatch and result path as on the telephone. */
export interface PanelPayments {
  /** Freezes an attempt, commits it, and has the bank text a PIN. Wipes nothing: the caller owns the secret. */
  requestOtp(request: PanelOtpRequest): Promise<PanelOtp | PanelRefused>;
  /**
   * Pays once. Resolves when the bank has answered, or as `unknown` when it has not within the caller's limit; the
   * request to the bank goes on, also when nobody waits for the answer any more. The same attempt again is
   * `attemptUsed`. Both secrets are its own from then on, and are wiped on every way.
   */
  pay(request: PanelPayRequest): Promise<PanelPaid | PanelRefused>;
  /**
   * How an attempt of this merchant stands, for a request whose process died: what that would have been answered by
   * now. Null when there is none, or when it was not paid with yet and still may be. Rejects when the store does.
   */
  standing(merchantId: string, attemptId: string): Promise<PanelPaid | null>;
}
