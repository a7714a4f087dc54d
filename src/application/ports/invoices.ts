import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { BillStatus } from '../../domain/payment/status.ts';

export interface Invoice {
  readonly invoiceId: string;
  readonly merchantId: string;
  readonly billId: string;
  readonly code: string;
  readonly amount: Rial;
  readonly description: string | null;
  /** The payer's, to whom it is offered when they call; null when it is not known. */
  readonly mobile: Mobile | null;
  readonly status: BillStatus | 'cancelled' | 'expired';
  readonly createdAt: number;
  /** Null: it does not expire. */
  readonly expiresAt: number | null;
}

export interface NewInvoice {
  readonly invoiceId: string;
  readonly billId: string;
  readonly merchantId: string;
  readonly code: string;
  readonly amount: Rial;
  readonly description: string | null;
  /** The payer's, to whom it is offered when they call; null when it is not known. */
  readonly mobile: Mobile | null;
  readonly expiresAt: number | null;
}

export interface InvoiceStore {
  /** Resolves to `codeTaken` when this merchant has that code already, `noMerchant` when there is none. */
  add(invoice: NewInvoice): Promise<Invoice | 'codeTaken' | 'noMerchant'>;
  /** Newest first. */
  list(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Invoice[]>;
}
