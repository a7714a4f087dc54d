import { type AttemptResult, ForeignResult, type PaymentStore } from '../../application/ports.ts';
import { type Books, lockAttempt } from './books.ts';
import type { Database } from './database.ts';
import { settle, unmoved } from './settle.ts';

/** payment.md, "Writing the result": everything that a result changes, in one transaction. */
export function record({ db }: Database): PaymentStore['record'] {
  return (result, recordedBy) =>
    db.transaction().execute(async (books) => {
      const { evidenceId, outcome: verdict, trace } = result;
      const attempt = (await lockAttempt(books, result.attemptId))?.attempt;
      if (attempt === undefined || attempt.orderId !== result.orderId) {
        throw new ForeignResult(
          `The books have no attempt ${result.attemptId} with order id ${result.orderId}.`,
        );
      }
      if (await isKnown(books, result)) return unmoved(attempt, { recorded: false });
      return settle(books, attempt, {
        evidenceId,
        verdict,
        trace,
        source: 'bank',
        who: null,
        recordedBy,
        learnedAt: new Date(result.learnedAt),
      });
    });
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
