import { type ExpressionBuilder, sql } from 'kysely';
import type { InvoiceFilter, InvoiceStatus, InvoiceStore } from '../../application/ports.ts';
import { billStatusSql } from './bill-status.ts';
import type { Database } from './database.ts';
import { invoiceRows, toInvoice } from './invoice-rows.ts';
import type { Tables } from './schema.ts';

/** One page of a merchant's invoices, newest first. */
export function invoicePage({ db }: Database): InvoiceStore['page'] {
  return async (filter) => {
    const rows = await invoiceRows(db)
      .where((eb) => eb.and(conditions(eb, filter)))
      .orderBy('invoices.createdAt', 'desc')
      .orderBy('invoices.invoiceId', 'desc')
      .limit(filter.limit)
      .execute();
    return rows.map(toInvoice);
  };
}

type Columns = ExpressionBuilder<Pick<Tables, 'invoices' | 'bills'>, 'invoices' | 'bills'>;

function conditions(
  eb: Columns,
  { merchantId, status, mobile, code, orderId, from, to, after }: InvoiceFilter,
) {
  const mine = eb('invoices.merchantId', '=', merchantId);
  return [
    mine,
    ...(mobile === undefined ? [] : [eb('invoices.mobile', '=', mobile)]),
    ...(code === undefined ? [] : [eb('invoices.code', '=', code)]),
    ...(orderId === undefined ? [] : [eb('invoices.orderId', '=', orderId)]),
    ...(from === undefined ? [] : [eb('invoices.createdAt', '>=', new Date(from))]),
    ...(to === undefined ? [] : [eb('invoices.createdAt', '<', new Date(to))]),
    ...(after === undefined ? [] : [isAfter(merchantId, after)]),
    ...(status === undefined ? [] : [hasStatus(status)]),
  ];
}

/** Times alone would not do: many invoices are added in one moment, and a time is known here to the millisecond. */
function isAfter(merchantId: string, invoiceId: string) {
  return sql<boolean>`(invoices.created_at, invoices.invoice_id) < (select last.created_at, last.invoice_id
    from invoices last where last.merchant_id = ${merchantId} and last.invoice_id = ${invoiceId})`;
}

/** As `toInvoice` tells a status. */
function hasStatus(status: InvoiceStatus) {
  const ended = sql<string>`case when bills.cancelled_at is not null then 'cancelled'
    when bills.expires_at <= clock_timestamp() then 'expired' else 'open' end`;
  const bill = billStatusSql();
  return sql<boolean>`case when ${bill} = 'open' then ${ended} else ${bill} end = ${status}`;
}
