import { type Kysely, sql } from 'kysely';

/**
 * Webhooks in the words of the API: what an event carries is the payment, the invoice or the call as GET shows it. And
 * two changes of an invoice that nobody was told of: that it was changed, and that its charge was given back.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await tellPayments(db);
  await tellInvoices(db);
  await tellInvoiceChanges(db);
  await describeCalls(db);
  await tellCalls(db);
  await sql`
    -- A merchant looks for an invoice by its own reference.
    create index invoices_order on zangpay.invoices (merchant_id, order_id) where order_id is not null;
  `.execute(db);
}

async function tellPayments(db: Kysely<never>): Promise<void> {
  await sql`
    -- A call under the id that GET /v1/calls has for it: that of the request when we rang.
    create function zangpay.shown_call(of_call text) returns text language sql stable as $$
      select coalesce((select call_request_id from zangpay.call_requests
          join zangpay.calls on channel_id = call_request_id where call_id = of_call), of_call)
    $$;

    create or replace function zangpay.tell_payment() returns trigger language plpgsql as $$
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
          'id', new.attempt_id,
          'status', new.state,
          'amount', new.amount,
          'orderId', coalesce(merchants_order.order_id, invoice.order_id),
          'invoiceId', invoice.invoice_id,
          'callId', zangpay.shown_call(new.call_id),
          'line', new.line,
          'channel', new.channel,
          'card', json_build_object('first6', new.card_first6, 'last4', new.card_last4, 'masked',
            left(new.card_first6, 4) || ' ' || right(new.card_first6, 2) || '** **** ' || new.card_last4),
          'payerMobile', new.mobile,
          'refId', new.ref_id,
          'bankCode', new.code,
          'notSentReason', new.not_sent_reason,
          'surplus', new.surplus,
          'createdAt', zangpay.utc(new.prepared_at),
          'dispatchedAt', zangpay.utc(new.dispatched_at),
          'settledAt', zangpay.utc(new.settled_at)));
      -- A second charge pays no invoice a second time, and takes nothing from it when it is given back.
      if new.state in ('paid', 'reversed') and not new.surplus then
        if zangpay.invoice_status(bill) = new.state then
          perform zangpay.tell_invoice(new.state, new.state, bill);
        end if;
      end if;
      return null;
    end $$;
  `.execute(db);
}

async function tellInvoices(db: Kysely<never>): Promise<void> {
  await sql`
    -- As toInvoice (invoice-rows.ts) tells it.
    create function zangpay.invoice_status(bill zangpay.bills) returns text language sql stable as $$
      select case
          when bool_or(state = 'dispatched') then 'processing'
          when bool_or(state = 'paid') then 'paid'
          when bool_or(state = 'unknown') then 'unknown'
          when bool_or(state = 'reversed') then 'reversed'
          when bill.cancelled_at is not null then 'cancelled'
          when bill.expires_at <= clock_timestamp() then 'expired'
          else 'open'
        end
      from zangpay.attempts where bill_id = bill.bill_id
    $$;

    drop function zangpay.tell_invoice(text, zangpay.bills, text, text, timestamptz);
    create function zangpay.tell_invoice(kind text, status text, bill zangpay.bills)
    returns void language plpgsql as $$
    declare
      invoice zangpay.invoices;
      charge  zangpay.attempts;
    begin
      select * into invoice from zangpay.invoices where bill_id = bill.bill_id;
      if not found then
        return;
      end if;
      select * into charge from zangpay.attempts
        where bill_id = bill.bill_id and state in ('paid', 'reversed') and not surplus
        order by state = 'paid' desc, settled_at desc limit 1;
      perform zangpay.note_webhook(invoice.merchant_id, 'invoice.' || kind,
        charge.attempt_id, invoice.invoice_id, null, json_build_object(
          'id', invoice.invoice_id,
          'status', status,
          'code', invoice.code,
          'amount', bill.amount,
          'description', invoice.description,
          'payerMobile', invoice.mobile,
          'orderId', invoice.order_id,
          'attemptId', charge.attempt_id,
          'refId', charge.ref_id,
          'createdAt', zangpay.utc(invoice.created_at),
          'expiresAt', zangpay.utc(bill.expires_at),
          'cancelledAt', zangpay.utc(bill.cancelled_at),
          'paidAt', case when charge.state = 'paid' then zangpay.utc(charge.settled_at) end));
    end $$;

    create or replace function zangpay.tell_invoice_created() returns trigger language plpgsql as $$
    declare
      bill zangpay.bills;
    begin
      select * into bill from zangpay.bills where bill_id = new.bill_id;
      perform zangpay.tell_invoice('created', 'open', bill);
      return null;
    end $$;

    create or replace function zangpay.tell_invoice_ended() returns trigger language plpgsql as $$
    begin
      perform zangpay.tell_invoice(tg_argv[0], tg_argv[0], new);
      return null;
    end $$;
  `.execute(db);
}

/** What a change sets is in two tables, and is told of once: the first of the two notes it for the transaction. */
async function tellInvoiceChanges(db: Kysely<never>): Promise<void> {
  await sql`
    create function zangpay.tell_invoice_updated() returns trigger language plpgsql as $$
    declare
      bill zangpay.bills;
    begin
      if current_setting('zangpay.invoice_told', true) = new.bill_id then
        return null;
      end if;
      perform set_config('zangpay.invoice_told', new.bill_id, true);
      select * into bill from zangpay.bills where bill_id = new.bill_id;
      perform zangpay.tell_invoice('updated', zangpay.invoice_status(bill), bill);
      return null;
    end $$;
    create constraint trigger tell_invoice_updated after update on zangpay.invoices
      deferrable initially deferred for each row
      when ((new.code, new.description, new.mobile, new.order_id)
        is distinct from (old.code, old.description, old.mobile, old.order_id))
      execute function zangpay.tell_invoice_updated();
    create constraint trigger tell_bill_updated after update on zangpay.bills
      deferrable initially deferred for each row
      when ((new.amount, new.expires_at) is distinct from (old.amount, old.expires_at))
      execute function zangpay.tell_invoice_updated();
  `.execute(db);
}

