import { sql } from 'kysely';
import type { InvoiceExpiry } from '../../application/ports.ts';
import { mayCharge } from '../../domain/payment/status.ts';
import { lockBill, statusOf } from './books.ts';
import type { Database } from './database.ts';

/** How many are looked at in one round; the rest have their turn in the next. */
const BATCH = 100;

/** Bills whose time is up, by the database's clock. Each is looked at once; a trigger tells of an invoice's end. */
export function createInvoiceExpiry(database: Database): InvoiceExpiry {
  return {
    async noteExpired() {
      const billIds = await dueBills(database);
      for (const billId of billIds) await noteOne(database, billId);
      return billIds.length;
    },
  };
}

async function dueBills({ db }: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ billId: string }>`
    select bill_id as "billId" from bills
    where expires_at <= clock_timestamp() and cancelled_at is null and expiry is null
      and not exists (select from attempts
        where attempts.bill_id = bills.bill_id and state in ('dispatched', 'unknown'))
    order by expires_at limit ${BATCH}`.execute(db);
  return rows.map(({ billId }) => billId);
}

/** Looks again under the bill's lock: it may be paid, cancelled or prolonged by now, or another was here first. */
async function noteOne({ db }: Database, billId: string): Promise<void> {
  await db.transaction().execute(async (books) => {
    if ((await lockBill(books, billId))?.closed !== true) return;
    const status = await statusOf(books, billId);
    if (status === 'processing' || status === 'unknown') return;
    await books
      .updateTable('bills')
      .set({ expiry: mayCharge(status) ? 'expired' : 'settled' })
      .where('billId', '=', billId)
      .where('cancelledAt', 'is', null)
      .where('expiry', 'is', null)
      .execute();
  });
}
