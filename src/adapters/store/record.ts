import { sql, type Updateable } from 'kysely';
import type { AttemptResult, PaymentStore, Settlement } from '../../application/ports.ts';
import type { RecordedBy } from '../../domain/call/event.ts';
import { mayMove } from '../../domain/payment/attempt.ts';
import type { Outcome } from '../../domain/payment/outcome.ts';
import { type Books, type LockedAttempt, lockAttempt, statusOf } from './books.ts';
import { settleTry } from './card-budget.ts';
import type { Database } from './database.ts';
import type { AttemptTable } from './schema.ts';

/** A result names an attempt that is not in these books, or another order id than the attempt's. */
export class ForeignResult extends Error {
  override readonly name = 'ForeignResult';
}

/** payment.md, "Writing the result": everything that a result changes, in one transaction. */
export function record({ db }: Database): PaymentStore['record'] {
  return (result, by) =>
    db.transaction().execute(async (books) => {
      const attempt = (await lockAttempt(books, result.attemptId))?.attempt;
      if (attempt === undefined || attempt.orderId !== result.orderId) {
        throw new ForeignResult(
          `The books have no attempt ${result.attemptId} with order id ${result.orderId}.`,
        );
      }
      if (await isKnown(books, result)) return settlement(attempt, { recorded: false, moved: false });
      return settle(books, attempt, result, by);
    });
}

async function settle(
  books: Books,
  attempt: LockedAttempt,
  result: AttemptResult,
  by: RecordedBy,
): Promise<Settlement> {
  const { outcome } = result;
  const moved = mayMove(attempt.state, outcome.type);
  await insertEvidence(books, result, by, moved);
  if (!moved) return settlement(attempt, { recorded: true, moved });
  const surplus = outcome.type === 'paid' && (await statusOf(books, attempt.billId)) === 'paid';
  await move(books, attempt, surplus, result);
  await settleTry(books, attempt, outcome);
  await books
    .insertInto('outbox')
    .values({ attemptId: attempt.attemptId, evidenceId: result.evidenceId, state: outcome.type })
    .execute();
  return { recorded: true, moved, state: outcome.type, surplus };
}

async function isKnown(books: Books, { evidenceId, attemptId }: AttemptResult): Promise<boolean> {
  const known = await books
    .selectFrom('evidence')
    .select('evidenceId')
    .where('evidenceId', '=', evidenceId)
    .where('attemptId', '=', attemptId)
    .executeTakeFirst();
  return known !== undefined;
}

async function insertEvidence(
  books: Books,
  result: AttemptResult,
  by: RecordedBy,
  moved: boolean,
): Promise<void> {
  await books
    .insertInto('evidence')
    .values({
      evidenceId: result.evidenceId,
      attemptId: result.attemptId,
      outcome: JSON.stringify(result.outcome),
      trace: JSON.stringify(result.trace),
      recordedBy: by,
      moved,
      learnedAt: new Date(result.learnedAt),
    })
    .execute();
}

/**
 * The guarded update. What the bank proves of an attempt that was never dispatched was sent at the latest
 * when it was learned.
 */
async function move(
  books: Books,
  attempt: LockedAttempt,
  surplus: boolean,
  result: AttemptResult,
): Promise<void> {
  const { outcome } = result;
  const wasSent = outcome.type !== 'notSent';
  await books
    .updateTable('attempts')
    .set({
      ...learned(outcome),
      surplus,
      state: outcome.type,
      ...(wasSent ? { dispatchedAt: sql<Date>`coalesce(dispatched_at, ${new Date(result.learnedAt)})` } : {}),
      settledAt: outcome.type === 'unknown' ? null : sql<Date>`clock_timestamp()`,
    })
    .where('attemptId', '=', attempt.attemptId)
    .where('state', '=', attempt.state)
    .executeTakeFirstOrThrow();
}

/** What an outcome writes on its attempt. */
function learned(outcome: Outcome): Updateable<Pick<AttemptTable, 'refId' | 'code' | 'notSentReason'>> {
  const nothing = { refId: null, code: null, notSentReason: null };
  switch (outcome.type) {
    case 'paid':
      return { ...nothing, refId: outcome.refId };
    case 'declined':
    case 'unknown':
      return { ...nothing, code: outcome.code };
    case 'notSent':
      return { ...nothing, notSentReason: outcome.reason };
  }
}

function settlement(attempt: LockedAttempt, did: Pick<Settlement, 'recorded' | 'moved'>): Settlement {
  return { ...did, state: attempt.state, surplus: attempt.surplus };
}
