import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { BillStatus } from '../../domain/payment/status.ts';

export const INVOICE_STATUSES = [
  'open',
  'processing',
  'unknown',
  'paid',
  'reversed',
  'cancelled',
  'expired',
] as const satisfies readonly (BillStatus | 'cancelled' | 'expired')[];
/** What its attempts say comes first; an invoice without a charge may be cancelled or have expired. */
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export interface Invoice {
  readonly invoiceId: string;
  readonly merchantId: string;
  readonly billId: string;
  readonly code: string;
  readonly amount: Rial;
  readonly description: string | null;
  /** The payer's, to whom it is offered when they call; null when it is not known. */
  readonly mobile: Mobile | null;
  /** The merchant's own reference; any number of invoices may have the same. */
  readonly orderId: string | null;
  readonly status: InvoiceStatus;
  readonly createdAt: number;
  /** Null: it does not expire. */
  readonly expiresAt: number | null;
  readonly cancelledAt: number | null;
  /** The charge that paid it, also when it was given back later; null when there is none. */
  readonly charge: InvoiceCharge | null;
}

export interface InvoiceCharge {
  readonly attemptId: string;
  readonly refId: string;
  /** Null when the charge was given back. */
  readonly paidAt: number | null;
}

export interface NewInvoice extends Omit<Invoice, 'status' | 'createdAt' | 'cancelledAt' | 'charge'> {
  /** Names what it is added for, unique at its merchant; null: nothing that may be asked for twice. */
  readonly origin: string | null;
}

/** An invoice of a merchant's own. Null: whosever it is, which is for operators alone. */
export interface InvoiceKey {
  readonly merchantId: string | null;
  readonly invoiceId: string;
}

/** What a change sets; what is left out stays. */
export interface InvoiceChange {
  readonly amount?: Rial;
  readonly description?: string | null;
  readonly mobile?: Mobile | null;
  /** Milliseconds since the epoch. One that has passed ends the invoice at once, and a later one revives it. */
  readonly expiresAt?: number | null;
}

/** Why an invoice stays as it is. */
export type ChangeRefusal =
  | 'noInvoice'
  /** payment.md, "Dispatch" 1: a charge of it is in flight, in doubt, or made. */
  | 'processing'
  | 'unknown'
  | 'paid'
  /** What was cancelled stays so. */
  | 'cancelled'
  /** An attempt was made for this amount. */
  | 'amountFrozen';

export interface InvoiceFilter {
  readonly merchantId: string;
  readonly status?: InvoiceStatus;
  readonly mobile?: Mobile;
  readonly code?: string;
  readonly orderId?: string;
  /** When it was added, `from` included and `to` not. Milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  /** The last invoice of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface InvoiceStore {
  /**
   * Resolves to `codeTaken` when this merchant has that code already, `noMerchant` when there is none. What was added
   * for the same origin before is given again as it is now.
   */
  add(invoice: NewInvoice): Promise<Invoice | 'codeTaken' | 'noMerchant'>;
  /** Newest first. */
  list(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Invoice[]>;
  /** One page of a merchant's own, newest first. */
  page(filter: InvoiceFilter): Promise<readonly Invoice[]>;
  show(key: InvoiceKey): Promise<Invoice | null>;
  /** Cancels under the bill's lock, as dispatch does its checks. One that is cancelled already is given as it is. */
  cancel(key: InvoiceKey): Promise<Invoice | ChangeRefusal>;
  /** Changes under the bill's lock. */
  change(key: InvoiceKey, change: InvoiceChange): Promise<Invoice | ChangeRefusal>;
}
