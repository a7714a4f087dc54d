import { type Kysely, sql } from 'kysely';

/** Bills, and the invoices that stand for some of them. Whether a bill is paid is never stored. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.bills (
      bill_id      text primary key,
      merchant_id  text not null references zangpay.merchants,
      line         text references zangpay.lines,
      amount       bigint not null check (amount > 0),
      created_at   timestamptz not null default now(),
      expires_at   timestamptz,
      cancelled_at timestamptz
    );
    create index bills_merchant on zangpay.bills (merchant_id, created_at);

    create table zangpay.invoices (
      invoice_id  text primary key,
      bill_id     text not null unique references zangpay.bills,
      merchant_id text not null references zangpay.merchants,
      code        text not null check (code ~ '^[0-9]{6,11}$'),
      description text,
      created_at  timestamptz not null default now(),
      constraint invoices_code unique (merchant_id, code)
    );
    create index invoices_newest on zangpay.invoices (created_at);
  `.execute(db);
}
