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

/** One payment of a call (contracts.md 5.2 with `ivr: 1`). */
export interface PayRequest extends OtpRequest {
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

export interface Gateway {
  /** Asks the bank to text a dynamic PIN. Never rejects: what went wrong is in the outcome. */
  requestOtp(request: OtpRequest): Promise<{ readonly outcome: OtpOutcome; readonly trace: GatewayTrace }>;
  /**
   * Sends one `pay`, once. Never rejects and never resends. Gives up before a byte leaves when
   * `mayStillSend` says no at that moment; the outcome is then `notSent(notConfirmed)`.
   */
  pay(
    request: PayRequest,
    mayStillSend: () => boolean,
  ): Promise<{ readonly outcome: Outcome; readonly trace: GatewayTrace }>;
}
