import { type Kysely, sql } from 'kysely';

/** Which process looks after a call: when that one is gone, another takes it over. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.calls add column owner text;
    create index calls_channel on zangpay.calls (channel_id) where ended_at is null;
    create index calls_running on zangpay.calls (owner) where ended_at is null;
  `.execute(db);
}
