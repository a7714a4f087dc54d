import { type Kysely, sql } from 'kysely';

/** Calls and their journals. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.calls (
      call_id     text primary key,
      channel_id  text not null,
      line        text not null,
      caller      text,
      merchant_id text,
      started_at  timestamptz not null,
      ended_at    timestamptz
    );
    create index calls_newest on zangpay.calls (started_at);
    create index calls_line on zangpay.calls (line, started_at);

    -- Events and commands are json, not jsonb: a replay compares them as they were written.
    create table zangpay.journal (
      call_id      text not null references zangpay.calls,
      seq          integer not null check (seq > 0),
      at           timestamptz not null,
      flow_version integer not null,
      event        json not null,
      stage        text not null,
      commands     json not null,
      primary key (call_id, seq)
    );
    create trigger keep before update or delete or truncate on zangpay.journal
      for each statement execute function zangpay.refuse_change();
  `.execute(db);
}
