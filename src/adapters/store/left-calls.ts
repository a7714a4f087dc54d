import { sql } from 'kysely';
import type { LeftCalls } from '../../application/ports.ts';
import type { Database } from './database.ts';

/** The calls of processes that have gone silent; the time is of the database's clock. */
export function createLeftCalls({ db }: Database): LeftCalls {
  return {
    find: (silentMs) =>
      db
        .selectFrom('calls')
        .leftJoin('processes', 'processes.owner', 'calls.owner')
        .select(['calls.callId', 'calls.channelId'])
        .where('calls.endedAt', 'is', null)
        .where(({ or, eb }) =>
          or([
            eb('processes.owner', 'is', null),
            eb(
              'processes.seenAt',
              '<',
              sql<Date>`clock_timestamp() - ${silentMs} * interval '1 millisecond'`,
            ),
          ]),
        )
        .orderBy('calls.startedAt')
        .execute(),
  };
}
