import { type Kysely, sql } from 'kysely';

/** The consents of account holders at their banks, and the tokens that came of them. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.bank_consents (
      consent_id   text primary key,
      provider     text not null check (provider ~ '^[0-9]{3}$'),
      account      text check (account <> ''),
      status       text not null default 'asked'
                   check (status in ('asked', 'taken', 'connected', 'refused', 'failed', 'revoked')),
      -- What the browser brings back, good once.
      state        text not null unique check (state ~ '^[0-9]{1,16}$'),
      asked_at     timestamptz not null default clock_timestamp(),
      link_ends_at timestamptz not null,
      settled_at   timestamptz,
      revoked_at   timestamptz,
      -- Sealed under a key that is not in here. Of a revoked consent only until Sanbod has confirmed it.
      tokens       text check (tokens like 'v1.%'),
      renewed_at   timestamptz,
      renew_at     timestamptz,
      check (status <> 'connected' or tokens is not null),
      check (tokens is null or status in ('connected', 'revoked')),
      check ((status = 'revoked') = (revoked_at is not null))
    );
    create index bank_consents_newest on zangpay.bank_consents (asked_at desc, consent_id desc);
  `.execute(db);
}
