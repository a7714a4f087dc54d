import { createHash } from 'node:crypto';
import { type Selectable, sql, type Transaction } from 'kysely';
import type { Rial } from '../../domain/payment/amount.ts';
import type { BillStatus } from '../../domain/payment/status.ts';
import { billStatus } from '../../domain/payment/status.ts';
import type { AttemptTable, Tables } from './schema.ts';

/** A transaction on the books. Locks are taken in one order: bill, attempt, caller or payer (sorted), card. */
export type Books = Transaction<Tables>;

export type LockedBill = { readonly billId: string; readonly amount: Rial; readonly closed: boolean };
export type LockedAttempt = Selectable<AttemptTable> & { readonly expired: boolean };

/**
 * Locks a bill: whoever prepares, dispatches, records, edits or cancels passes here one by one. `closed` says
 * that it was cancelled or has expired by the database's clock, which is read after the wait for the lock.
 */
export async function lockBill(books: Books, billId: string): Promise<LockedBill | null> {
  const bill = await books
    .selectFrom('bills')
    .select(['billId', 'amount', 'cancelledAt', 'expiresAt'])
    .where('billId', '=', billId)
    .forUpdate()
    .executeTakeFirst();
  if (bill === undefined) return null;
  const now = await databaseNow(books);
  const expired = bill.expiresAt !== null && bill.expiresAt <= now;
  return { billId: bill.billId, amount: bill.amount, closed: bill.cancelledAt !== null || expired };
}

/** Locks an attempt after its bill; null when there is no such attempt. */
export async function lockAttempt(
  books: Books,
  attemptId: string,
): Promise<{ bill: LockedBill; attempt: LockedAttempt } | null> {
  const found = await books
    .selectFrom('attempts')
    .select('billId')
    .where('attemptId', '=', attemptId)
    .executeTakeFirst();
  const bill = found === undefined ? null : await lockBill(books, found.billId);
  if (bill === null) return null;
  const attempt = await books
    .selectFrom('attempts')
    .selectAll()
    .select(sql<boolean>`expires_at <= clock_timestamp()`.as('expired'))
    .where('attemptId', '=', attemptId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { bill, attempt };
}

/** The status of a bill whose lock is held. */
export async function statusOf(books: Books, billId: string): Promise<BillStatus> {
  const attempts = await books.selectFrom('attempts').select('state').where('billId', '=', billId).execute();
  return billStatus(attempts.map(({ state }) => state));
}

/** Who pays, as far as dispatch must tell payers apart (payment.md, "Dispatch" 1). */
export interface Payer {
  readonly line: string;
  readonly cardId: number | null;
  /** Null while a panel's payer is not named: then the card alone tells. */
  readonly mobile: string | null;
}

/** Holds back every other dispatch of this card or this mobile on this line until the transaction ends. */
export async function lockPayer(books: Books, payer: Payer): Promise<void> {
  const keys = [
    advisoryKey('card', payer.line, payer.cardId),
    ...(payer.mobile === null ? [] : [advisoryKey('mobile', payer.line, payer.mobile)]),
  ];
  for (const key of keys.sort((a, b) => (a < b ? -1 : 1))) await lockKey(books, key);
}

/**
 * Whether a charge of this card or this mobile on this line is in flight or in doubt, whatever its amount. One
 * in flight is told first: it may be over in a moment. Nothing is equal to a mobile that is null.
 */
export async function payerRefusal(
  books: Books,
  { line, cardId, mobile }: Payer,
): Promise<'payerBusy' | 'payerUnknown' | null> {
  const busy = await books
    .selectFrom('attempts')
    .select('state')
    .distinct()
    .where('line', '=', line)
    .where('state', 'in', ['dispatched', 'unknown'])
    .where(({ or, eb }) => or([eb('cardId', '=', cardId), eb('mobile', '=', mobile)]))
    .execute();
  if (busy.length === 0) return null;
  return busy.some(({ state }) => state === 'dispatched') ? 'payerBusy' : 'payerUnknown';
}

/** The database's clock at this moment, which goes on while a transaction waits. */
export async function databaseNow(books: Books): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(books);
  const [row] = rows;
  if (row === undefined) throw new Error('The database told no time.');
  return row.now;
}

/** Makes everybody who asks for the same thing wait until this transaction ends. */
export async function lockName(books: Books, ...name: readonly (string | number | null)[]): Promise<void> {
  await lockKey(books, advisoryKey(...name));
}

async function lockKey(books: Books, key: bigint): Promise<void> {
  await sql`select pg_advisory_xact_lock(${key.toString()}::bigint)`.execute(books);
}

function advisoryKey(...parts: readonly (string | number | null)[]): bigint {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readBigInt64BE();
}
