import type { Invoice, InvoiceStore, NewInvoice } from '../../application/ports.ts';
import { type Database, violates } from './database.ts';
import { cancelInvoice, changeInvoice } from './invoice-changes.ts';
import { invoicePage } from './invoice-page.ts';
import { invoiceRows, toInvoice } from './invoice-rows.ts';

/** Invoices, each with the bill that it stands for. */
export function createInvoiceStore(database: Database): InvoiceStore {
  const { db } = database;
  return {
    async add(invoice) {
      try {
        await insert(db, invoice);
      } catch (error) {
        if (NO_MERCHANT.some((constraint) => violates(error, constraint))) return 'noMerchant';
        const isCode = violates(error, 'invoices_code');
        if (!isCode && !violates(error, 'invoices_origin')) throw error;
        const before = await addedBefore(db, invoice);
        if (before !== null) return before;
        if (isCode) return 'codeTaken';
        throw error;
      }
      return toInvoice(
        await invoiceRows(db).where('invoiceId', '=', invoice.invoiceId).executeTakeFirstOrThrow(),
      );
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
    page: invoicePage(database),
    async show({ merchantId, invoiceId }) {
      let query = invoiceRows(db).where('invoices.invoiceId', '=', invoiceId);
      if (merchantId !== null) query = query.where('invoices.merchantId', '=', merchantId);
      const row = await query.executeTakeFirst();
      return row === undefined ? null : toInvoice(row);
    },
    cancel: cancelInvoice(database),
    change: changeInvoice(database),
  };
}

/** Both rows name their merchant, and either is refused first. */
const NO_MERCHANT = ['bills_merchant_id_fkey', 'invoices_merchant_id_fkey'] as const;

/** One statement for both rows: thousands of them may come in one request. */
async function insert(db: Database['db'], invoice: NewInvoice): Promise<void> {
  const { invoiceId, billId, merchantId, code, amount, description, mobile, orderId, expiresAt, origin } =
    invoice;
  const until = expiresAt === null ? null : new Date(expiresAt);
  await db
    .with('bill', (books) =>
      books.insertInto('bills').values({ billId, merchantId, amount, expiresAt: until }).returning('billId'),
    )
    .insertInto('invoices')
    .values({ invoiceId, billId, merchantId, code, description, mobile, orderId, origin })
    .execute();
}

/** What was added for the same origin; null when nothing was. */
async function addedBefore(db: Database['db'], { merchantId, origin }: NewInvoice): Promise<Invoice | null> {
  if (origin === null) return null;
  const row = await invoiceRows(db)
    .where('invoices.merchantId', '=', merchantId)
    .where('invoices.origin', '=', origin)
    .executeTakeFirst();
  return row === undefined ? null : toInvoice(row);
}
