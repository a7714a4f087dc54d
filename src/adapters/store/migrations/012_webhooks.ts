import { type Kysely, sql } from 'kysely';

/**
 * What merchants are told of: payments, invoices and calls. Triggers write it, so that it is told of a change whoever
 * made it, in the change's own transaction.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await extendMerchantsAndBills(db);
  await createEvents(db);
  await createNote(db);
  await tellPayments(db);
  await tellInvoices(db);
  await tellCalls(db);
}

async function extendMerchantsAndBills(db: Kysely<never>): Promise<void> {
  await sql`
    -- Secrets are derived from the version and stored nowhere; the one before signs beside it until its time is up.
    alter table zangpay.merchants
      add column webhook_secret_version integer not null default 1 check (webhook_secret_version > 0),
      add column webhook_previous_until timestamptz;

    -- What was made of a bill's end: its invoice expired, or it was settled before. Null: nobody has looked yet.
    alter table zangpay.bills add column expiry text check (expiry in ('expired', 'settled'));
    create index bills_expiring on zangpay.bills (expires_at)
      where expires_at is not null and cancelled_at is null and expiry is null;

    -- A bill whose end is moved has not come to its end.
    create function zangpay.forget_expiry() returns trigger language plpgsql as $$
    begin
      new.expiry := null;
      return new;
    end $$;
    create trigger forget_expiry before update of expires_at on zangpay.bills for each row
      when (new.expires_at is distinct from old.expires_at) execute function zangpay.forget_expiry();
  `.execute(db);
}

async function createEvents(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.webhook_counters (
      merchant_id text primary key references zangpay.merchants,
      last        bigint not null check (last > 0)
    );

    create table zangpay.webhook_events (
      event_id        text primary key,
      merchant_id     text not null references zangpay.merchants,
      seq             bigint not null check (seq > 0),
      type            text not null check (type ~ '^(payment|invoice|call)[.][a-zA-Z]+$'),
      attempt_id      text,
      invoice_id      text,
      call_id         text,
      -- A snapshot that needs no later look-up; json, so that every delivery has the same bytes.
      data            json not null,
      created_at      timestamptz not null default clock_timestamp(),
      -- When it is due; for one that is on its way, when it is believed to be lost.
      next_attempt_at timestamptz not null default clock_timestamp(),
      -- It is tried until then, and parked after it.
      give_up_at      timestamptz not null default clock_timestamp() + interval '3 days',
      tries           integer not null default 0,
      delivered_at    timestamptz,
      parked_at       timestamptz,
      -- What went wrong last, in our words: never what the receiver sent.
      last_error      text,
      constraint webhook_events_seq unique (merchant_id, seq),
      constraint webhook_events_ended check (delivered_at is null or parked_at is null)
    );
    create index webhook_events_due on zangpay.webhook_events (merchant_id, next_attempt_at, seq)
      where delivered_at is null and parked_at is null;
    create index webhook_events_parked on zangpay.webhook_events (merchant_id, seq) where parked_at is not null;
    create index webhook_events_newest on zangpay.webhook_events (created_at);
    create trigger keep before delete or truncate on zangpay.webhook_events
      for each statement execute function zangpay.refuse_change();
  `.execute(db);
}

/**
 * The one way into `webhook_events`. The merchant's counter is locked from here to the COMMIT, so that numbers have no
 * gap and ascend in the order of commits. Every trigger below is deferred to the COMMIT: by then the transaction has
 * all its other locks (bill, attempt, payer keys, card), asks for no more after it, and waits for nobody's client. So
 * a counter is the last lock of its transaction, and no circle of waiting can go through it. A transaction that
 * changes things of two merchants would take two counters: none does.
 */
