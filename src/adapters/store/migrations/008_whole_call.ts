import { type Kysely, sql } from 'kysely';

/** What a whole call needs: more ways to a bill, opening hours, callers who come back, places on a line. */
export async function up(db: Kysely<never>): Promise<void> {
  await extendLines(db);
  await extendMerchants(db);
  await createCallers(db);
  await createLineSlots(db);
  await createPinHabits(db);
}

/** A line that had one language keeps it as its only one. */
async function extendLines(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.lines
      add column languages jsonb,
      add column operator text check (operator <> ''),
      add column hours jsonb check (jsonb_typeof(hours) = 'object'),
      add column max_calls integer check (max_calls > 0);
    update zangpay.lines set languages = jsonb_build_array(language);
    alter table zangpay.lines
      alter column languages set not null,
      add constraint lines_languages check (languages in ('["fa"]', '["en"]', '["fa", "en"]', '["en", "fa"]')),
      drop column language,
      drop constraint lines_bill_check,
      add constraint lines_bill
        check ((bill->>'type' in ('fixed', 'invoice', 'caller', 'open')) is true);
  `.execute(db);
}

async function extendMerchants(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.merchants add column blocked_callers jsonb not null default '[]'
      check (jsonb_typeof(blocked_callers) = 'array');

    alter table zangpay.invoices add column mobile text check (mobile ~ '^[+]989[0-9]{9}$');
    create index invoices_payer on zangpay.invoices (merchant_id, mobile, created_at) where mobile is not null;
  `.execute(db);
}

async function createCallers(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.callers (
      merchant_id text not null references zangpay.merchants,
      number      text not null check (number <> ''),
      language    text not null check (language in ('fa', 'en')),
      primary key (merchant_id, number)
    );

    -- Charges whose payer has heard that they were made.
    create table zangpay.told (
      attempt_id text primary key references zangpay.attempts,
      told_at    timestamptz not null default clock_timestamp()
    );

    create index calls_caller on zangpay.calls (caller, started_at) where caller is not null;
    create index attempts_mobile on zangpay.attempts (mobile, prepared_at);
    create index attempts_line on zangpay.attempts (line, prepared_at);
  `.execute(db);
}

async function createLineSlots(db: Kysely<never>): Promise<void> {
  await sql`
    -- A place for each call that a line has now. One whose owner is gone does not count.
    create table zangpay.line_slots (
      call_id  text primary key,
      line     text not null,
      owner    text not null check (owner <> ''),
      taken_at timestamptz not null default clock_timestamp()
    );
    create index line_slots_line on zangpay.line_slots (line);
  `.execute(db);
}

async function createPinHabits(db: Kysely<never>): Promise<void> {
  await sql`
    -- The last dynamic PINs with which was paid, as lengths and delays; the PINs themselves are nowhere.
    create table zangpay.pins_seen (
      pin_seen_id bigint generated always as identity primary key,
      first6      text not null check (first6 ~ '^[0-9]{6}$'),
      -- Null once the bank refused a PIN of the length that was learned.
      length      integer check (length > 0),
      delay_ms    integer not null check (delay_ms >= 0)
    );
    create index pins_seen_of on zangpay.pins_seen (first6, pin_seen_id);
  `.execute(db);
}
