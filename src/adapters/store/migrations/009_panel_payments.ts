import { type Kysely, sql } from 'kysely';

/** What payments from a merchant's panel need: attempts whose payer is named when they pay, and orders. */
export async function up(db: Kysely<never>): Promise<void> {
  await extendAttempts(db);
  await createOrders(db);
  await extendGuard(db);
}

/**
 * A panel asks for a PIN before the payer's mobile is known. Whatever was dispatched has one; a charge that the
 * bank proves on an attempt that never was dispatched is recorded without.
 */
async function extendAttempts(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.attempts
      alter column mobile drop not null,
      add column api_key_id text check (api_key_id <> ''),
      -- The id under which the gateway has the order, where its reply to otp-v2 names one.
      add column gateway_invoice_id text check (gateway_invoice_id <> ''),
      add constraint attempts_mobile_known check (mobile is not null or (
        channel = 'panel' and owner is null and state in ('prepared', 'notSent', 'paid', 'reversed')));
    create index attempts_api_key on zangpay.attempts (api_key_id, prepared_at) where api_key_id is not null;
  `.execute(db);
}

async function createOrders(db: Kysely<never>): Promise<void> {
  await sql`
    -- The merchants' own orders, each with its one bill, which is born with its amount.
    create table zangpay.orders (
      merchant_id text not null references zangpay.merchants,
      order_id    text not null check (order_id <> ''),
      bill_id     text not null unique references zangpay.bills,
      created_at  timestamptz not null default clock_timestamp(),
      primary key (merchant_id, order_id)
    );
    create trigger keep before update or delete or truncate on zangpay.orders
      for each statement execute function zangpay.refuse_change();
  `.execute(db);
}

/** The guard of 003, which lets a mobile be named by the dispatch, and the gateway's id once before it. */
async function extendGuard(db: Kysely<never>): Promise<void> {
  await sql`
    create or replace function zangpay.guard_attempt() returns trigger language plpgsql as $$
    declare
      -- All that a move may change; everything else is frozen at birth.
      movable constant text[] := array['state', 'not_sent_reason', 'ref_id', 'code', 'surplus', 'owner',
        'dispatched_at', 'settled_at', 'card_id', 'mobile'];
      -- All that may change without one.
      noted constant text[] := array['card_id', 'gateway_invoice_id'];
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'prepared' then
          raise exception 'An attempt is born prepared, not %.', new.state using errcode = 'check_violation';
        end if;
        return new;
      end if;
      if new.state = old.state then
        if to_jsonb(new) - noted is distinct from to_jsonb(old) - noted then
          raise exception 'An attempt changes only by a move.' using errcode = 'check_violation';
        end if;
        if new.gateway_invoice_id is distinct from old.gateway_invoice_id
          and (old.gateway_invoice_id is not null or old.state <> 'prepared') then
          raise exception 'The gateway names an attempt once, before it is sent.' using errcode = 'check_violation';
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
        or (old.state = 'paid' and (new.ref_id, new.surplus) is distinct from (old.ref_id, old.surplus))
        or (new.mobile is distinct from old.mobile and (old.mobile is not null or new.state <> 'dispatched')) then
        raise exception 'What was frozen in an attempt never changes.' using errcode = 'check_violation';
      end if;
      if new.state = 'dispatched' and exists (
        select from zangpay.attempts where bill_id = new.bill_id and state in ('dispatched', 'unknown', 'paid')
      ) then
        raise exception 'The bill has an attempt that is in flight or paid.' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
  `.execute(db);
}