async function createNote(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.note_webhook(
      of_merchant text, kind text, attempt text, invoice text, call text, said json
    ) returns void language plpgsql as $$
    declare
      nth bigint;
    begin
      perform from zangpay.merchants where merchant_id = of_merchant and webhook_url is not null;
      if not found then
        return;
      end if;
      insert into zangpay.webhook_counters as counter (merchant_id, last) values (of_merchant, 1)
        on conflict (merchant_id) do update set last = counter.last + 1
        returning last into nth;
      insert into zangpay.webhook_events (event_id, merchant_id, seq, type, attempt_id, invoice_id, call_id, data)
        values ('evt_' || replace(gen_random_uuid()::text, '-', ''), of_merchant, nth, kind,
          attempt, invoice, call, said);
    end $$;

    create function zangpay.utc(at timestamptz) returns text language sql stable as $$
      select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    $$;
  `.execute(db);
}

/** Every move of an attempt to where it rests; `prepared` and `dispatched` are steps on the way. */
async function tellPayments(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.tell_payment() returns trigger language plpgsql as $$
    declare
      bill            zangpay.bills;
      invoice         zangpay.invoices;
      merchants_order zangpay.orders;
    begin
      select * into bill from zangpay.bills where bill_id = new.bill_id;
      select * into merchants_order from zangpay.orders where bill_id = new.bill_id;
      select * into invoice from zangpay.invoices where bill_id = new.bill_id;
      perform zangpay.note_webhook(bill.merchant_id, 'payment.' || new.state,
        new.attempt_id, invoice.invoice_id, new.call_id, json_build_object(
          'attemptId', new.attempt_id,
          'orderId', coalesce(merchants_order.order_id, invoice.order_id),
          'invoiceId', invoice.invoice_id,
          'callId', new.call_id,
          'channel', new.channel,
          'line', new.line,
          'amount', new.amount,
          'state', new.state,
          'refId', new.ref_id,
          'code', new.code,
          'reason', new.not_sent_reason,
          'surplus', new.surplus,
          'card', json_build_object('first6', new.card_first6, 'last4', new.card_last4),
          'payerMobile', new.mobile,
          'preparedAt', zangpay.utc(new.prepared_at),
          'dispatchedAt', zangpay.utc(new.dispatched_at),
          'settledAt', zangpay.utc(new.settled_at)));
      -- A second charge pays no invoice a second time.
      if new.state = 'paid' and not new.surplus then
        perform zangpay.tell_invoice('paid', bill, new.attempt_id, new.ref_id, new.settled_at);
      end if;
      return null;
    end $$;

    create constraint trigger tell_payment after update on zangpay.attempts
      deferrable initially deferred for each row
      when (new.state is distinct from old.state and new.state not in ('prepared', 'dispatched'))
      execute function zangpay.tell_payment();
  `.execute(db);
}

