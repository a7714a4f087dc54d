import { sql } from 'kysely';
import type { ReceiptClaim, ReceiptOutbox, ReceiptPromises } from '../../application/ports.ts';
import type { Database } from './database.ts';
import { claimReceipt, hasOptedOut } from './receipt-claim.ts';
import { planReceipts } from './receipt-plan.ts';

/** The message is out: its delivery is asked for soon. */
const FIRST_LOOK_MS = 20_000;
/** What broke in our own hands so often will break again. */
const MOST_TRIPS = 5;
const TRIP_PAUSE_MS = 60_000;

/** Receipts on their way to payers (migration 014). */
export function createReceiptOutbox(database: Database): ReceiptOutbox {
  const { db } = database;
  /** A claim that another has taken since, or that was told of, changes nothing. */
  const claimed = ({ receiptId, tries }: ReceiptClaim) =>
    db
      .updateTable('receipts')
      .where('receiptId', '=', receiptId)
      .where('tries', '=', tries)
      .where('state', '=', 'waiting');
  return {
    plan: () => planReceipts(database),
    async due(most) {
      const rows = await db
        .selectFrom('receipts')
        .select('receiptId')
        .where('state', '=', 'waiting')
        .where('nextTryAt', '<=', sql<Date>`clock_timestamp()`)
        .orderBy('nextTryAt')
        .limit(most)
        .execute();
      return rows.map(({ receiptId }) => receiptId);
    },
    claim: (receiptId, leaseMs, limits) => claimReceipt(database, receiptId, leaseMs, limits),
    async sent({ receiptId }, messageId) {
      // Whoever claims it meanwhile: the service has it.
      await db
        .updateTable('receipts')
        .set({ state: 'sent', messageId, why: null, code: null, nextLookAt: later(FIRST_LOOK_MS) })
        .where('receiptId', '=', receiptId)
        .execute();
    },
    async notSent(claim, { why, code }, pauseMs) {
      await claimed(claim)
        .set({ why, code, handedAt: null, unsure: sql<number>`unsure - 1`, nextTryAt: later(pauseMs) })
        .execute();
    },
    async unsure(claim, pauseMs) {
      const noted = await claimed(claim)
        .set({
          why: 'no answer tells whether it arrived',
          nextTryAt: later(pauseMs),
          state: sql`case when unsure < 2 then 'waiting' else 'parked' end`,
        })
        .returning('state')
        .executeTakeFirst();
      if (noted === undefined) return null;
      return noted.state === 'parked' ? 'parked' : 'resting';
    },
    async park(claim, { why, code }) {
      await claimed(claim).set({ state: 'parked', why, code, handedAt: null }).execute();
    },
    async trip(receiptId, why) {
      await db
        .updateTable('receipts')
        .set({
          why,
          tries: sql<number>`tries + 1`,
          nextTryAt: later(TRIP_PAUSE_MS),
          state: sql`case when tries < ${MOST_TRIPS} then 'waiting' else 'parked' end`,
        })
        .where('receiptId', '=', receiptId)
        .where('state', '=', 'waiting')
        .execute();
    },
    async undelivered(most, leaseMs) {
      const rows = await db
        .updateTable('receipts')
        .set({ nextLookAt: later(leaseMs), looks: sql<number>`looks + 1` })
        .where('receiptId', 'in', (due) =>
          due
            .selectFrom('receipts')
            .select('receiptId')
            .where('nextLookAt', '<=', sql<Date>`clock_timestamp()`)
            .orderBy('nextLookAt')
            .limit(most)
            .forUpdate()
            .skipLocked(),
        )
        .returning(['receiptId', sql<string>`message_id`.as('messageId'), 'looks'])
        .execute();
      return rows;
    },
    async noteDelivery(receiptId, delivery, pauseMs) {
      await db
        .updateTable('receipts')
        .set({
          ...(delivery === null ? {} : { delivery }),
          nextLookAt: pauseMs === null ? null : later(pauseMs),
        })
        .where('receiptId', '=', receiptId)
        .execute();
    },
  };
}

function later(ms: number) {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
}

/** What a call may promise of receipts. */
export function createReceiptPromises({ db }: Database): ReceiptPromises {
  return {
    async willText(line, mobile) {
      const found = await db
        .selectFrom('lines')
        .innerJoin('merchants', 'merchants.merchantId', 'lines.merchantId')
        .select(['lines.merchantId', sql<boolean>`coalesce(lines.receipts, merchants.receipts)`.as('wanted')])
        .where('lines.number', '=', line)
        .executeTakeFirst();
      return found?.wanted === true && !(await hasOptedOut(db, mobile, found.merchantId));
    },
  };
}
