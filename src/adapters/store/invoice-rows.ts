import { sql } from 'kysely';
import type { Invoice } from '../../application/ports.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import { billStatus } from '../../domain/payment/status.ts';
import type { Database } from './database.ts';

type InvoiceRow = Omit<Invoice, 'status' | 'createdAt' | 'expiresAt' | 'cancelledAt' | 'charge'> & {
  createdAt: Date;
  expiresAt: Date | null;
  cancelledAt: Date | null;
  chargeId: string | null;
  chargeRefId: string | null;
  paidAt: Date | null;
  expired: boolean | null;
  states: AttemptState[];
};

/** Invoices with what their status is derived from. */
export function invoiceRows(db: Pick<Database['db'], 'selectFrom'>) {
  return db
    .selectFrom('invoices')
    .innerJoin('bills', 'bills.billId', 'invoices.billId')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('attempts')
          .select(['attempts.attemptId', 'attempts.refId', 'attempts.state', 'attempts.settledAt'])
          .whereRef('attempts.billId', '=', 'bills.billId')
          .where('attempts.state', 'in', ['paid', 'reversed'])
          .where('attempts.surplus', '=', false)
          .orderBy(sql`state = 'paid'`, 'desc')
          .orderBy('attempts.settledAt', 'desc')
          .limit(1)
          .as('charge'),
      (join) => join.onTrue(),
    )
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
      'bills.cancelledAt',
      'charge.attemptId as chargeId',
      'charge.refId as chargeRefId',
      sql<Date | null>`case when charge.state = 'paid' then charge.settled_at end`.as('paidAt'),
      sql<boolean | null>`bills.expires_at <= clock_timestamp()`.as('expired'),
      sql<AttemptState[]>`(select coalesce(json_agg(state), '[]') from attempts
        where attempts.bill_id = bills.bill_id)`.as('states'),
    ]);
}

/** What its attempts say comes first; an invoice without a charge may be cancelled or have expired. */
export function toInvoice(found: InvoiceRow): Invoice {
  const { cancelledAt, expired, states, chargeId, chargeRefId, paidAt, ...row } = found;
  const status = billStatus(states);
  const ended = cancelledAt !== null ? 'cancelled' : expired === true ? 'expired' : status;
  return {
    ...row,
    status: status === 'open' ? ended : status,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    cancelledAt: cancelledAt?.getTime() ?? null,
    charge:
      chargeId === null
        ? null
        : { attemptId: chargeId, refId: chargeRefId ?? '', paidAt: paidAt?.getTime() ?? null },
  };
}
