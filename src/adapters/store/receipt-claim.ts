import { sql } from 'kysely';
import type { ClaimedReceipt, ReceiptLimits } from '../../application/ports.ts';
import { isStillTrue } from '../../domain/receipt/receipt.ts';
import { type Books, lockName } from './books.ts';
import type { Database } from './database.ts';
import { receiptRows, toFacts } from './receipt-facts.ts';

/**
 * After so many tries of which nobody knows whether they reached the service a receipt is set aside. One may be lost
 * for want of an answer, so that it is sent once more: a second receipt harms nobody, a missing one does. A third
 * would be a nuisance, and whoever has two answers lost in a row has a trouble that a person must look at.
 */
const MOST_UNSURE = 2;

type Due = Awaited<ReturnType<typeof lockDue>>;

/** Takes a receipt, or writes why it does not go out now. */
export async function claimReceipt(
  { db }: Database,
  receiptId: string,
  leaseMs: number,
  limits: ReceiptLimits,
): Promise<ClaimedReceipt | null> {
  return db.transaction().execute(async (books) => {
    const due = await lockDue(books, receiptId);
    if (due === undefined) return null;
    const ending = await endingOf(books, due);
    if (ending !== null) {
      await books.updateTable('receipts').set(ending).where('receiptId', '=', receiptId).execute();
      return null;
    }
    const waitMs = await fullFor(books, due, limits);
    if (waitMs > 0) {
      await rest(books, receiptId, waitMs);
      return null;
    }
    const tries = await take(books, receiptId, leaseMs);
    return { receiptId, localId: due.localId, mobile: due.mobile, tries, facts: toFacts(due) };
  });
}

function lockDue(books: Books, receiptId: string) {
  return receiptRows(books)
    .select(sql<boolean>`give_up_at <= clock_timestamp()`.as('isOver'))
    .where('receiptId', '=', receiptId)
    .where('receipts.state', '=', 'waiting')
    .where('nextTryAt', '<=', sql<Date>`clock_timestamp()`)
    .forUpdate('receipts')
    .skipLocked()
    .executeTakeFirst();
}

/** Why a receipt that is due comes to its end unsent; null when it does not. */
async function endingOf(books: Books, due: NonNullable<Due>) {
  const end = (state: 'withheld' | 'parked', why: string) => ({ state, why });
  if (await hasOptedOut(books, due.mobile, due.merchantId)) {
    return end('withheld', 'the payer wants no receipts');
  }
  if (!isStillTrue(due.kind, due.attemptState)) {
    return end('withheld', `the payment is ${due.attemptState} by now`);
  }
  if (due.unsure >= MOST_UNSURE) return end('parked', 'sent twice, and no answer tells whether it arrived');
  if (due.isOver) return end('parked', due.why ?? 'its time was up before it could be sent');
  return null;
}

export async function hasOptedOut(
  db: Books | Database['db'],
  mobile: string,
  merchantId: string,
): Promise<boolean> {
  const out = await db
    .selectFrom('receiptOptOuts')
    .select('mobile')
    .where('mobile', '=', mobile)
    .where(({ or, eb }) => or([eb('merchantId', 'is', null), eb('merchantId', '=', merchantId)]))
    .executeTakeFirst();
  return out !== undefined;
}

const HOUR = sql`interval '1 hour'`;
const DAY = sql`interval '1 day'`;

/** How long there is no room for this receipt, in milliseconds; 0 when there is. Counted one by one, under locks. */
async function fullFor(books: Books, { mobile, merchantId }: NonNullable<Due>, limits: ReceiptLimits) {
  await lockName(books, 'receipts of mobile', mobile);
  await lockName(books, 'receipts of merchant', merchantId);
  const waits = [
    await waitFor(books, 'mobile', mobile, HOUR, limits.perMobileHour),
    await waitFor(books, 'mobile', mobile, DAY, limits.perMobileDay),
    await waitFor(books, 'merchantId', merchantId, HOUR, limits.perMerchantHour),
  ];
  return Math.max(...waits);
}

/** When the oldest of the last `most` leaves its window: until then the window is full. */
async function waitFor(
  books: Books,
  whose: 'mobile' | 'merchantId',
  name: string,
  window: typeof HOUR,
  most: number,
): Promise<number> {
  const oldest = await books
    .selectFrom('receipts')
    .select(
      sql<number>`ceil(1000 * extract(epoch from handed_at + ${window} - clock_timestamp()))::float8`.as(
        'waitMs',
      ),
    )
    .where(whose, '=', name)
    .where('handedAt', '>', sql<Date>`clock_timestamp() - ${window}`)
    .orderBy('handedAt', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  return Math.max(0, oldest?.waitMs ?? 0);
}

async function rest(books: Books, receiptId: string, waitMs: number): Promise<void> {
  await books
    .updateTable('receipts')
    .set({
      why: 'as many as may go out have gone out lately',
      nextTryAt: sql<Date>`clock_timestamp() + ${waitMs} * interval '1 millisecond'`,
    })
    .where('receiptId', '=', receiptId)
    .execute();
}

/** It counts as handed over until it is known that it was not: a process may die in between. */
async function take(books: Books, receiptId: string, leaseMs: number): Promise<number> {
  const { tries } = await books
    .updateTable('receipts')
    .set({
      tries: sql<number>`tries + 1`,
      unsure: sql<number>`unsure + 1`,
      handedAt: sql<Date>`clock_timestamp()`,
      nextTryAt: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
    })
    .where('receiptId', '=', receiptId)
    .returning('tries')
    .executeTakeFirstOrThrow();
  return tries;
}
