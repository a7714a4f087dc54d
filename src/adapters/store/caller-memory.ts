import { sql } from 'kysely';
import type { CallerMemory, PresentedCaller } from '../../application/ports.ts';
import type { Pending } from '../../domain/call/event.ts';
import type { Language } from '../../domain/merchant/line.ts';
import type { Database } from './database.ts';

/** What merchants know of their callers: by the number that the network presents, and by mobile. */
export function createCallerMemory({ db }: Database): CallerMemory {
  return {
    async recall(caller) {
      const { language, callsLastHour, ...found } = await look(db, caller);
      return { language, callsLastHour, pending: pendingOf(found) };
    },
    async rememberLanguage(merchantId, number, language) {
      await db
        .insertInto('callers')
        .values({ merchantId, number, language })
        .onConflict((conflict) => conflict.columns(['merchantId', 'number']).doUpdateSet({ language }))
        .execute();
    },
    async noteTold(attemptId) {
      await db
        .insertInto('told')
        .values({ attemptId })
        .onConflict((conflict) => conflict.column('attemptId').doNothing())
        .execute();
    },
  };
}

interface Found {
  readonly language: Language | null;
  readonly callsLastHour: number;
  /** Whether a charge in doubt is on this line; null when none is in doubt. */
  readonly doubtHere: boolean | null;
  readonly untold: string | null;
}

/**
 * One statement: a caller who is not answered yet waits for it. A call is listed under the number that was
 * dialled until its line is known, so that it is found by all numbers of the merchant. Nothing is equal to a
 * mobile that is null.
 */
async function look(
  db: Database['db'],
  { merchantId, line, number, mobile }: PresentedCaller,
): Promise<Found> {
  const { rows } = await sql<Found>`
    with charges as (
      select attempts.* from attempts join bills using (bill_id)
      where merchant_id = ${merchantId} and mobile = ${mobile} and state in ('dispatched', 'unknown', 'paid')
    )
    select
      (select language from callers where merchant_id = ${merchantId} and number = ${number}) as language,
      (select count(*) from calls
        where caller = ${number} and started_at > clock_timestamp() - interval '1 hour'
          and line in (
            select line_numbers.number from line_numbers join lines on lines.number = line_numbers.line
            where lines.merchant_id = ${merchantId}
          )) as calls_last_hour,
      (select bool_or(line = ${line}) from charges where state <> 'paid') as doubt_here,
      (select attempt_id from charges
        -- Whoever paid in a panel was told there.
        where state = 'paid' and channel = 'phone' and not surplus and settled_at > clock_timestamp() - interval '72 hours'
          and not exists (select from told where told.attempt_id = charges.attempt_id)
        order by settled_at desc limit 1) as untold`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error('The database told nothing of a caller.');
  return found;
}

/** What is in doubt comes first: it must not be paid again. */
function pendingOf({ doubtHere, untold }: Pick<Found, 'doubtHere' | 'untold'>): Pending | null {
  if (doubtHere !== null) return { type: 'unknown', sameLine: doubtHere };
  return untold === null ? null : { type: 'paid', attemptId: untold };
}
