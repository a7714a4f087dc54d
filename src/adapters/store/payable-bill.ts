import { sql } from 'kysely';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { BillRefusal } from '../../domain/payment/bill.ts';
import { type BillStatus, billStatus } from '../../domain/payment/status.ts';

/** Whether a bill has expired by the clock of the database; null: it does not expire. */
export const EXPIRED = sql<boolean | null>`bills.expires_at <= clock_timestamp()`.as('expired');

/** The states of a bill's attempts. */
export const STATES = sql<AttemptState[]>`(select coalesce(json_agg(state), '[]') from attempts
  where attempts.bill_id = bills.bill_id)`.as('states');

/** Why a bill cannot be paid now, by what its attempts say first; null when it can. */
export function payableRefusal(bill: {
  readonly states: readonly AttemptState[];
  readonly cancelledAt: Date | null;
  readonly expired: boolean | null;
}): BillRefusal | null {
  const refusal = REFUSALS[billStatus(bill.states)];
  if (refusal !== null) return refusal;
  if (bill.cancelledAt !== null) return 'cancelled';
  return bill.expired === true ? 'expired' : null;
}

const REFUSALS: Readonly<Record<BillStatus, BillRefusal | null>> = {
  open: null,
  processing: 'busy',
  unknown: 'unknown',
  paid: 'paid',
  reversed: null,
};
