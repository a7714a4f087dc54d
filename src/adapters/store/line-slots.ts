import { sql } from 'kysely';
import type { LineSlots } from '../../application/ports.ts';
import { SILENT_MS } from '../../application/take-over.ts';
import { type Books, lockName } from './books.ts';
import type { Database } from './database.ts';

/** The places of a line's calls; whether their processes live is judged by the clock of the database. */
export function createLineSlots({ db }: Database): LineSlots {
  return {
    take: ({ line, callId, owner, most }) =>
      db.transaction().execute(async (books) => {
        await lockName(books, 'line', line);
        if (await keeps(books, callId, owner)) return true;
        await dropDead(books, line);
        if ((await taken(books, line)) >= most) return false;
        await books.insertInto('lineSlots').values({ callId, line, owner }).execute();
        return true;
      }),
    async release(callId, owner) {
      await db.deleteFrom('lineSlots').where('callId', '=', callId).where('owner', '=', owner).execute();
    },
  };
}

/** A call that was taken over has its place already, though it was of a process that is gone. */
async function keeps(books: Books, callId: string, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await books
    .updateTable('lineSlots')
    .set({ owner })
    .where('callId', '=', callId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function dropDead(books: Books, line: string): Promise<void> {
  const silentSince = sql<Date>`clock_timestamp() - ${SILENT_MS} * interval '1 millisecond'`;
  await books
    .deleteFrom('lineSlots')
    .where('line', '=', line)
    .where('owner', 'not in', (eb) =>
      eb.selectFrom('processes').select('owner').where('seenAt', '>=', silentSince),
    )
    .execute();
}

async function taken(books: Books, line: string): Promise<number> {
  const { calls } = await books
    .selectFrom('lineSlots')
    .select(({ fn }) => fn.countAll<number>().as('calls'))
    .where('line', '=', line)
    .executeTakeFirstOrThrow();
  return calls;
}
