import { sql } from 'kysely';
import type { PaymentStore } from '../../application/ports.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { Bill, BillRefusal } from '../../domain/payment/bill.ts';
import { type BillStatus, billStatus } from '../../domain/payment/status.ts';
import { findCallerBills } from './caller-bills.ts';
import type { Database } from './database.ts';
import { dispatch, moveToNotSent } from './dispatch.ts';
import { prepare } from './prepare.ts';
import { record } from './record.ts';

/** The books of bills and attempts (payment.md). */
export function createPaymentStore(database: Database): PaymentStore {
  return {
    findInvoiceBill: findInvoiceBill(database),
    findCallerBills: findCallerBills(database),
    openBill: openBill(database),
    prepare: prepare(database),
    dispatch: dispatch(database),
    setAside: (attemptId, reason) => moveToNotSent(database.db, attemptId, reason),
    record: record(database),
  };
}

function findInvoiceBill({ db }: Database): PaymentStore['findInvoiceBill'] {
  return async (merchantId, code) => {
    const invoice = await db
      .selectFrom('invoices')
      .innerJoin('bills', 'bills.billId', 'invoices.billId')
      .select(['invoices.invoiceId', 'bills.billId', 'bills.amount', 'bills.cancelledAt'])
      .select(sql<boolean | null>`bills.expires_at <= clock_timestamp()`.as('expired'))
      .select(
        sql<AttemptState[]>`(select coalesce(json_agg(state), '[]') from attempts
          where attempts.bill_id = bills.bill_id)`.as('states'),
      )
      .where('invoices.merchantId', '=', merchantId)
      .where('invoices.code', '=', code)
      .executeTakeFirst();
    if (invoice === undefined) return 'notFound';
    const refusal = REFUSALS[billStatus(invoice.states)];
    if (refusal !== null) return refusal;
    if (invoice.cancelledAt !== null) return 'cancelled';
    if (invoice.expired === true) return 'expired';
    return { billId: invoice.billId, amount: invoice.amount, invoiceId: invoice.invoiceId };
  };
}

const REFUSALS: Readonly<Record<BillStatus, BillRefusal | null>> = {
  open: null,
  processing: 'busy',
  unknown: 'unknown',
  paid: 'paid',
  reversed: null,
};

function openBill({ db }: Database): PaymentStore['openBill'] {
  return async (bill): Promise<Bill> => {
    await db
      .insertInto('bills')
      .values(bill)
      .onConflict((conflict) => conflict.column('billId').doNothing())
      .execute();
    const { billId, amount } = await db
      .selectFrom('bills')
      .select(['billId', 'amount'])
      .where('billId', '=', bill.billId)
      .executeTakeFirstOrThrow();
    return { billId, amount, invoiceId: null };
  };
}
