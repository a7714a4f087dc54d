import { sql } from 'kysely';
import type { RateCount, RateCounters } from '../../application/ports.ts';
import type { Database } from './database.ts';

/** Counts in fixed windows, by the database's clock: one statement for each hit, which waits for no disk. */
export function createRateCounters({ db }: Database): RateCounters {
  return {
    async hit(name, windowMs) {
      const { rows } = await sql<RateCount>`
        insert into rate_counters as counted (name, ends_at, hits)
        values (${name}, clock_timestamp() + ${windowMs} * interval '1 millisecond', 1)
        on conflict (name) do update set
          hits = case when counted.ends_at <= clock_timestamp() then 1 else counted.hits + 1 end,
          ends_at = case when counted.ends_at <= clock_timestamp() then excluded.ends_at else counted.ends_at end
        returning hits,
          ceil(extract(epoch from ends_at - clock_timestamp()) * 1000)::integer as "endsInMs"`.execute(db);
      const [count] = rows;
      if (count === undefined) throw new Error('The database counted nothing.');
      return { hits: count.hits, endsInMs: Math.max(1, count.endsInMs) };
    },
    async forgetOld() {
      const { numDeletedRows } = await db
        .deleteFrom('rateCounters')
        .where('endsAt', '<', sql<Date>`clock_timestamp()`)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
