import { sql } from 'kysely';
import type { IdempotencyState, IdempotencyStore, IdempotentRequest } from '../../application/ports.ts';
import type { Database } from './database.ts';

/** A process that has not been heard of for so long counts as gone; it says every five seconds that it lives. */
const SILENT_MS = 30_000;

/** First answers, by their keys; every time is of the database's clock. */
export function createIdempotencyStore({ db }: Database): IdempotencyStore {
  return {
    async begin({ key: idempotencyKey, ...of }, { hash: requestHash, owner, resourceId }) {
      const fresh = { requestHash, owner, resourceId, answer: null };
      const begun = await db
        .insertInto('idempotency')
        .values({ ...of, idempotencyKey, ...fresh })
        .onConflict((conflict) =>
          conflict
            .columns(['merchantId', 'mode', 'route', 'idempotencyKey'])
            // One that is too old to be given again is as good as gone, whenever housekeeping comes.
            .doUpdateSet({ ...fresh, createdAt: sql<Date>`clock_timestamp()` })
            .where(isOld('idempotency.')),
        )
        .returning('owner')
        .executeTakeFirst();
      if (begun !== undefined) return { type: 'begun' };
      return stateOf(db, { key: idempotencyKey, ...of }, requestHash);
    },
    async note(request, resourceId) {
      await db.updateTable('idempotency').set({ resourceId }).where(isOf(request)).execute();
    },
    async answer(request, answer) {
      await db
        .updateTable('idempotency')
        .set({ answer: JSON.stringify(answer) })
        .where(isOf(request))
        .execute();
    },
    async forget(request) {
      await db.deleteFrom('idempotency').where(isOf(request)).where('answer', 'is', null).execute();
    },
    async forgetOld() {
      const { numDeletedRows } = await db.deleteFrom('idempotency').where(isOld()).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function isOld(of = '') {
  return sql<boolean>`${sql.raw(of)}created_at < clock_timestamp() - interval '24 hours'`;
}

async function stateOf(
  db: Database['db'],
  request: IdempotentRequest,
  hash: string,
): Promise<IdempotencyState> {
  const row = await db
    .selectFrom('idempotency')
    .where(isOf(request))
    .leftJoin('processes', 'processes.owner', 'idempotency.owner')
    .select(['requestHash', 'idempotency.owner', 'resourceId', 'answer'])
    .select(
      sql<boolean>`coalesce(seen_at > clock_timestamp() - ${SILENT_MS} * interval '1 millisecond', false)`.as(
        'alive',
      ),
    )
    .executeTakeFirst();
  // It came to nothing between the two statements: whoever asks begins it the next time.
  if (row === undefined) return { type: 'running', owner: '', resourceId: null };
  if (row.requestHash !== hash) return { type: 'differs' };
  if (row.answer !== null) return { type: 'answered', answer: row.answer };
  const { owner, resourceId } = row;
  return row.alive ? { type: 'running', owner, resourceId } : { type: 'left', resourceId };
}

function isOf({ merchantId, mode, route, key }: IdempotentRequest) {
  return sql<boolean>`(merchant_id, mode, route, idempotency_key) = (${merchantId}, ${mode}, ${route}, ${key})`;
}
