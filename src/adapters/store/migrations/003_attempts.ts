import { type Kysely, sql } from 'kysely';

/** Attempts with the constraints of payment.md, "Database constraints", and the hashes of their cards. */
export async function up(db: Kysely<never>): Promise<void> {
  await createTables(db);
  await createGuard(db);
}

async function createTables(db: Kysely<never>): Promise<void> {
  await sql`
    -- The only place of a card hash (payment.md, "Cards"); attempts point to it until it is purged.
    create table zangpay.card_hashes (
      card_id       bigint generated always as identity primary key,
      key_id        text not null,
      hash          text not null check (hash ~ '^[0-9a-f]{64}$'),
      blocked_until timestamptz,
      last_used_at  timestamptz not null default now(),
      unique (key_id, hash)
    );

    create table zangpay.attempts (
      attempt_id      text primary key,
      bill_id         text not null references zangpay.bills,
      line            text not null,
      call_id         text,
      order_id        text not null unique check (order_id ~ '^[0-9]{1,18}$'),
      amount          bigint not null check (amount > 0),
      sequence        text not null check (sequence <> ''),
      channel         text not null check (channel in ('phone', 'panel')),
      mobile          text not null,
      card_first6     text not null check (card_first6 ~ '^[0-9]{6}$'),
      card_last4      text not null check (card_last4 ~ '^[0-9]{4}$'),
      card_id         bigint references zangpay.card_hashes on delete set null,
      state           text not null check (state in
        ('prepared', 'dispatched', 'paid', 'declined', 'unknown', 'notSent', 'notPaid', 'reversed')),
      not_sent_reason text check (not_sent_reason in
        ('hangup', 'expired', 'superseded', 'otpRefused', 'billBusy', 'pinBudget', 'notConfirmed', 'crash',
         'notConnected', 'priceMismatch')),
      ref_id          text,
      code            integer,
      surplus         boolean not null default false,
      owner           text,
      prepared_at     timestamptz not null default clock_timestamp(),
      expires_at      timestamptz not null,
      dispatched_at   timestamptz,
      settled_at      timestamptz,
      constraint attempts_reason check ((state = 'notSent') = (not_sent_reason is not null)),
      constraint attempts_reference check ((state in ('paid', 'reversed')) = (ref_id is not null)
        and ref_id ~ '[^0[:space:]]'),
      constraint attempts_dispatched check (state in ('prepared', 'notSent') or dispatched_at is not null),
      constraint attempts_settled check ((state in ('prepared', 'dispatched', 'unknown')) = (settled_at is null)),
      constraint attempts_surplus check (state in ('paid', 'reversed') or not surplus)
    );

    create unique index attempts_one_in_flight on zangpay.attempts (bill_id)
      where state in ('dispatched', 'unknown');
    create unique index attempts_one_paid on zangpay.attempts (bill_id) where state = 'paid' and not surplus;
    create index attempts_bill on zangpay.attempts (bill_id);
    create index attempts_card on zangpay.attempts (card_id, prepared_at);
    create index attempts_payer on zangpay.attempts (line, mobile) where state in ('dispatched', 'unknown');
    create index attempts_open on zangpay.attempts (expires_at) where state in ('prepared', 'dispatched', 'unknown');
    create index attempts_call on zangpay.attempts (call_id);
    create index attempts_newest on zangpay.attempts (prepared_at);
  `.execute(db);
}

/** The last line of defence: what the application must never do is refused here, whoever asks. */
async function createGuard(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.guard_attempt() returns trigger language plpgsql as $$
    declare
      -- All that a move may change; everything else is frozen at birth.
      movable constant text[] := array['state', 'not_sent_reason', 'ref_id', 'code', 'surplus', 'owner',
        'dispatched_at', 'settled_at', 'card_id'];
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'prepared' then
          raise exception 'An attempt is born prepared, not %.', new.state using errcode = 'check_violation';
        end if;
        return new;
      end if;
      if new.state = old.state then
        if to_jsonb(new) - 'card_id' is distinct from to_jsonb(old) - 'card_id' then
          raise exception 'An attempt changes only by a move.' using errcode = 'check_violation';
        end if;
        return new;
      end if;
      if (old.state, new.state) not in (
        ('prepared', 'dispatched'), ('prepared', 'notSent'),
        ('dispatched', 'paid'), ('dispatched', 'declined'), ('dispatched', 'unknown'), ('dispatched', 'notSent'),
        ('unknown', 'paid'), ('unknown', 'declined'), ('unknown', 'notPaid'), ('unknown', 'notSent'),
        ('notPaid', 'paid'), ('notPaid', 'declined'),
        ('declined', 'paid'), ('notSent', 'paid'),
        ('paid', 'reversed')
      ) then
        raise exception 'An attempt does not move from % to %.', old.state, new.state
          using errcode = 'check_violation';
      end if;
      if to_jsonb(new) - movable is distinct from to_jsonb(old) - movable
        or (old.dispatched_at is not null and new.dispatched_at is distinct from old.dispatched_at)
        or (old.state = 'paid' and (new.ref_id, new.surplus) is distinct from (old.ref_id, old.surplus)) then
        raise exception 'What was frozen in an attempt never changes.' using errcode = 'check_violation';
      end if;
      if new.state = 'dispatched' and exists (
        select from zangpay.attempts where bill_id = new.bill_id and state in ('dispatched', 'unknown', 'paid')
      ) then
        raise exception 'The bill has an attempt that is in flight or paid.' using errcode = 'check_violation';
      end if;
      return new;
    end $$;

    create trigger guard before insert or update on zangpay.attempts
      for each row execute function zangpay.guard_attempt();

    -- For everything that only grows.
    create function zangpay.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'Rows of % are never changed or removed.', tg_table_name using errcode = 'check_violation';
    end $$;

    create trigger keep before delete or truncate on zangpay.attempts
      for each statement execute function zangpay.refuse_change();
  `.execute(db);
}
