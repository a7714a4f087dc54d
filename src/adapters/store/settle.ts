import { sql, type Updateable } from 'kysely';
import type { GatewayTrace, Settlement } from '../../application/ports.ts';
import type { RecordedBy } from '../../domain/call/event.ts';
import { mayMove } from '../../domain/payment/attempt.ts';
import type { EvidenceSource, SettlementAlarm, Verdict } from '../../domain/payment/finding.ts';
import type { Books, LockedAttempt } from './books.ts';
import { settleTry } from './card-budget.ts';
import type { AttemptTable } from './schema.ts';

/** One thing learned of an attempt, from whomever. */
export interface Learned {
  readonly evidenceId: string;
  readonly verdict: Verdict;
  readonly trace: GatewayTrace;
  readonly source: EvidenceSource;
  /** The person who says so; null when it was no person. */
  readonly who: string | null;
  readonly recordedBy: RecordedBy;
  readonly learnedAt: Date;
}

/**
 * The one way from evidence to a state, of an attempt whose bill is locked: the evidence row, and when the
 * edge exists the guarded update, the card's budget and the outbox row.
 */
export async function settle(books: Books, attempt: LockedAttempt, learned: Learned): Promise<Settlement> {
  const { verdict, evidenceId } = learned;
  const moved = mayMove(attempt.state, verdict.type);
  await insertEvidence(books, attempt, learned, moved);
  if (!moved) return unmoved(attempt, { recorded: true });
  const alarms = await alarmsOf(books, attempt, verdict);
  const surplus = alarms.includes('surplus');
  await move(books, attempt, surplus, learned);
  await settleTry(books, attempt, verdict);
  await books
    .insertInto('outbox')
    .values({ attemptId: attempt.attemptId, evidenceId, state: verdict.type })
    .execute();
  return { recorded: true, moved, state: verdict.type, surplus, alarms };
}

/** What is answered when an attempt stays as it is. */
export function unmoved(attempt: LockedAttempt, { recorded }: { recorded: boolean }): Settlement {
  return { recorded, moved: false, state: attempt.state, surplus: attempt.surplus, alarms: [] };
}

async function insertEvidence(
  books: Books,
  { attemptId }: LockedAttempt,
  { verdict, trace, ...learned }: Learned,
  moved: boolean,
): Promise<void> {
  const said = { outcome: JSON.stringify(verdict), trace: JSON.stringify(trace) };
  await books
    .insertInto('evidence')
    .values({ ...learned, ...said, attemptId, moved })
    .execute();
}

async function alarmsOf(books: Books, attempt: LockedAttempt, verdict: Verdict): Promise<SettlementAlarm[]> {
  if (verdict.type !== 'paid') return [];
  const believedUnpaid = attempt.state !== 'dispatched' && attempt.state !== 'unknown';
  return [
    ...((await isPaid(books, attempt.billId)) ? (['surplus'] as const) : []),
    ...(believedUnpaid ? (['provedWrong'] as const) : []),
    ...((await hasReference(books, verdict.refId)) ? (['doubledReference'] as const) : []),
  ];
}

/** Whether a charge counts as this bill's payment already, whatever else of it is in flight or in doubt. */
async function isPaid(books: Books, billId: string): Promise<boolean> {
  const paid = await books
    .selectFrom('attempts')
    .select('attemptId')
    .where('billId', '=', billId)
    .where('state', '=', 'paid')
    .where('surplus', '=', false)
    .executeTakeFirst();
  return paid !== undefined;
}

async function hasReference(books: Books, refId: string): Promise<boolean> {
  const same = await books.selectFrom('attempts').select('attemptId').where('refId', '=', refId).limit(1);
  return (await same.executeTakeFirst()) !== undefined;
}

/**
 * The guarded update. What is proven of an attempt that was never dispatched was sent at the latest when it
 * was learned.
 */
async function move(
  books: Books,
  attempt: LockedAttempt,
  surplus: boolean,
  { verdict, learnedAt }: Learned,
): Promise<void> {
  const wasSent = verdict.type !== 'notSent';
  await books
    .updateTable('attempts')
    .set({
      ...written(verdict),
      surplus,
      state: verdict.type,
      ...(wasSent ? { dispatchedAt: sql<Date>`coalesce(dispatched_at, ${learnedAt})` } : {}),
      settledAt: verdict.type === 'unknown' ? null : sql<Date>`clock_timestamp()`,
    })
    .where('attemptId', '=', attempt.attemptId)
    .where('state', '=', attempt.state)
    .executeTakeFirstOrThrow();
}

/** What a verdict writes on its attempt. */
function written(verdict: Verdict): Updateable<Pick<AttemptTable, 'refId' | 'code' | 'notSentReason'>> {
  const nothing = { refId: null, code: null, notSentReason: null };
  switch (verdict.type) {
    case 'paid':
      return { ...nothing, refId: verdict.refId };
    case 'declined':
    case 'unknown':
      return { ...nothing, code: verdict.code };
    case 'notSent':
      return { ...nothing, notSentReason: verdict.reason };
    case 'notPaid':
      return nothing;
  }
}
