import { sql } from 'kysely';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import { type BillStatus, DECIDING } from '../../domain/payment/status.ts';

/**
 * A bill's status in SQL, written from the one truth table, for a query that looks for bills by it. The bill is the
 * `bills` of the query around it.
 */
export function billStatusSql() {
  const rows = DECIDING.map(([state, status]) => sql`when ${hasAttempt(state)} then ${sql.lit(status)}`);
  return sql<BillStatus>`case ${sql.join(rows, sql` `)} else 'open' end`;
}

function hasAttempt(state: AttemptState) {
  return sql`exists (select from attempts where attempts.bill_id = bills.bill_id and state = ${sql.lit(state)})`;
}
