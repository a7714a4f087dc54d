import { type Selectable, sql } from 'kysely';
import type { CallRequest, CallRequestStatus, CallRequests } from '../../application/ports.ts';
import { lockName } from './books.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** Whoever rang is gone when nothing was heard for so long: longer than a telephone rings. */
const LOST = sql`interval '3 minutes'`;
const HOUR_MS = 3_600_000;

/** What nobody has settled yet. */
const OPEN: readonly CallRequestStatus[] = ['requested', 'ringing'];

/** The payers who were rung. */
export function createCallRequests({ db }: Database): CallRequests {
  return {
    add: (request, most) =>
      db.transaction().execute(async (books) => {
        // Of requests that come at once for one mobile each sees the ones before it.
        await lockName(books, 'callBack', request.mobile);
        const waitMs = await untilAllowed(books, request.mobile, most);
        if (waitMs !== null) return { waitMs };
        const added = await books
          .insertInto('callRequests')
          .values(request)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toCallRequest(added);
      }),
    async ringing(callRequestId) {
      await db
        .updateTable('callRequests')
        .set({ status: 'ringing', ringingAt: sql<Date>`clock_timestamp()` })
        .where('callRequestId', '=', callRequestId)
        .where('status', '=', 'requested')
        .execute();
    },
    async settle(callRequestId, outcome) {
      const { numUpdatedRows } = await db
        .updateTable('callRequests')
        .set({ status: outcome, settledAt: sql<Date>`clock_timestamp()` })
        .where('callRequestId', '=', callRequestId)
        .where('status', 'in', OPEN)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async settleLost() {
      const { numUpdatedRows } = await db
        .updateTable('callRequests')
        .set({
          settledAt: sql<Date>`clock_timestamp()`,
          status: sql<CallRequestStatus>`case when exists (select from calls
            where calls.channel_id = call_requests.call_request_id) then 'answered' else 'failed' end`,
        })
        .where('status', 'in', OPEN)
        .where(sql<boolean>`requested_at < clock_timestamp() - ${LOST}`)
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
  };
}

/**
 * How long until a mobile may be rung again; null when it may be now. What failed did not ring. The last of as many
 * as are allowed has to be an hour ago.
 */
async function untilAllowed(
  books: Pick<Database['db'], 'selectFrom'>,
  mobile: string,
  most: number,
): Promise<number | null> {
  const nth = await books
    .selectFrom('callRequests')
    .select(sql<string>`extract(epoch from clock_timestamp() - requested_at) * 1000`.as('ageMs'))
    .where('mobile', '=', mobile)
    .where('status', '<>', 'failed')
    .orderBy('requestedAt', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  const waitMs = nth === undefined ? 0 : HOUR_MS - Number(nth.ageMs);
  return waitMs > 0 ? Math.ceil(waitMs) : null;
}

function toCallRequest(row: Selectable<Tables['callRequests']>): CallRequest {
  return {
    ...row,
    requestedAt: row.requestedAt.getTime(),
    ringingAt: row.ringingAt?.getTime() ?? null,
    settledAt: row.settledAt?.getTime() ?? null,
  };
}
