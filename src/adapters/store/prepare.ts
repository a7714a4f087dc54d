import { sql } from 'kysely';
import type { NewAttempt, OtpCaps, PaymentStore, PrepareRefusal } from '../../application/ports.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import { mayCharge } from '../../domain/payment/status.ts';
import { type Books, type LockedBill, lockBill, lockName, payerRefusal, statusOf } from './books.ts';
import { hasTry, lockCardOf } from './card-budget.ts';
import type { Database } from './database.ts';
import { capReached } from './otp-caps.ts';

/** Commits an attempt as `prepared`, or says what dispatch would refuse. */
export function prepare({ db }: Database): PaymentStore['prepare'] {
  return (attempt, caps) =>
    db.transaction().execute(async (books) => {
      const bill = await lockBill(books, attempt.billId);
      const refusal = await billRefusal(books, bill, attempt.amount);
      if (refusal !== null) return refusal;
      // Before the card, and by no one but us: calls of one mobile that come at once are counted one by one.
      if (attempt.mobile !== null) await lockName(books, 'caller', attempt.mobile);
      const cardId = await lockCardOf(books, attempt.cardHash);
      const refused = await cardOrPayerRefusal(books, { ...attempt, cardId }, caps);
      if (refused !== null) return refused;
      await insertAttempt(books, attempt, cardId);
      return 'prepared';
    });
}

/** Why a bill whose lock is held cannot be charged with this amount; null when it can. */
export async function billRefusal(
  books: Books,
  bill: LockedBill | null,
  amount: Rial,
): Promise<'billPaid' | 'billBusy' | 'billUnknown' | 'billClosed' | null> {
  if (bill === null) return 'billClosed';
  const status = await statusOf(books, bill.billId);
  if (mayCharge(status)) return bill.closed || bill.amount !== amount ? 'billClosed' : null;
  if (status === 'paid') return 'billPaid';
  return status === 'unknown' ? 'billUnknown' : 'billBusy';
}

async function cardOrPayerRefusal(
  books: Books,
  payer: { line: string; mobile: string | null; apiKeyId: string | null; cardId: number },
  caps: OtpCaps,
): Promise<PrepareRefusal | null> {
  const busy = await payerRefusal(books, payer);
  if (busy !== null) return busy;
  return (await hasTry(books, payer.cardId)) ? capReached(books, payer, caps) : 'pinBudget';
}

async function insertAttempt(books: Books, attempt: NewAttempt, cardId: number): Promise<void> {
  const { cardHash: _, expiresInMs, ...frozen } = attempt;
  const expiresAt = sql<Date>`clock_timestamp() + ${expiresInMs} * interval '1 millisecond'`;
  await books
    .insertInto('attempts')
    .values({ ...frozen, cardId, state: 'prepared', expiresAt })
    .execute();
}