async function describeCalls(db: Kysely<never>): Promise<void> {
  await sql`
    drop function zangpay.outcome_of_call(text);
    -- What a call has come to, as outcomeOf (call-backs.ts) tells it.
    create function zangpay.outcome_of_call(of_call text, over boolean) returns text language sql stable as $$
      select case
          when bool_or(state = 'dispatched') then null
          when bool_or(state = 'paid') then 'paid'
          when bool_or(state = 'unknown') then 'unknown'
          when bool_or(state = 'reversed') then 'reversed'
          when over then 'notPaid'
        end
      from zangpay.attempts where call_id = of_call
    $$;

    create function zangpay.was_handed_over(of_call text) returns boolean language sql stable as $$
      select coalesce((select stage = 'handedOver' from zangpay.journal
        where call_id = of_call order by seq desc limit 1), false)
    $$;
  `.execute(db);
}

async function tellCalls(db: Kysely<never>): Promise<void> {
  await sql`
    create or replace function zangpay.tell_call() returns trigger language plpgsql as $$
    declare
      line    zangpay.lines;
      request zangpay.call_requests;
      over    constant boolean := new.ended_at is not null;
    begin
      -- A call is begun under the number that was dialled, which may be an alias.
      select lines.* into line from zangpay.line_numbers numbers
        join zangpay.lines on lines.number = numbers.line where numbers.number = new.line;
      select * into request from zangpay.call_requests where call_request_id = new.channel_id;
      perform zangpay.note_webhook(coalesce(new.merchant_id, line.merchant_id),
        case when tg_op = 'INSERT' then 'call.started' else 'call.ended' end,
        null, request.invoice_id, new.call_id, json_build_object(
          'id', coalesce(request.call_request_id, new.call_id),
          'status', case when over then 'ended' else 'inProgress' end,
          'direction', case when request.call_request_id is null then 'incoming' else 'callBack' end,
          'line', coalesce(request.line, line.number, new.line),
          'caller', zangpay.masked(coalesce(request.mobile, new.caller)),
          'invoiceId', request.invoice_id,
          'outcome', zangpay.outcome_of_call(new.call_id, over),
          'handedOver', zangpay.was_handed_over(new.call_id),
          'attemptIds', (select coalesce(json_agg(attempt_id order by prepared_at), '[]')
            from zangpay.attempts where call_id = new.call_id),
          'startedAt', zangpay.utc(coalesce(request.requested_at, new.started_at)),
          'endedAt', zangpay.utc(new.ended_at)));
      return null;
    end $$;

    create or replace function zangpay.tell_call_unanswered() returns trigger language plpgsql as $$
    begin
      perform zangpay.note_webhook(new.merchant_id, 'call.notAnswered',
        null, new.invoice_id, null, json_build_object(
          'id', new.call_request_id,
          'status', new.status,
          'direction', 'callBack',
          'line', new.line,
          'caller', zangpay.masked(new.mobile),
          'invoiceId', new.invoice_id,
          'outcome', 'notPaid',
          'handedOver', false,
          'attemptIds', json_build_array(),
          'startedAt', zangpay.utc(new.requested_at),
          'endedAt', zangpay.utc(new.settled_at)));
      return null;
    end $$;
  `.execute(db);
}
