import { sql } from 'kysely';
import type { PaymentStore } from '../../application/ports.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import { type DispatchRefusal, type NotSentReason, reasonKept } from '../../domain/payment/attempt.ts';
import {
  type Books,
  type LockedAttempt,
  type LockedBill,
  lockAttempt,
  lockPayer,
  payerRefusal,
} from './books.ts';
import { hasTry, lockCard, reserveTry } from './card-budget.ts';
import type { Database } from './database.ts';
import { billRefusal } from './prepare.ts';

/** payment.md, "Dispatch" 1. The promise of Kysely's transaction resolves once the COMMIT was acknowledged. */
export function dispatch({ db }: Database): PaymentStore['dispatch'] {
  return (attemptId, by) =>
    db.transaction().execute(async (books) => {
      const locked = await lockAttempt(books, attemptId);
      if (locked?.attempt.state !== 'prepared') return 'notPrepared';
      const refusal = await refusalOf(books, locked, by.amount);
      if (refusal === null) await moveToDispatched(books, attemptId, by.owner);
      else await moveToNotSent(books, attemptId, reasonKept(refusal));
      return refusal ?? 'dispatched';
    });
}

/** All checks under the locks; the last one reserves the card's try. */
async function refusalOf(
  books: Books,
  { bill, attempt }: { bill: LockedBill; attempt: LockedAttempt },
  amount: Rial,
): Promise<DispatchRefusal | null> {
  const refusal = await billRefusal(books, bill, attempt.amount);
  if (refusal !== null) return refusal;
  if (attempt.amount !== amount) return 'billClosed';
  if (attempt.expired || attempt.cardId === null) return 'expired';
  await lockPayer(books, attempt);
  const busy = await payerRefusal(books, attempt);
  if (busy !== null) return busy;
  await lockCard(books, attempt.cardId);
  if (!(await hasTry(books, attempt.cardId))) return 'pinBudget';
  await reserveTry(books, attempt.attemptId, attempt.cardId);
  return null;
}

async function moveToDispatched(books: Books, attemptId: string, owner: string): Promise<void> {
  await books
    .updateTable('attempts')
    .set({ state: 'dispatched', owner, dispatchedAt: sql<Date>`clock_timestamp()` })
    .where('attemptId', '=', attemptId)
    .where('state', '=', 'prepared')
    .execute();
}

/** `prepared -> notSent`; false when the attempt is not `prepared`. */
export async function moveToNotSent(
  books: Pick<Books, 'updateTable'>,
  attemptId: string,
  reason: NotSentReason,
): Promise<boolean> {
  const { numUpdatedRows } = await books
    .updateTable('attempts')
    .set({ state: 'notSent', notSentReason: reason, settledAt: sql<Date>`clock_timestamp()` })
    .where('attemptId', '=', attemptId)
    .where('state', '=', 'prepared')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
