import { type Kysely, sql } from 'kysely';

/** How a line finds out who pays; null: it does not ask. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table zangpay.lines add column verify jsonb check (
      (verify->>'by' in ('shahkar', 'card') and verify->>'whenDown' in ('goOn', 'stop')) is not false
    );
  `.execute(db);
}
