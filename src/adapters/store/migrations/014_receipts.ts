import { type Kysely, sql } from 'kysely';

/** What payers are texted of their payments, who wants none, and to whom a result was promised. */
export async function up(db: Kysely<never>): Promise<void> {
  await extendMerchants(db);
  await createReceipts(db);
  await noteOwed(db);
}

async function extendMerchants(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.merchants add column receipts boolean not null default true;
    -- Null: as the merchant wants it.
    alter table zangpay.lines add column receipts boolean;

    -- Payers who want no receipts: of one merchant, or of none at all where it is null.
    create table zangpay.receipt_opt_outs (
      mobile      text not null check (mobile ~ '^[+]989[0-9]{9}$'),
      merchant_id text references zangpay.merchants,
      since       timestamptz not null default clock_timestamp(),
      constraint receipt_opt_outs_once unique nulls not distinct (mobile, merchant_id)
    );
  `.execute(db);
}

async function createReceipts(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.receipts (
      receipt_id   text primary key default 'rcp_' || replace(gen_random_uuid()::text, '-', ''),
      -- Under which the service knows the message again. Random, since books that are made anew must not meet
      -- messages of the old ones.
      local_id     bigint not null unique
        default floor(random() * 900000000000000)::bigint + 100000000000000,
      attempt_id   text not null references zangpay.attempts,
      merchant_id  text not null references zangpay.merchants,
      kind         text not null check (kind in ('paid', 'notPaid', 'refunded')),
      after_doubt  boolean not null,
      language     text not null check (language in ('fa', 'en')),
      mobile       text not null check (mobile ~ '^[+]989[0-9]{9}$'),
      state        text not null default 'waiting' check (state in ('waiting', 'sent', 'withheld', 'parked')),
      -- Why it waits, is withheld or is parked, in our words; and what the service refused it with.
      why          text,
      code         integer,
      created_at   timestamptz not null default clock_timestamp(),
      -- When it is due; for one that is on its way, when it is believed to be lost.
      next_try_at  timestamptz not null default clock_timestamp(),
      -- It is tried until then, and parked after it.
      give_up_at   timestamptz not null default clock_timestamp() + interval '3 days',
      tries        integer not null default 0,
      -- How many tries there were of which nobody knows whether they reached the service.
      unsure       integer not null default 0,
      -- When it last was handed over, as far as is known; for the limits.
      handed_at    timestamptz,
      message_id   text,
      delivery     text check (delivery in ('queued', 'underway', 'delivered', 'undelivered', 'blocked', 'lost')),
      -- When to ask for its delivery; null: not any more.
      next_look_at timestamptz,
      looks        integer not null default 0,
      -- Exactly once rests on this, and not on the queue.
      constraint receipts_once unique (attempt_id, kind),
      constraint receipts_sent check ((state = 'sent') <= (message_id is not null))
    );
    -- What was settled before there were receipts is told to nobody.
    update zangpay.outbox set delivered_at = clock_timestamp() where delivered_at is null;

    create index receipts_due on zangpay.receipts (next_try_at) where state = 'waiting';
    create index receipts_look on zangpay.receipts (next_look_at) where next_look_at is not null;
    create index receipts_newest on zangpay.receipts (created_at);
    create index receipts_of_mobile on zangpay.receipts (mobile, handed_at) where handed_at is not null;
    create index receipts_of_merchant on zangpay.receipts (merchant_id, handed_at) where handed_at is not null;
  `.execute(db);
}

/**
 * A call that could not tell the result says that it will be texted. The entry of its journal is the note, so that a
 * promise is kept as safely as the journal is: it is on disk before it is spoken, if need be in the spool.
 */
async function noteOwed(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.receipts_owed (
      attempt_id text primary key references zangpay.attempts,
      owed       text not null check (owed in ('result', 'reference')),
      owed_at    timestamptz not null default clock_timestamp()
    );

    create function zangpay.note_owed_receipts() returns trigger language plpgsql as $$
    declare
      promise json;
    begin
      for promise in
        select command from json_array_elements(new.commands) command
        where command ->> 'type' = 'OweReceipt'
      loop
        -- Waits for whoever is settling it: either they see the promise, or we see what they wrote.
        perform from zangpay.attempts where attempt_id = promise ->> 'attemptId' for share;
        if found then
          insert into zangpay.receipts_owed (attempt_id, owed)
            values (promise ->> 'attemptId', promise ->> 'owed') on conflict do nothing;
          update zangpay.outbox set delivered_at = null where attempt_id = promise ->> 'attemptId';
        end if;
      end loop;
      return null;
    end $$;

    create trigger note_owed_receipts after insert on zangpay.journal for each row
      when (new.commands::text like '%"OweReceipt"%') execute function zangpay.note_owed_receipts();
    create index outbox_attempt on zangpay.outbox (attempt_id);
  `.execute(db);
}
