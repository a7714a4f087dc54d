import { type Kysely, sql } from 'kysely';

/** What the merchant API needs: keys, first answers that are given again, and counts of requests. */
export async function up(db: Kysely<never>): Promise<void> {
  await createKeys(db);
  await createIdempotency(db);
  await createRates(db);
  await indexPayments(db);
}

async function createKeys(db: Kysely<never>): Promise<void> {
  await sql`
    -- The keys of merchants. Of the key itself there is its hash alone.
    create table zangpay.api_keys (
      key_id       text primary key,
      merchant_id  text not null references zangpay.merchants,
      mode         text not null check (mode in ('live', 'test')),
      prefix       text not null unique,
      hash         text not null check (hash ~ '^[0-9a-f]{64}$'),
      scopes       jsonb not null check (jsonb_typeof(scopes) = 'array'),
      ips          jsonb not null default '[]' check (jsonb_typeof(ips) = 'array'),
      created_at   timestamptz not null default clock_timestamp(),
      expires_at   timestamptz,
      last_used_at timestamptz,
      revoked_at   timestamptz
    );
    create index api_keys_merchant on zangpay.api_keys (merchant_id, created_at);
  `.execute(db);
}

async function createIdempotency(db: Kysely<never>): Promise<void> {
  await sql`
    -- The first answer to each Idempotency-Key; null while the request runs.
    create table zangpay.idempotency (
      merchant_id     text not null references zangpay.merchants,
      mode            text not null check (mode in ('live', 'test')),
      route           text not null,
      idempotency_key text not null check (idempotency_key ~ '^[!-~]{1,255}$'),
      request_hash    text not null check (request_hash ~ '^[0-9a-f]{64}$'),
      owner           text not null check (owner <> ''),
      resource_id     text,
      answer          jsonb check (jsonb_typeof(answer) = 'object'),
      created_at      timestamptz not null default clock_timestamp(),
      primary key (merchant_id, mode, route, idempotency_key)
    );
    create index idempotency_oldest on zangpay.idempotency (created_at);
  `.execute(db);
}

async function createRates(db: Kysely<never>): Promise<void> {
  await sql`
    -- How often each name was counted in its window. Not logged: a crash of the server may begin every count anew,
    -- and no request has to wait for the disk.
    create unlogged table zangpay.rate_counters (
      name      text not null,
      ends_at   timestamptz not null,
      hits      integer not null,
      primary key (name)
    );
    create index rate_counters_ended on zangpay.rate_counters (ends_at);
  `.execute(db);
}

/** A merchant's payments are read page by page, the newest of each of its lines first. */
async function indexPayments(db: Kysely<never>): Promise<void> {
  await sql`
    create index attempts_page on zangpay.attempts (line, prepared_at desc, attempt_id desc);
  `.execute(db);
}
