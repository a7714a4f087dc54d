import { sql } from 'kysely';
import type { PaymentStore } from '../../application/ports.ts';
import { ATTEMPT_STATES } from '../../domain/payment/attempt.ts';
import { billStatus, mayCharge } from '../../domain/payment/status.ts';
import type { Database } from './database.ts';

/** The states of which one is enough to close a bill, by the truth table. */
const CLOSING = ATTEMPT_STATES.filter((state) => !mayCharge(billStatus([state])));

/** The open invoices of a payer's mobile, by the clock of the database. */
export function findCallerBills({ db }: Database): PaymentStore['findCallerBills'] {
  return async (merchantId, mobile, most) => {
    const rows = await db
      .selectFrom('invoices')
      .innerJoin('bills', 'bills.billId', 'invoices.billId')
      .select(['invoices.invoiceId', 'invoices.code', 'bills.billId', 'bills.amount'])
      .where('invoices.merchantId', '=', merchantId)
      .where('invoices.mobile', '=', mobile)
      .where('bills.cancelledAt', 'is', null)
      .where(sql<boolean>`coalesce(bills.expires_at > clock_timestamp(), true)`)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('attempts')
              .select('attempts.attemptId')
              .whereRef('attempts.billId', '=', 'bills.billId')
              .where('attempts.state', 'in', CLOSING),
          ),
        ),
      )
      .orderBy('invoices.createdAt')
      .orderBy('invoices.invoiceId')
      .limit(most)
      .execute();
    return rows.map(({ code, ...bill }) => ({ bill, code }));
  };
}
