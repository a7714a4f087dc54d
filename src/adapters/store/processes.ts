import { sql } from 'kysely';
import type { ProcessRegister } from '../../application/ports.ts';
import type { Database } from './database.ts';
import { takeLease } from './leases.ts';

/** Processes, their heartbeats and their leases; every time is of the database's clock. */
export function createProcessRegister({ db }: Database): ProcessRegister {
  return {
    async heartbeat(running) {
      await db
        .insertInto('processes')
        .values(running)
        .onConflict((conflict) =>
          conflict.column('owner').doUpdateSet({ seenAt: sql<Date>`clock_timestamp()` }),
        )
        .execute();
    },
    takeLease: (name, owner, ms) => takeLease(db, name, owner, ms),
    async leave(owner) {
      await db.deleteFrom('leases').where('owner', '=', owner).execute();
      await db.deleteFrom('processes').where('owner', '=', owner).execute();
    },
    async forgetGone() {
      const aDayAgo = sql<Date>`clock_timestamp() - interval '1 day'`;
      await db.deleteFrom('leases').where('expiresAt', '<', aDayAgo).execute();
      await db.deleteFrom('processes').where('seenAt', '<', aDayAgo).execute();
      await db
        .deleteFrom('lineSlots')
        .where('takenAt', '<', aDayAgo)
        .where('owner', 'not in', (eb) => eb.selectFrom('processes').select('owner'))
        .execute();
    },
  };
}
