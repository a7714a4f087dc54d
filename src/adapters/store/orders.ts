import { sql } from 'kysely';
import type { PanelStore } from '../../application/ports.ts';
import type { Bill, BillRefusal } from '../../domain/payment/bill.ts';
import { type Database, violates } from './database.ts';
import { EXPIRED, payableRefusal, STATES } from './payable-bill.ts';

type Order = Parameters<PanelStore['openOrder']>[0];
type Found = Bill | BillRefusal | 'amountDiffers';

/** The bills of the merchants' own orders. Each is born once, whoever asks for it at the same time. */
export function openOrder({ db }: Database): PanelStore['openOrder'] {
  return async (order) => {
    const found = await find(db, order);
    if (found !== null) return found;
    if (await create(db, order)) return { billId: order.billId, amount: order.amount, invoiceId: null };
    const meanwhile = await find(db, order);
    if (meanwhile === null) throw new Error('An order is there and cannot be found.');
    return meanwhile;
  };
}

async function find(db: Database['db'], { merchantId, orderId, amount }: Order): Promise<Found | null> {
  const bill = await db
    .selectFrom('orders')
    .innerJoin('bills', 'bills.billId', 'orders.billId')
    .select(['bills.billId', 'bills.amount', 'bills.cancelledAt', EXPIRED, STATES])
    .where('orders.merchantId', '=', merchantId)
    .where('orders.orderId', '=', orderId)
    .executeTakeFirst();
  if (bill === undefined) return null;
  if (bill.amount !== amount) return 'amountDiffers';
  return payableRefusal(bill) ?? { billId: bill.billId, amount, invoiceId: null };
}

/** One statement, so that a loser leaves no bill behind; false when another was first. */
async function create(db: Database['db'], order: Order): Promise<boolean> {
  const { merchantId, orderId, billId, line, amount } = order;
  try {
    await sql`
      with born as (
        insert into bills (bill_id, merchant_id, line, amount)
        values (${billId}, ${merchantId}, ${line}, ${amount}) returning bill_id
      )
      insert into orders (merchant_id, order_id, bill_id)
      select ${merchantId}, ${orderId}, bill_id from born`.execute(db);
    return true;
  } catch (error) {
    if (violates(error, 'orders_pkey')) return false;
    throw error;
  }
}
