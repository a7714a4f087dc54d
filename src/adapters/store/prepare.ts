import { sql } from 'kysely';
import type { NewAttempt, PaymentStore, PrepareRefusal } from '../../application/ports.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import { mayCharge } from '../../domain/payment/status.ts';
import { type Books, type LockedBill, lockBill, payerIsBusy, statusOf } from './books.ts';
import { hasTry, lockCardOf, otpsInLastHour } from './card-budget.ts';
import type { Database } from './database.ts';

/** Commits an attempt as `prepared`, or says what dispatch would refuse. */
export function prepare({ db }: Database): PaymentStore['prepare'] {
  return (attempt, limits) =>
    db.transaction().execute(async (books) => {
      const bill = await lockBill(books, attempt.billId);
      const refusal = await billRefusal(books, bill, attempt.amount);
      if (refusal !== null) return refusal;
      const cardId = await lockCardOf(books, attempt.cardHash);
      const payer = await payerRefusal(books, { ...attempt, cardId }, limits.otpsPerCardHour);
      if (payer !== null) return payer;
      await insertAttempt(books, attempt, cardId);
      return 'prepared';
    });
}

/** Why a bill whose lock is held cannot be charged with this amount; null when it can. */
export async function billRefusal(
  books: Books,
  bill: LockedBill | null,
  amount: Rial,
): Promise<'billPaid' | 'billBusy' | 'billClosed' | null> {
  if (bill === null) return 'billClosed';
  const status = await statusOf(books, bill.billId);
  if (!mayCharge(status)) return status === 'paid' ? 'billPaid' : 'billBusy';
  return bill.closed || bill.amount !== amount ? 'billClosed' : null;
}

async function payerRefusal(
  books: Books,
  payer: { line: string; mobile: string; cardId: number },
  otpsPerCardHour: number,
): Promise<PrepareRefusal | null> {
  if (await payerIsBusy(books, payer)) return 'payerBusy';
  if (!(await hasTry(books, payer.cardId))) return 'pinBudget';
  return (await otpsInLastHour(books, payer.cardId)) >= otpsPerCardHour ? 'cardLimit' : null;
}

async function insertAttempt(books: Books, attempt: NewAttempt, cardId: number): Promise<void> {
  const { cardHash: _, expiresInMs, ...frozen } = attempt;
  const expiresAt = sql<Date>`clock_timestamp() + ${expiresInMs} * interval '1 millisecond'`;
  await books
    .insertInto('attempts')
    .values({ ...frozen, cardId, state: 'prepared', expiresAt })
    .execute();
}
