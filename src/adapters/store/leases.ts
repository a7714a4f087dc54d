import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Takes or renews a lease; false while another holds it. Each statement is its own transaction: none stays open while
 * the holder works, since PGlite has one connection and the network takes its time.
 */
export async function takeLease(
  db: Database['db'],
  name: string,
  owner: string,
  ms: number,
): Promise<boolean> {
  const expiresAt = sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
  const taken = await db
    .insertInto('leases')
    .values({ name, owner, expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ owner, expiresAt })
        .where(({ or, eb }) =>
          or([eb('leases.owner', '=', owner), eb('leases.expiresAt', '<=', sql<Date>`clock_timestamp()`)]),
        ),
    )
    .returning('name')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Gives a lease back; whoever does not hold it any more takes it from nobody. */
export async function dropLease(db: Database['db'], name: string, owner: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
}
