import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { OrderId } from '../../domain/payment/order-id.ts';
import type { OtpOutcome, Outcome } from '../../domain/payment/outcome.ts';
import type { Secret } from '../secret.ts';

/** One request for a dynamic PIN (contracts.md 5.1). */
export interface OtpRequest {
  readonly sequence: string;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly pan: Secret;
}

/** By which of its two doors a payment comes to the gateway (contracts.md 5.2). */
export type PayDoor =
  /** A telephone call: `ivr` 1. */
  | { readonly channel: 'phone' }
  /** A merchant's panel: `ivr` 0. `invoiceId` is the one of `OtpReply`. */
  | { readonly channel: 'panel'; readonly invoiceId: string | null };

/** One payment (contracts.md 5.2). */
export interface PayRequest extends OtpRequest {
  readonly door: PayDoor;
  readonly pin: Secret;
  readonly mobile: Mobile;
}

/** What the gateway said, without anything secret: for evidence and for support. */
export interface GatewayTrace {
  /** Null when no reply came. */
  readonly httpStatus: number | null;
  readonly code: number | null;
  readonly tookMs: number;
  /** What was said, in a few words, or what went wrong; never a raw body. */
  readonly note: string;
}

/** What came of asking for a PIN. */
export interface OtpReply {
  readonly outcome: OtpOutcome;
  readonly trace: GatewayTrace;
  /** The gateway's own id of the order, which a panel pays with; null where it names none. */
  readonly invoiceId: string | null;
}

export interface Gateway {
  /** Asks the bank to text a dynamic PIN. Never rejects: what went wrong is in the outcome. */
  requestOtp(request: OtpRequest): Promise<OtpReply>;
  /**
   * Sends one `pay`, once. Never rejects and never resends. Gives up before a byte leaves when
   * `mayStillSend` says no at that moment; the outcome is then `notSent(notConfirmed)`.
   */
  pay(
    request: PayRequest,
    mayStillSend: () => boolean,
  ): Promise<{ readonly outcome: Outcome; readonly trace: GatewayTrace }>;
}