/** A bill that was born in a call or for an order of a panel has no invoice: its payments tell of it. */
async function tellInvoices(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.tell_invoice(
      status text, bill zangpay.bills, attempt text, reference text, paid_at timestamptz
    ) returns void language plpgsql as $$
    declare
      invoice zangpay.invoices;
    begin
      select * into invoice from zangpay.invoices where bill_id = bill.bill_id;
      if not found then
        return;
      end if;
      perform zangpay.note_webhook(invoice.merchant_id,
        'invoice.' || case status when 'open' then 'created' else status end,
        attempt, invoice.invoice_id, null, json_build_object(
          'invoiceId', invoice.invoice_id,
          'code', invoice.code,
          'orderId', invoice.order_id,
          'amount', bill.amount,
          'description', invoice.description,
          'payerMobile', invoice.mobile,
          'status', status,
          'attemptId', attempt,
          'refId', reference,
          'createdAt', zangpay.utc(invoice.created_at),
          'expiresAt', zangpay.utc(bill.expires_at),
          'cancelledAt', zangpay.utc(bill.cancelled_at),
          'paidAt', zangpay.utc(paid_at)));
    end $$;

    create function zangpay.tell_invoice_created() returns trigger language plpgsql as $$
    declare
      bill zangpay.bills;
    begin
      select * into bill from zangpay.bills where bill_id = new.bill_id;
      perform zangpay.tell_invoice('open', bill, null, null, null);
      return null;
    end $$;
    create constraint trigger tell_invoice_created after insert on zangpay.invoices
      deferrable initially deferred for each row execute function zangpay.tell_invoice_created();

    create function zangpay.tell_invoice_ended() returns trigger language plpgsql as $$
    begin
      perform zangpay.tell_invoice(tg_argv[0], new, null, null, null);
      return null;
    end $$;
    create constraint trigger tell_invoice_cancelled after update on zangpay.bills
      deferrable initially deferred for each row
      when (new.cancelled_at is not null and old.cancelled_at is null)
      execute function zangpay.tell_invoice_ended('cancelled');
    create constraint trigger tell_invoice_expired after update on zangpay.bills
      deferrable initially deferred for each row
      when (new.expiry = 'expired' and old.expiry is distinct from 'expired')
      execute function zangpay.tell_invoice_ended('expired');
  `.execute(db);
}

/**
 * Of a caller the merchant learns enough to recognise one whose number it has, and no number that it has not. A call
 * that comes back from an operator ends a second time.
 */
async function tellCalls(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.masked(number text) returns text language sql immutable as $$
      select case when length(number) >= 10 then left(number, length(number) - 7) || '***' || right(number, 4)
        else repeat('*', length(number)) end
    $$;

    -- What became of a call's payments, the best news of all; one that is still out is not known.
    create function zangpay.outcome_of_call(of_call text) returns text language sql stable as $$
      select case
          when bool_or(state in ('paid', 'reversed')) then 'paid'
          when bool_or(state in ('dispatched', 'unknown')) then 'unknown'
          when count(*) > 0 then 'notPaid'
          else 'noPayment'
        end
      from zangpay.attempts where call_id = of_call
    $$;

    create function zangpay.tell_call() returns trigger language plpgsql as $$
    declare
      line    zangpay.lines;
      request zangpay.call_requests;
      started constant boolean := tg_op = 'INSERT';
    begin
      -- A call is begun under the number that was dialled, which may be an alias.
      select lines.* into line from zangpay.line_numbers numbers
        join zangpay.lines on lines.number = numbers.line where numbers.number = new.line;
      select * into request from zangpay.call_requests where call_request_id = new.channel_id;
      perform zangpay.note_webhook(coalesce(new.merchant_id, line.merchant_id),
        case when started then 'call.started' else 'call.ended' end,
        null, request.invoice_id, new.call_id, json_build_object(
          'callId', new.call_id,
          'callRequestId', request.call_request_id,
          'invoiceId', request.invoice_id,
          'line', coalesce(line.number, new.line),
          'caller', zangpay.masked(new.caller),
          'outcome', case when not started then zangpay.outcome_of_call(new.call_id) end,
          'handedOver', case when not started then coalesce((select stage = 'handedOver' from zangpay.journal
            where call_id = new.call_id order by seq desc limit 1), false) end,
          'startedAt', zangpay.utc(new.started_at),
          'endedAt', zangpay.utc(new.ended_at)));
      return null;
    end $$;

    -- Whoever was rung and did not come makes no call; with an answer the call itself tells.
    create function zangpay.tell_call_unanswered() returns trigger language plpgsql as $$
    begin
      perform zangpay.note_webhook(new.merchant_id, 'call.notAnswered',
        null, new.invoice_id, null, json_build_object(
          'callId', null,
          'callRequestId', new.call_request_id,
          'invoiceId', new.invoice_id,
          'line', new.line,
          'caller', zangpay.masked(new.mobile),
          'outcome', new.status,
          'handedOver', false,
          'startedAt', zangpay.utc(new.requested_at),
          'endedAt', zangpay.utc(new.settled_at)));
      return null;
    end $$;

    create constraint trigger tell_call_unanswered after update on zangpay.call_requests
      deferrable initially deferred for each row
      when (new.status in ('noAnswer', 'busy', 'failed') and old.status in ('requested', 'ringing'))
      execute function zangpay.tell_call_unanswered();
    create constraint trigger tell_call_started after insert on zangpay.calls
      deferrable initially deferred for each row execute function zangpay.tell_call();
    create constraint trigger tell_call_ended after update on zangpay.calls
      deferrable initially deferred for each row
      when (new.ended_at is not null and old.ended_at is null) execute function zangpay.tell_call();
  `.execute(db);
}
