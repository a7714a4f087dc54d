import { sql } from 'kysely';
import type { Leftovers, LeftWhen } from '../../application/ports.ts';
import { type Books, databaseNow, lockAttempt } from './books.ts';
import type { Database } from './database.ts';
import { moveToNotSent } from './dispatch.ts';
import { raiseDoubts } from './doubts.ts';
import { settle } from './settle.ts';

/** How many are looked at in one round; the rest have their turn in the next. */
const BATCH = 100;

/** What nobody works on any more (payment.md, "Who settles what is left"). */
export function createLeftovers(database: Database): Leftovers {
  return {
    find: find(database),
    settle: settleOne(database),
    raiseDoubts: () => raiseDoubts(database),
  };
}

function find({ db }: Database): Leftovers['find'] {
  return async (when) => {
    const { rows } = await sql<{ attemptId: string }>`
      select attempt_id as "attemptId" from attempts left join processes using (owner)
      where ${isLeft(when)}
      order by coalesce(dispatched_at, expires_at) limit ${BATCH}`.execute(db);
    return rows.map(({ attemptId }) => attemptId);
  };
}

/** Looks again under the bill's lock: another sweeper, or a late answer, may have been there first. */
function settleOne({ db }: Database): Leftovers['settle'] {
  return (attemptId, when) =>
    db.transaction().execute(async (books) => {
      const attempt = (await lockAttempt(books, attemptId))?.attempt;
      if (attempt === undefined || !(await isStillLeft(books, attemptId, when))) return null;
      if (attempt.state === 'prepared') {
        await moveToNotSent(books, attemptId, 'expired');
        return 'notSent';
      }
      await settle(books, attempt, {
        evidenceId: `restart-${attemptId}`,
        verdict: { type: 'unknown', why: 'restart', code: null },
        trace: { httpStatus: null, code: null, tookMs: 0, note: 'whoever asked the bank left no answer' },
        source: 'restart',
        who: null,
        recordedBy: 'database',
        learnedAt: await databaseNow(books),
      });
      return 'unknown';
    });
}

async function isStillLeft(books: Books, attemptId: string, when: LeftWhen): Promise<boolean> {
  const { rows } = await sql`
    select from attempts left join processes using (owner)
    where attempt_id = ${attemptId} and ${isLeft(when)}`.execute(books);
  return rows.length > 0;
}

/** By the database's clock alone: those of the processes may differ. */
function isLeft({ sentMs, silentMs, anywayMs }: LeftWhen) {
  const ago = (ms: number) => sql`clock_timestamp() - ${ms} * interval '1 millisecond'`;
  return sql<boolean>`(
    (state = 'prepared' and attempts.expires_at <= clock_timestamp())
    or (state = 'dispatched' and dispatched_at <= ${ago(anywayMs)})
    or (state = 'dispatched' and dispatched_at <= ${ago(sentMs)}
      and coalesce(seen_at <= ${ago(silentMs)}, true)))`;
}
