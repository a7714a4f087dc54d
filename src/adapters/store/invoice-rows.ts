import { sql } from 'kysely';
import type { Invoice } from '../../application/ports.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import { billStatus } from '../../domain/payment/status.ts';
import type { Database } from './database.ts';

type InvoiceRow = Omit<Invoice, 'status' | 'createdAt' | 'expiresAt'> & {
  createdAt: Date;
  expiresAt: Date | null;
  cancelled: boolean;
  expired: boolean | null;
  states: AttemptState[];
};

/** Invoices with what their status is derived from. */
export function invoiceRows(db: Pick<Database['db'], 'selectFrom'>) {
  return db
    .selectFrom('invoices')
    .innerJoin('bills', 'bills.billId', 'invoices.billId')
    .select([
      'invoices.invoiceId',
      'invoices.merchantId',
      'invoices.billId',
      'invoices.code',
      'bills.amount',
      'invoices.description',
      'invoices.mobile',
      'invoices.orderId',
      'invoices.createdAt',
      'bills.expiresAt',
      sql<boolean>`bills.cancelled_at is not null`.as('cancelled'),
      sql<boolean | null>`bills.expires_at <= clock_timestamp()`.as('expired'),
      sql<AttemptState[]>`(select coalesce(json_agg(state), '[]') from attempts
        where attempts.bill_id = bills.bill_id)`.as('states'),
    ]);
}

/** What its attempts say comes first; an invoice without a charge may be cancelled or have expired. */
export function toInvoice({ cancelled, expired, states, ...row }: InvoiceRow): Invoice {
  const status = billStatus(states);
  const ended = cancelled ? 'cancelled' : expired === true ? 'expired' : status;
  return {
    ...row,
    status: status === 'open' ? ended : status,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
  };
}
