import { sql, type Updateable } from 'kysely';
import type {
  ChangeRefusal,
  Invoice,
  InvoiceChange,
  InvoiceKey,
  InvoiceStore,
} from '../../application/ports.ts';
import type { BillStatus } from '../../domain/payment/status.ts';
import { type Books, type LockedBill, lockBill, statusOf } from './books.ts';
import type { Database } from './database.ts';
import { invoiceRows, toInvoice } from './invoice-rows.ts';
import type { Tables } from './schema.ts';

/** Changes of invoices. Each takes the bill's lock, so that none passes a dispatch (payment.md, "Dispatch" 1). */

export function cancelInvoice({ db }: Database): InvoiceStore['cancel'] {
  return (key) =>
    db.transaction().execute(async (books) => {
      const locked = await lockInvoice(books, key);
      if (typeof locked === 'string') return locked;
      if (!locked.cancelled) {
        const cancelledAt = sql<Date>`clock_timestamp()`;
        await books
          .updateTable('bills')
          .set({ cancelledAt })
          .where('billId', '=', locked.bill.billId)
          .execute();
      }
      return readInvoice(books, key.invoiceId);
    });
}

export function changeInvoice({ db }: Database): InvoiceStore['change'] {
  return (key, change) =>
    db.transaction().execute(async (books) => {
      const locked = await lockInvoice(books, key);
      if (typeof locked === 'string') return locked;
      if (locked.cancelled) return 'cancelled';
      if (await breaksFrozenAmount(books, locked.bill, change)) return 'amountFrozen';
      await update(books, key.invoiceId, locked.bill.billId, change);
      return readInvoice(books, key.invoiceId);
    });
}

/** Locks the bill of an invoice, or says why the invoice stays as it is. */
async function lockInvoice(
  books: Books,
  { merchantId, invoiceId }: InvoiceKey,
): Promise<{ readonly bill: LockedBill; readonly cancelled: boolean } | ChangeRefusal> {
  let query = books.selectFrom('invoices').select('billId').where('invoiceId', '=', invoiceId);
  if (merchantId !== null) query = query.where('merchantId', '=', merchantId);
  const found = await query.executeTakeFirst();
  const bill = found === undefined ? null : await lockBill(books, found.billId);
  if (bill === null) return 'noInvoice';
  const refusal = REFUSALS[await statusOf(books, bill.billId)];
  if (refusal !== null) return refusal;
  const { cancelledAt } = await books
    .selectFrom('bills')
    .select('cancelledAt')
    .where('billId', '=', bill.billId)
    .executeTakeFirstOrThrow();
  return { bill, cancelled: cancelledAt !== null };
}

/** While an attempt is dispatched, unknown or paid, nothing of its bill changes. */
const REFUSALS: Readonly<Record<BillStatus, ChangeRefusal | null>> = {
  open: null,
  processing: 'processing',
  unknown: 'unknown',
  paid: 'paid',
  reversed: null,
};

/**
 * An attempt froze its amount, and the bank may prove it paid whatever became of it (payment.md, "States"): with
 * another amount the invoice would then be paid by less, or by more, than it asks for. So the first attempt, in any
 * state, freezes the invoice's amount too.
 */
async function breaksFrozenAmount(
  books: Books,
  { billId, amount }: LockedBill,
  change: InvoiceChange,
): Promise<boolean> {
  if (change.amount === undefined || change.amount === amount) return false;
  const attempt = await books
    .selectFrom('attempts')
    .select('attemptId')
    .where('billId', '=', billId)
    .limit(1)
    .executeTakeFirst();
  return attempt !== undefined;
}

async function update(
  books: Books,
  invoiceId: string,
  billId: string,
  { amount, description, mobile, expiresAt }: InvoiceChange,
): Promise<void> {
  const bill: Updateable<Tables['bills']> = {
    ...(amount === undefined ? {} : { amount }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
  };
  const invoice: Updateable<Tables['invoices']> = {
    ...(description === undefined ? {} : { description }),
    ...(mobile === undefined ? {} : { mobile }),
  };
  if (Object.keys(bill).length > 0) {
    await books.updateTable('bills').set(bill).where('billId', '=', billId).execute();
  }
  if (Object.keys(invoice).length > 0) {
    await books.updateTable('invoices').set(invoice).where('invoiceId', '=', invoiceId).execute();
  }
}

async function readInvoice(books: Books, invoiceId: string): Promise<Invoice> {
  return toInvoice(await invoiceRows(books).where('invoiceId', '=', invoiceId).executeTakeFirstOrThrow());
}
