import { type Selectable, sql } from 'kysely';
import type { BankConsent, ConsentStore, NewConsent } from '../../application/ports.ts';
import type { Database } from './database.ts';
import type { BankConsentTable } from './schema.ts';

/** Consents; every time but `renewAt` is of the database's clock. */
export function createConsentStore({ db }: Database): ConsentStore {
  return {
    async ask({ linkLifeMs, ...consent }: NewConsent) {
      const linkEndsAt = sql<Date>`clock_timestamp() + ${linkLifeMs} * interval '1 millisecond'`;
      const row = await db
        .insertInto('bankConsents')
        .values({ ...consent, linkEndsAt })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toConsent({ ...row, expired: false });
    },
    take: (state) => take(db, state),
    async settle(consentId, status) {
      await db
        .updateTable('bankConsents')
        .set({ status, settledAt: sql<Date>`clock_timestamp()` })
        .where('consentId', '=', consentId)
        .where('status', '=', 'taken')
        .execute();
    },
    async list() {
      const rows = await db
        .selectFrom('bankConsents')
        .selectAll()
        .select(EXPIRED.as('expired'))
        .orderBy('askedAt', 'desc')
        .orderBy('consentId', 'desc')
        .execute();
      return rows.map(toConsent);
    },
    async revoke(consentId) {
      const row = await db
        .updateTable('bankConsents')
        .set({ status: 'revoked', revokedAt: sql<Date>`coalesce(revoked_at, clock_timestamp())` })
        .where('consentId', '=', consentId)
        .where('status', 'in', ['asked', 'taken', 'connected', 'revoked'])
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toConsent({ ...row, expired: false });
    },
  };
}

const EXPIRED = sql<boolean>`status = 'asked' and link_ends_at <= clock_timestamp()`;

/** One update: of many who come with the same state at once, one takes it. */
async function take(db: Database['db'], state: string): ReturnType<ConsentStore['take']> {
  const taken = await db
    .updateTable('bankConsents')
    .set({ status: 'taken' })
    .where('state', '=', state)
    .where('status', '=', 'asked')
    .where('linkEndsAt', '>', sql<Date>`clock_timestamp()`)
    .returningAll()
    .executeTakeFirst();
  if (taken !== undefined) return toConsent({ ...taken, expired: false });
  const known = await db
    .selectFrom('bankConsents')
    .select(EXPIRED.as('expired'))
    .where('state', '=', state)
    .executeTakeFirst();
  if (known === undefined) return 'unknown';
  return known.expired ? 'expired' : 'used';
}

type Row = Selectable<BankConsentTable> & { readonly expired: boolean };

/** Neither the tokens nor the state leave the store. */
function toConsent({ tokens: _, state: __, expired, ...row }: Row): BankConsent {
  return {
    ...row,
    status: expired ? 'expired' : row.status,
    askedAt: row.askedAt.getTime(),
    linkEndsAt: row.linkEndsAt.getTime(),
    settledAt: row.settledAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    renewedAt: row.renewedAt?.getTime() ?? null,
    renewAt: row.renewAt?.getTime() ?? null,
  };
}
