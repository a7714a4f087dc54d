import { sql } from 'kysely';
import type { Books } from './books.ts';
import type { Database } from './database.ts';

/** How many changes are looked at in one go. */
const AT_ONCE = 100;

/**
 * Makes receipts of what the outbox has of attempts, and takes it off there. Several may do so at once: each takes rows
 * that no other has.
 *
 * - Nothing is texted of a change that is three days old: its payer knows by now, or has asked.
 * - *Not paid* is texted only to who was left in doubt: whose attempt was once `unknown`, or whose call said that the
 *   result would be texted. Everybody else has heard it.
 * - A promise counts whatever the merchant wants.
 * - The language is that in which the call spoke last; without a call it is the line's first one.
 */
export async function planReceipts({ db }: Database): Promise<number> {
  return db.transaction().execute(async (books) => {
    const taken = await take(books);
    if (taken.length > 0) await plan(books, taken);
    return taken.length;
  });
}

/**
 * In a statement of its own: what is read in the statement that takes a lock may be older than the row that it locks,
 * and a promise that was committed in between would be taken off the outbox unseen (migration 014).
 */
async function take(books: Books): Promise<readonly number[]> {
  const { rows } = await sql<{ outboxId: number }>`
    select outbox_id as "outboxId" from outbox
    where delivered_at is null order by next_attempt_at limit ${AT_ONCE} for update skip locked`.execute(
    books,
  );
  return rows.map(({ outboxId }) => outboxId);
}

/** In raw SQL since it reads, writes and marks in one go. */
async function plan(books: Books, taken: readonly number[]): Promise<void> {
  await sql`
    with due as (
      select outbox_id, attempt_id, state, created_at from outbox where outbox_id in (${sql.join(taken)})
    ),
    looked_at as (
      select due.state, due.outbox_id, attempts.attempt_id, attempts.mobile, attempts.line, attempts.call_id,
        bills.merchant_id, owed.attempt_id is not null as promised,
        coalesce(owed.owed = 'result', false) or exists (
          select from evidence where evidence.attempt_id = due.attempt_id and moved
            and outcome ->> 'type' <> case due.state when 'reversed' then 'paid' else due.state end
        ) as after_doubt,
        owed.attempt_id is not null or exists (
          select from evidence
          where evidence.attempt_id = due.attempt_id and moved and outcome ->> 'type' = 'unknown'
        ) as in_doubt
      from due
      join attempts on attempts.attempt_id = due.attempt_id
      join bills on bills.bill_id = attempts.bill_id
      left join receipts_owed owed on owed.attempt_id = due.attempt_id
      where attempts.mobile is not null and due.created_at > clock_timestamp() - interval '3 days'
    ),
    wanted as (
      select looked_at.*, lines.languages, case
          when state = 'paid' then 'paid'
          when state = 'reversed' then 'refunded'
          when state in ('declined', 'notSent', 'notPaid') and in_doubt then 'notPaid'
        end as kind
      from looked_at
      join merchants on merchants.merchant_id = looked_at.merchant_id
      left join lines on lines.number = looked_at.line
      where promised or coalesce(lines.receipts, merchants.receipts)
    ),
    planned as (
      insert into receipts (attempt_id, merchant_id, kind, after_doubt, mobile, language)
      select distinct on (attempt_id, kind) attempt_id, merchant_id, kind, after_doubt, mobile, coalesce((
          select command ->> 'language' from journal, json_array_elements(commands) command
          where journal.call_id = wanted.call_id and command ->> 'type' = 'Play'
          order by seq desc limit 1
        ), languages ->> 0, 'fa')
      from wanted where kind is not null
      order by attempt_id, kind, outbox_id desc
      on conflict (attempt_id, kind) do nothing
    )
    update outbox set delivered_at = clock_timestamp(), tries = tries + 1
    from due where outbox.outbox_id = due.outbox_id`.execute(books);
}
