import { type Kysely, sql } from 'kysely';

/** Who works on these books, who answers for what is in doubt, and from whom each thing was learned. */
export async function up(db: Kysely<never>): Promise<void> {
  await createProcesses(db);
  await createDoubts(db);
  await extendEvidence(db);
}

async function createProcesses(db: Kysely<never>): Promise<void> {
  await sql`
    -- Every process that runs on these books, by the name that it writes on what it owns.
    create table zangpay.processes (
      owner      text primary key check (owner <> ''),
      host       text not null,
      pid        integer not null,
      started_at timestamptz not null default clock_timestamp(),
      seen_at    timestamptz not null default clock_timestamp()
    );

    -- What one process at a time may do, until it lets go or its time is up.
    create table zangpay.leases (
      name       text primary key,
      owner      text not null,
      expires_at timestamptz not null
    );
  `.execute(db);
}

/** A trigger, so that no doubt is without an owner and a due date, whoever writes it. */
async function createDoubts(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.doubts (
      attempt_id  text primary key references zangpay.attempts,
      owner       text not null default 'support' check (owner <> ''),
      since       timestamptz not null default clock_timestamp(),
      due_at      timestamptz not null default clock_timestamp() + interval '24 hours',
      alarm_level integer not null default 0
    );
    create index doubts_oldest on zangpay.doubts (since);

    create function zangpay.note_doubt() returns trigger language plpgsql as $$
    begin
      insert into zangpay.doubts (attempt_id) values (new.attempt_id);
      return null;
    end $$;

    create trigger note_doubt after update on zangpay.attempts for each row
      when (new.state = 'unknown' and old.state <> 'unknown') execute function zangpay.note_doubt();

    insert into zangpay.doubts (attempt_id, since, due_at)
      select attempt_id, dispatched_at, dispatched_at + interval '24 hours'
      from zangpay.attempts where state = 'unknown';

    create trigger keep before delete or truncate on zangpay.doubts
      for each statement execute function zangpay.refuse_change();
  `.execute(db);
}

/** What is there already came from the bank; from now on every row says its source. */
async function extendEvidence(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.evidence
      add column source text not null default 'bank'
        check (source in ('bank', 'restart', 'person', 'statement')),
      add column who text check (who <> ''),
      add constraint evidence_person check (source <> 'person' or (who is not null and trace ->> 'note' <> ''));
    alter table zangpay.evidence alter column source drop default;

    create index attempts_reference_of on zangpay.attempts (ref_id) where ref_id is not null;
  `.execute(db);
}
