import { sql } from 'kysely';
import type { AgedDoubt, Doubt } from '../../application/ports.ts';
import { ATTEMPT_COLUMNS, type AttemptRow, toAttempt } from './attempt-row.ts';
import type { Database } from './database.ts';

/** Charges in doubt, oldest first, with who answers for each and by when. */
export async function listDoubts(
  { db }: Database,
  { merchantId, limit }: { readonly merchantId?: string; readonly limit: number },
): Promise<readonly Doubt[]> {
  let query = db
    .selectFrom('doubts')
    .innerJoin('attempts', 'attempts.attemptId', 'doubts.attemptId')
    .innerJoin('bills', 'bills.billId', 'attempts.billId')
    .select(ATTEMPT_COLUMNS)
    .select(['doubts.owner', 'doubts.since', 'doubts.dueAt'])
    .select(sql<boolean>`due_at <= clock_timestamp()`.as('overdue'))
    .where('attempts.state', '=', 'unknown');
  if (merchantId !== undefined) query = query.where('bills.merchantId', '=', merchantId);
  const rows = await query.orderBy('doubts.since').orderBy('doubts.attemptId').limit(limit).execute();
  return rows.map(toDoubt);
}

function toDoubt({
  owner,
  since,
  dueAt,
  overdue,
  ...attempt
}: AttemptRow & { owner: string; since: Date; dueAt: Date; overdue: boolean }): Doubt {
  return { ...toAttempt(attempt), owner, since: since.getTime(), dueAt: dueAt.getTime(), overdue };
}

/**
 * The doubts that have grown old enough for their next alarm since the last look: after one hour, after six,
 * and after each whole day. Each is told once, however many processes look.
 */
export async function raiseDoubts({ db }: Database): Promise<readonly AgedDoubt[]> {
  const { rows } = await sql<Omit<AgedDoubt, 'since' | 'dueAt'> & { since: Date; dueAt: Date }>`
    update doubts set alarm_level = aged.level
    from (
      select attempt_id, case
          when since <= clock_timestamp() - interval '1 day'
            then 2 + floor(extract(epoch from clock_timestamp() - since) / 86400)::integer
          when since <= clock_timestamp() - interval '6 hours' then 2
          when since <= clock_timestamp() - interval '1 hour' then 1
          else 0
        end as level
      from doubts join attempts using (attempt_id) where state = 'unknown'
    ) aged
    where doubts.attempt_id = aged.attempt_id and doubts.alarm_level < aged.level
    returning doubts.attempt_id as "attemptId", doubts.owner, since, due_at as "dueAt",
      due_at <= clock_timestamp() as overdue`.execute(db);
  return rows.map((row) => ({ ...row, since: row.since.getTime(), dueAt: row.dueAt.getTime() }));
}
