import type { Rial } from '../../domain/payment/amount.ts';
import type { AttemptState, NotSentReason } from '../../domain/payment/attempt.ts';
import type { Bill, BillRefusal } from '../../domain/payment/bill.ts';
import type { OrderId } from '../../domain/payment/order-id.ts';
import type { CardHash } from './vault.ts';

/** An attempt of a panel: all that paying it needs, and how it stands. */
export interface AttemptToPay {
  readonly attemptId: string;
  readonly line: string;
  readonly sequence: string;
  readonly amount: Rial;
  readonly orderId: OrderId;
  /** The gateway's own id of the order; null where it names none. */
  readonly gatewayInvoiceId: string | null;
  /** Null once it was forgotten. */
  readonly cardHash: CardHash | null;
  readonly state: AttemptState;
  readonly notSentReason: NotSentReason | null;
  readonly refId: string | null;
  readonly code: number | null;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly preparedAt: number;
  /** How long ago it was prepared, in milliseconds by the database's clock: its PIN is younger (payment.md, "Cards"). */
  readonly ageMs: number;
}

/** What a merchant's panel needs of the books beside `PaymentStore`. */
export interface PanelStore {
  /** The bill of one of this merchant's invoices, or why it cannot be paid now, by the database's clock. */
  findInvoiceById(merchantId: string, invoiceId: string): Promise<Bill | BillRefusal>;
  /**
   * The bill of a merchant's own order, which is born once, under `billId` and with its amount, or why it cannot be
   * paid now. Another amount for the same order is `amountDiffers`, whatever became of its bill.
   */
  openOrder(order: {
    readonly merchantId: string;
    readonly orderId: string;
    readonly billId: string;
    readonly line: string;
    readonly amount: Rial;
  }): Promise<Bill | BillRefusal | 'amountDiffers'>;
  /** An attempt of this merchant's panel; null when there is none, or it is of a call. */
  attemptToPay(merchantId: string, attemptId: string): Promise<AttemptToPay | null>;
  /** Keeps the gateway's own id of a prepared attempt's order, once; false when it is too late for that. */
  keepGatewayInvoice(attemptId: string, gatewayInvoiceId: string): Promise<boolean>;
}
