import { type Kysely, sql } from 'kysely';

/** What merchants need of invoices, and the call-backs by which payers are rung. */
export async function up(db: Kysely<never>): Promise<void> {
  await extendInvoices(db);
  await createCallRequests(db);
  await indexCalls(db);
}

async function extendInvoices(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.invoices
      -- The merchant's own reference.
      add column order_id text check (order_id <> ''),
      -- The request, and the row of it, that added the invoice: the same once more adds nothing.
      add column origin text check (origin <> '');
    create unique index invoices_origin on zangpay.invoices (merchant_id, origin) where origin is not null;
    create index invoices_page on zangpay.invoices (merchant_id, created_at desc, invoice_id desc);
  `.execute(db);
}

async function createCallRequests(db: Kysely<never>): Promise<void> {
  await sql`
    -- A payer who was rung, or is about to be. Its id is the channel's, so that the call that comes of it is found.
    create table zangpay.call_requests (
      call_request_id text primary key,
      merchant_id     text not null references zangpay.merchants,
      invoice_id      text not null references zangpay.invoices,
      line            text not null references zangpay.lines,
      mobile          text not null check (mobile ~ '^[+]989[0-9]{9}$'),
      status          text not null default 'requested'
        check (status in ('requested', 'ringing', 'answered', 'noAnswer', 'busy', 'failed')),
      requested_at    timestamptz not null default clock_timestamp(),
      ringing_at      timestamptz,
      settled_at      timestamptz,
      constraint call_requests_settled check ((status in ('requested', 'ringing')) = (settled_at is null))
    );
    create index call_requests_mobile on zangpay.call_requests (mobile, requested_at);
    create index call_requests_page on zangpay.call_requests (merchant_id, requested_at desc, call_request_id desc);
    create index call_requests_open on zangpay.call_requests (requested_at)
      where status in ('requested', 'ringing');
  `.execute(db);
}

async function indexCalls(db: Kysely<never>): Promise<void> {
  await sql`
    create index calls_merchant on zangpay.calls (merchant_id, started_at desc, call_id desc);
    create index calls_of_channel on zangpay.calls (channel_id);
  `.execute(db);
}
