import { type AttemptState, mayMove } from './attempt.ts';
import type { Outcome } from './outcome.ts';

/** What a person finds out of a charge in doubt, from the bank's own papers (payment.md, "States"). */
export type Finding = { readonly type: 'paid'; readonly refId: string } | { readonly type: 'notPaid' };

/** All that evidence may say of an attempt: what the bank answered, or what a person found out. */
export type Verdict = Outcome | Finding;

/** From whom something was learned. `restart`: whoever had asked the bank is gone, and so is the answer. */
export type EvidenceSource = 'bank' | 'restart' | 'person' | 'statement';

/**
 * True when a person may settle an attempt so. *Not paid* ends a doubt and nothing else; *paid* is recorded
 * whatever was believed before, but not while the bank is being asked.
 */
export function maySettle(state: AttemptState, finding: Finding['type']): boolean {
  return state !== 'dispatched' && mayMove(state, finding);
}

/** What is wrong in the books and needs a person's eye. */
export type SettlementAlarm = 'surplus' | 'provedWrong' | 'doubledReference';

/** Each alarm in one sentence. */
export const SETTLEMENT_ALARMS: Readonly<Record<SettlementAlarm, string>> = {
  surplus: 'a bill was paid twice: a refund is due',
  provedWrong: 'a payment that counted as not made was made: whoever was told otherwise must be told',
  doubledReference: 'two payments have one reference: one of them may be a mistake',
};
