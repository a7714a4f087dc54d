import type { AttemptState } from './attempt.ts';

/** The status of a bill, derived from its attempts and never stored. */
export type BillStatus = 'open' | 'processing' | 'unknown' | 'paid' | 'reversed';

/**
 * The one truth table. The first row that has an attempt decides; what is still in flight beats all,
 * because nothing may be promised while money may be moving.
 *
 * | an attempt is | the bill is |
 * |---|---|
 * | dispatched | processing |
 * | paid | paid |
 * | unknown | unknown |
 * | reversed | reversed |
 * | none of these | open |
 */
export const DECIDING: readonly (readonly [AttemptState, BillStatus])[] = [
  ['dispatched', 'processing'],
  ['paid', 'paid'],
  ['unknown', 'unknown'],
  ['reversed', 'reversed'],
];

/** Derives a bill's status from the states of all its attempts, in any order. */
export function billStatus(attempts: readonly AttemptState[]): BillStatus {
  return DECIDING.find(([state]) => attempts.includes(state))?.[1] ?? 'open';
}

/** True when a new charge may be dispatched on a bill of this status. */
export function mayCharge(status: BillStatus): boolean {
  return status === 'open' || status === 'reversed';
}
