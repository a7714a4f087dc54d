import { type ExpressionBuilder, sql } from 'kysely';
import type { MerchantPayment, PaymentFilter, PaymentSearch } from '../../application/ports.ts';
import { ATTEMPT_COLUMNS, toAttempt } from './attempt-row.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/**
 * The payments of one merchant, page by page. Each of its lines gives its newest from an index, and the newest of
 * these are the page: how many payments there are, of this merchant or of others, does not matter.
 */
export function createPaymentSearch({ db }: Database): PaymentSearch {
  return {
    async search(filter, limit) {
      const rows = await db
        .selectFrom('lines')
        .innerJoinLateral(
          (lines) => ofLine(lines, filter).limit(limit).as('found'),
          (join) => join.onTrue(),
        )
        .selectAll('found')
        .where('lines.merchantId', '=', filter.merchantId)
        .orderBy('found.preparedAt', 'desc')
        .orderBy('found.attemptId', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ merchantOrderId, invoiceId, shownCallId, ...row }): MerchantPayment => {
        return { ...toAttempt(row), merchantOrderId, invoiceId, shownCallId };
      });
    },
  };
}

function ofLine(lines: ExpressionBuilder<Tables, 'lines'>, filter: PaymentFilter) {
  const { merchantId, from, to, after } = filter;
  let query = lines
    .selectFrom('attempts')
    .innerJoin('bills', 'bills.billId', 'attempts.billId')
    .leftJoin('orders', 'orders.billId', 'attempts.billId')
    .leftJoin('invoices', 'invoices.billId', 'attempts.billId')
    .select(ATTEMPT_COLUMNS)
    .select([
      sql<string | null>`coalesce(orders.order_id, invoices.order_id)`.as('merchantOrderId'),
      'invoices.invoiceId',
      sql<string | null>`zangpay.shown_call(attempts.call_id)`.as('shownCallId'),
    ])
    .whereRef('attempts.line', '=', 'lines.number')
    .where('bills.merchantId', '=', merchantId)
    .orderBy('attempts.preparedAt', 'desc')
    .orderBy('attempts.attemptId', 'desc');
  if (from !== undefined) query = query.where('attempts.preparedAt', '>=', new Date(from));
  if (to !== undefined) query = query.where('attempts.preparedAt', '<', new Date(to));
  for (const [column, value] of equalities(filter)) {
    if (value !== undefined) query = query.where(column, '=', value);
  }
  const { merchantOrderId: order } = filter;
  if (order !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('orders.orderId', '=', order), eb('invoices.orderId', '=', order)]),
    );
  }
  return after === undefined ? query : query.where(isAfter(merchantId, after));
}

function equalities(filter: PaymentFilter) {
  return [
    ['attempts.attemptId', filter.attemptId],
    ['attempts.state', filter.state],
    ['attempts.amount', filter.amount],
    ['attempts.cardFirst6', filter.cardFirst6],
    ['attempts.cardLast4', filter.cardLast4],
    ['attempts.refId', filter.refId],
    ['invoices.invoiceId', filter.invoiceId],
  ] as const;
}

/** Compared in the database, whose times are finer than ours. */
function isAfter(merchantId: string, attemptId: string) {
  return sql<boolean>`(attempts.prepared_at, attempts.attempt_id) < (
    select last.prepared_at, last.attempt_id from attempts last join bills of using (bill_id)
    where last.attempt_id = ${attemptId} and of.merchant_id = ${merchantId})`;
}
