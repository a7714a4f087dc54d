import type { Rial } from './amount.ts';

/** What is owed in one purchase, as the call knows it. */
export interface Bill {
  readonly billId: string;
  readonly amount: Rial;
  /** The invoice that it stands for; null on a fixed line, where the bill is born in the call. */
  readonly invoiceId: string | null;
}

/** Why no bill can be paid now. */
export type BillRefusal = 'notFound' | 'expired' | 'cancelled' | 'paid' | 'busy' | 'unknown' | 'storeDown';

/** An open invoice that is offered to its payer, who knows it by the end of its code. */
export interface OfferedBill {
  readonly bill: Bill;
  readonly code: string;
}
