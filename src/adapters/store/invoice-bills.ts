import type { Bill, BillRefusal } from '../../domain/payment/bill.ts';
import type { Database } from './database.ts';
import { EXPIRED, payableRefusal, STATES } from './payable-bill.ts';

/** The bill of one of a merchant's invoices, by what its caller or its panel knows of it. */
export function findInvoice({ db }: Database, by: 'code' | 'invoiceId') {
  return async (merchantId: string, key: string): Promise<Bill | BillRefusal> => {
    const invoice = await db
      .selectFrom('invoices')
      .innerJoin('bills', 'bills.billId', 'invoices.billId')
      .select(['invoices.invoiceId', 'bills.billId', 'bills.amount', 'bills.cancelledAt', EXPIRED, STATES])
      .where('invoices.merchantId', '=', merchantId)
      .where(`invoices.${by}`, '=', key)
      .executeTakeFirst();
    if (invoice === undefined) return 'notFound';
    const { billId, amount, invoiceId } = invoice;
    return payableRefusal(invoice) ?? { billId, amount, invoiceId };
  };
}
