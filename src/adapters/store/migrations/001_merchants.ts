import { type Kysely, sql } from 'kysely';

/** Merchants, their lines, and every number that a line answers to. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table zangpay.merchants (
      merchant_id text primary key check (merchant_id <> ''),
      name_fa     text not null,
      name_en     text not null,
      webhook_url text,
      created_at  timestamptz not null default now(),
      updated_at  timestamptz not null default now()
    );

    create table zangpay.lines (
      number       text primary key check (number <> ''),
      merchant_id  text not null references zangpay.merchants,
      sequence     text not null check (sequence <> ''),
      language     text not null check (language in ('fa', 'en')),
      bill         jsonb not null check (bill->>'type' in ('fixed', 'invoice')),
      confirm_card boolean not null
    );
    create index lines_merchant on zangpay.lines (merchant_id);

    -- A line's own number and its aliases: a number belongs to one line only.
    create table zangpay.line_numbers (
      number text primary key check (number <> ''),
      line   text not null references zangpay.lines
    );
    create index line_numbers_line on zangpay.line_numbers (line);
  `.execute(db);
}
