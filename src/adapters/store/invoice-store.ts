import { sql } from 'kysely';
import type { Invoice, InvoiceStore } from '../../application/ports.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import { billStatus } from '../../domain/payment/status.ts';
import type { Database } from './database.ts';

/** Invoices, each with the bill that it stands for. */
export function createInvoiceStore({ db }: Database): InvoiceStore {
  return {
    async add({ invoiceId, billId, merchantId, code, amount, description, mobile, expiresAt }) {
      try {
        await db.transaction().execute(async (books) => {
          const until = expiresAt === null ? null : new Date(expiresAt);
          await books.insertInto('bills').values({ billId, merchantId, amount, expiresAt: until }).execute();
          await books
            .insertInto('invoices')
            .values({ invoiceId, billId, merchantId, code, description, mobile })
            .execute();
        });
      } catch (error) {
        if (breaks(error, 'invoices_code')) return 'codeTaken';
        if (breaks(error, 'bills_merchant_id_fkey')) return 'noMerchant';
        throw error;
      }
      return toInvoice(await invoiceRows(db).where('invoiceId', '=', invoiceId).executeTakeFirstOrThrow());
    },
    async list({ merchantId, limit }) {
      let query = invoiceRows(db);
      if (merchantId !== undefined) query = query.where('invoices.merchantId', '=', merchantId);
      const rows = await query
        .orderBy('invoices.createdAt', 'desc')
        .orderBy('invoices.invoiceId', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toInvoice);
    },
  };
}

/** True when a statement was refused by this constraint. */
function breaks(error: unknown, constraint: string): boolean {
  return (error as { constraint?: unknown }).constraint === constraint;
}

type InvoiceRow = Omit<Invoice, 'status' | 'createdAt' | 'expiresAt'> & {
  createdAt: Date;
  expiresAt: Date | null;
  cancelled: boolean;
  expired: boolean | null;
  states: AttemptState[];
};

function invoiceRows(db: Database['db']) {
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
      'invoices.createdAt',
      'bills.expiresAt',
      sql<boolean>`bills.cancelled_at is not null`.as('cancelled'),
      sql<boolean | null>`bills.expires_at <= clock_timestamp()`.as('expired'),
      sql<AttemptState[]>`(select coalesce(json_agg(state), '[]') from attempts
        where attempts.bill_id = bills.bill_id)`.as('states'),
    ]);
}

/** What its attempts say comes first; an invoice without a charge may be cancelled or have expired. */
function toInvoice({ cancelled, expired, states, ...row }: InvoiceRow): Invoice {
  const status = billStatus(states);
  const ended = cancelled ? 'cancelled' : expired === true ? 'expired' : status;
  return {
    ...row,
    status: status === 'open' ? ended : status,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
  };
}
