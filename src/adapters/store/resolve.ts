import { sql } from 'kysely';
import type { Resolution, ResolutionRefusal, Resolver } from '../../application/ports.ts';
import { maySettle } from '../../domain/payment/finding.ts';
import { type Books, type LockedAttempt, lockAttempt } from './books.ts';
import type { Database } from './database.ts';
import { settle } from './settle.ts';

/** What a person finds out, written by the same road as what the bank answers. */
export function createResolver({ db }: Database): Resolver {
  return {
    resolve: (resolution) =>
      db.transaction().execute(async (books) => {
        const attempt = (await lockAttempt(books, resolution.attemptId))?.attempt;
        if (attempt === undefined) return { refused: 'noAttempt' };
        const refusal = await refusalOf(books, attempt, resolution);
        if (refusal !== null) return refusal;
        const { evidenceId, finding, sentence, who, at } = resolution;
        return settle(books, attempt, {
          evidenceId,
          verdict: finding,
          trace: { httpStatus: null, code: null, tookMs: 0, note: sentence },
          source: 'person',
          who,
          recordedBy: 'database',
          learnedAt: new Date(at),
        });
      }),
  };
}

async function refusalOf(
  books: Books,
  { attemptId, state }: LockedAttempt,
  { finding }: Resolution,
): Promise<ResolutionRefusal | null> {
  if (!maySettle(state, finding.type)) return { refused: 'state', state };
  if (finding.type === 'paid') return null;
  const waitMs = await patienceLeft(books, attemptId);
  return waitMs > 0 ? { refused: 'tooEarly', waitMs } : null;
}

/** How long nobody may say yet that a charge was not made: 15 minutes from its dispatch (payment.md). */
async function patienceLeft(books: Books, attemptId: string): Promise<number> {
  const { waitMs } = await books
    .selectFrom('attempts')
    .select(
      sql<number>`ceil(1000 * extract(epoch from
        dispatched_at + interval '15 minutes' - clock_timestamp()))::float8`.as('waitMs'),
    )
    .where('attemptId', '=', attemptId)
    .executeTakeFirstOrThrow();
  return waitMs;
}
