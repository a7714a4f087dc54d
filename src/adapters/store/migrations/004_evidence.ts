import { type Kysely, sql } from 'kysely';

/** What was learned of attempts, the tries of their cards, and who is to be told. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.evidence (
      evidence_id text primary key,
      attempt_id  text not null references zangpay.attempts,
      outcome     jsonb not null check (outcome ? 'type'),
      trace       jsonb not null,
      recorded_by text not null,
      moved       boolean not null,
      learned_at  timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp()
    );
    create index evidence_attempt on zangpay.evidence (attempt_id, recorded_at);
    create trigger keep before update or delete or truncate on zangpay.evidence
      for each statement execute function zangpay.refuse_change();

    -- One row for each try of a card that is reserved or spent; a released try has no row.
    create table zangpay.card_budget (
      attempt_id  text primary key references zangpay.attempts,
      card_id     bigint not null references zangpay.card_hashes on delete cascade,
      reserved_at timestamptz not null default clock_timestamp()
    );
    create index card_budget_card on zangpay.card_budget (card_id, reserved_at);

    -- What is to be told of attempts: the truth behind webhooks and SMS.
    create table zangpay.outbox (
      outbox_id       bigint generated always as identity primary key,
      attempt_id      text not null references zangpay.attempts,
      evidence_id     text not null references zangpay.evidence,
      state           text not null,
      created_at      timestamptz not null default clock_timestamp(),
      next_attempt_at timestamptz not null default clock_timestamp(),
      tries           integer not null default 0,
      delivered_at    timestamptz
    );
    create index outbox_due on zangpay.outbox (next_attempt_at) where delivered_at is null;
  `.execute(db);
}
