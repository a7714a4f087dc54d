import { sql } from 'kysely';
import type { Receipt, ReceiptReader, ReceiptSelection } from '../../application/ports.ts';
import { type Database, violates } from './database.ts';
import { receiptRows, toFacts } from './receipt-facts.ts';

/** Receipts for people, what people do about them, and who wants none. */
export function createReceiptReader({ db }: Database): ReceiptReader {
  return {
    async list({ merchantId, state, mobile, attemptId, limit }) {
      let query = receiptRows(db);
      if (merchantId !== undefined) query = query.where('receipts.merchantId', '=', merchantId);
      if (state !== undefined) query = query.where('receipts.state', '=', state);
      if (mobile !== undefined) query = query.where('receipts.mobile', '=', mobile);
      if (attemptId !== undefined) query = query.where('receipts.attemptId', '=', attemptId);
      const rows = await query
        .orderBy('receipts.createdAt', 'desc')
        .orderBy('receipts.receiptId', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toReceipt);
    },
    async show(receiptId) {
      const row = await receiptRows(db).where('receiptId', '=', receiptId).executeTakeFirst();
      return row === undefined ? null : toReceipt(row);
    },
    resend: (selection) => resend(db, selection),
    async optOut({ mobile, merchantId }) {
      try {
        await db
          .insertInto('receiptOptOuts')
          .values({ mobile, merchantId })
          .onConflict((conflict) => conflict.constraint('receipt_opt_outs_once').doNothing())
          .execute();
        return true;
      } catch (error) {
        if (violates(error, 'receipt_opt_outs_merchant_id_fkey')) return false;
        throw error;
      }
    },
    async optIn({ mobile, merchantId }) {
      const ended = db.deleteFrom('receiptOptOuts').where('mobile', '=', mobile);
      const { numDeletedRows } = await (merchantId === null
        ? ended
        : ended.where('merchantId', '=', merchantId)
      ).executeTakeFirst();
      return Number(numDeletedRows);
    },
    async optOuts({ mobile, limit }) {
      let query = db.selectFrom('receiptOptOuts').selectAll();
      if (mobile !== undefined) query = query.where('mobile', '=', mobile);
      const rows = await query.orderBy('since', 'desc').limit(limit).execute();
      return rows.map((row) => ({ ...row, since: row.since.getTime() }));
    },
  };
}

/**
 * Whatever became of it: as a message of its own, since the service would take one of the same id for the one it
 * has. One that is on its way now may come twice.
 */
async function resend(db: Database['db'], selection: ReceiptSelection): Promise<number> {
  const anew = db.updateTable('receipts').set({
    ...{ state: 'waiting', why: null, code: null, tries: 0, unsure: 0, messageId: null, delivery: null },
    ...{ looks: 0, nextLookAt: null },
    localId: sql<number>`floor(random() * 900000000000000)::bigint + 100000000000000`,
    nextTryAt: sql<Date>`clock_timestamp()`,
    giveUpAt: sql<Date>`clock_timestamp() + interval '3 days'`,
  });
  if ('receiptId' in selection) {
    const one = await anew.where('receiptId', '=', selection.receiptId).executeTakeFirst();
    return Number(one.numUpdatedRows);
  }
  const parked = anew.where('state', '=', 'parked');
  const { numUpdatedRows } = await (selection.merchantId === undefined
    ? parked
    : parked.where('merchantId', '=', selection.merchantId)
  ).executeTakeFirst();
  return Number(numUpdatedRows);
}

function toReceipt(row: Parameters<typeof toFacts>[0] & Row): Receipt {
  const { receiptId, attemptId, merchantId, kind, mobile, state, why, code, tries, messageId, delivery } =
    row;
  return {
    ...{ receiptId, attemptId, merchantId, kind, mobile, state, why, code, tries, messageId, delivery },
    createdAt: row.createdAt.getTime(),
    nextTryAt: state === 'waiting' ? row.nextTryAt.getTime() : null,
    sentAt: state === 'sent' ? (row.handedAt?.getTime() ?? null) : null,
    facts: toFacts(row),
  };
}

interface Row extends Omit<Receipt, 'createdAt' | 'nextTryAt' | 'sentAt' | 'facts'> {
  readonly createdAt: Date;
  readonly nextTryAt: Date;
  readonly handedAt: Date | null;
}
