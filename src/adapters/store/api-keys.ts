import { type Selectable, sql } from 'kysely';
import type { ApiKey, ApiKeyStore, NewApiKey, PresentedKey } from '../../application/ports.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import type { ApiKeyTable } from './schema.ts';

/** The keys of merchants; every time is of the database's clock. */
export function createApiKeyStore({ db }: Database): ApiKeyStore {
  return {
    add: (key) => add(db, key),
    async list({ merchantId, limit }) {
      let query = db.selectFrom('apiKeys').selectAll();
      if (merchantId !== undefined) query = query.where('merchantId', '=', merchantId);
      const rows = await query.orderBy('createdAt', 'desc').orderBy('keyId', 'desc').limit(limit).execute();
      return rows.map(toApiKey);
    },
    async show(keyId) {
      const row = await db.selectFrom('apiKeys').selectAll().where('keyId', '=', keyId).executeTakeFirst();
      return row === undefined ? null : toApiKey(row);
    },
    async find(prefix) {
      const row = await db
        .selectFrom('apiKeys')
        .selectAll()
        .select(sql<boolean>`coalesce(expires_at <= clock_timestamp(), false)`.as('expired'))
        .select(
          sql<boolean>`last_used_at is not distinct from date_trunc('hour', clock_timestamp())`.as('noted'),
        )
        .where('prefix', '=', prefix)
        .executeTakeFirst();
      return row === undefined ? null : toPresented(row);
    },
    async noteUse(keyId) {
      await db
        .updateTable('apiKeys')
        .set({ lastUsedAt: sql<Date>`date_trunc('hour', clock_timestamp())` })
        .where('keyId', '=', keyId)
        .where(sql<boolean>`last_used_at is distinct from date_trunc('hour', clock_timestamp())`)
        .execute();
    },
    rotate: (keyId, next, overlapMs) =>
      db.transaction().execute((books) => rotate(books, keyId, next, overlapMs)),
    async revoke(keyId) {
      const row = await db
        .updateTable('apiKeys')
        .set({ revokedAt: sql<Date>`coalesce(revoked_at, clock_timestamp())` })
        .where('keyId', '=', keyId)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toApiKey(row);
    },
  };
}

async function add(
  db: Database['db'],
  { expiresInMs, scopes, ips, ...key }: NewApiKey,
): Promise<ApiKey | 'noMerchant' | 'prefixTaken'> {
  const merchant = await db
    .selectFrom('merchants')
    .select('merchantId')
    .where('merchantId', '=', key.merchantId)
    .executeTakeFirst();
  if (merchant === undefined) return 'noMerchant';
  const added = await db
    .insertInto('apiKeys')
    .values({
      ...key,
      scopes: JSON.stringify(scopes),
      ips: JSON.stringify(ips),
      expiresAt: expiresInMs === null ? null : inMs(expiresInMs),
    })
    .onConflict((conflict) => conflict.column('prefix').doNothing())
    .returningAll()
    .executeTakeFirst();
  return added === undefined ? 'prefixTaken' : toApiKey(added);
}

async function rotate(
  books: Books,
  keyId: string,
  next: NewApiKey,
  overlapMs: number,
): Promise<ApiKey | 'notInForce' | 'prefixTaken'> {
  const inForce = await books
    .selectFrom('apiKeys')
    .select('keyId')
    .where('keyId', '=', keyId)
    .where('merchantId', '=', next.merchantId)
    .where('revokedAt', 'is', null)
    .where(sql<boolean>`(expires_at is null or expires_at > clock_timestamp())`)
    .forUpdate()
    .executeTakeFirst();
  if (inForce === undefined) return 'notInForce';
  const added = await add(books, next);
  if (added === 'noMerchant') throw new Error('A key has a merchant that is not there.');
  if (added === 'prefixTaken') return added;
  await books
    .updateTable('apiKeys')
    .set({ expiresAt: sql<Date>`least(expires_at, ${inMs(overlapMs)})` })
    .where('keyId', '=', keyId)
    .execute();
  return added;
}

function inMs(ms: number) {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
}

function toApiKey({ hash: _, ...row }: Selectable<ApiKeyTable>): ApiKey {
  return {
    ...row,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
  };
}

type PresentedRow = Selectable<ApiKeyTable> & Pick<PresentedKey, 'expired' | 'noted'>;

function toPresented({ expired, noted, ...row }: PresentedRow): PresentedKey {
  return { ...toApiKey(row), hash: row.hash, expired, noted };
}
