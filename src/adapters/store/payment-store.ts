import type { PaymentStore } from '../../application/ports.ts';
import type { Bill } from '../../domain/payment/bill.ts';
import { findCallerBills } from './caller-bills.ts';
import type { Database } from './database.ts';
import { dispatch, moveToNotSent } from './dispatch.ts';
import { findInvoice } from './invoice-bills.ts';
import { prepare } from './prepare.ts';
import { record } from './record.ts';

/** The books of bills and attempts (payment.md). */
export function createPaymentStore(database: Database): PaymentStore {
  return {
    findInvoiceBill: findInvoice(database, 'code'),
    findCallerBills: findCallerBills(database),
    openBill: openBill(database),
    prepare: prepare(database),
    dispatch: dispatch(database),
    setAside: (attemptId, reason) => moveToNotSent(database.db, attemptId, reason),
    record: record(database),
  };
}

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
