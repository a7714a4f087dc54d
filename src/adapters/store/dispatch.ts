import { sql } from 'kysely';
import type { PaymentStore } from '../../application/ports.ts';
import {
  type DispatchRefusal,
  type NotSentReason,
  PIN_LIFE_LEFT_MS,
  reasonKept,
} from '../../domain/payment/attempt.ts';
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

type By = Parameters<PaymentStore['dispatch']>[1];

/** payment.md, "Dispatch" 1. The promise of Kysely's transaction resolves once the COMMIT was acknowledged. */
export function dispatch({ db }: Database): PaymentStore['dispatch'] {
  return (attemptId, by) =>
    db.transaction().execute(async (books) => {
      const locked = await lockAttempt(books, attemptId);
      if (locked?.attempt.state !== 'prepared') return 'notPrepared';
      const refusal = await refusalOf(books, locked, by);
      if (refusal === null) await moveToDispatched(books, attemptId, by);
      else await moveToNotSent(books, attemptId, reasonKept(refusal));
      return refusal ?? 'dispatched';
    });
}

/** All checks under the locks; the last one reserves the card's try. */
async function refusalOf(
  books: Books,
  { bill, attempt }: { bill: LockedBill; attempt: LockedAttempt },
  { amount, panel }: By,
): Promise<DispatchRefusal | null> {
  const refusal = await billRefusal(books, bill, attempt.amount);
  if (refusal !== null) return refusal;
  if (attempt.amount !== amount) return 'billClosed';
  if (attempt.expired || attempt.cardId === null) return 'expired';
  const payer = { ...attempt, mobile: panel?.mobile ?? attempt.mobile };
  await lockPayer(books, payer);
  const busy = await payerRefusal(books, payer);
  if (busy !== null) return busy;
  await lockCard(books, attempt.cardId);
  if (!(await hasTry(books, attempt.cardId))) return 'pinBudget';
  if (panel !== undefined && (await isPinTooOld(books, attempt, panel.pinLifeMs))) return 'expired';
  await reserveTry(books, attempt.attemptId, attempt.cardId);
  return null;
}

/**
 * Whether a panel's PIN has too little of its life left, by the database's clock (payment.md, "PIN age"). It was
 * asked for after the attempt was prepared, so that it is younger than this.
 */
async function isPinTooOld(books: Books, { attemptId }: LockedAttempt, pinLifeMs: number): Promise<boolean> {
  const { tooOld } = await books
    .selectFrom('attempts')
    .select(
      sql<boolean>`clock_timestamp() - prepared_at > ${pinLifeMs - PIN_LIFE_LEFT_MS} * interval '1 millisecond'`.as(
        'tooOld',
      ),
    )
    .where('attemptId', '=', attemptId)
    .executeTakeFirstOrThrow();
  return tooOld;
}

async function moveToDispatched(books: Books, attemptId: string, { owner, panel }: By): Promise<void> {
  const payer = panel === undefined ? {} : { mobile: panel.mobile };
  await books
    .updateTable('attempts')
    .set({ ...payer, state: 'dispatched', owner, dispatchedAt: sql<Date>`clock_timestamp()` })
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
