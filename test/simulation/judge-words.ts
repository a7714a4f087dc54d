import { disturbancesOf, type Move, type Say, type SeenChannel, stateAt } from './seen.ts';

/** What may be said when: verdicts, amounts, earlier payments, and the hand-over to an operator. */

const VERDICT = /^(paid|declined|unknown)$/;

/** The words of an amount (call.md, "Slots"). */
const AMOUNT = /^unit\./;

/** One verdict for each payment, but for a late answer after *not known yet* and after the line was lost. */
export function judgeVerdicts(channel: SeenChannel, say: Say): void {
  const disturbances = disturbancesOf(channel);
  let first: Spoken | null = null;
  for (const fact of channel.facts) {
    if (fact.type !== 'said') continue;
    if (fact.clips.includes('pay.wait')) first = null;
    const verdict = fact.clips.find((clip) => VERDICT.test(clip));
    if (verdict === undefined) continue;
    const next = { verdict, atMs: fact.atMs };
    if (first !== null && isTwice(first, next, disturbances)) {
      say('words', `"${verdict}" was said after "${first.verdict}" of one payment`);
    }
    first = next;
  }
}

interface Spoken {
  readonly verdict: string;
  readonly atMs: number;
}

function isTwice(first: Spoken, next: Spoken, disturbances: ReturnType<typeof disturbancesOf>): boolean {
  if (first.verdict === 'unknown' && next.verdict !== 'unknown') return false;
  return !disturbances.some(({ fromMs, toMs }) => fromMs <= next.atMs && toMs >= first.atMs);
}

/** Whoever calls from a number is told what may be owed to it only once they have said which. */
export function judgeAmounts({ facts }: SeenChannel, say: Say): void {
  let asked = false;
  for (const fact of facts) {
    // A first digit behind the offer: whatever it leads to, its caller has had a say.
    if (asked && fact.type === 'key' && /\d/.test(fact.key)) return;
    if (fact.type !== 'said') continue;
    if (fact.clips.some((clip) => AMOUNT.test(clip))) {
      return say('words', 'an amount was told before its caller chose');
    }
    asked ||= fact.clips.some((clip) => /^bill\.(caller|invoice)\./.test(clip));
  }
}

/** "Nothing was taken" is said only while nothing of this call, and nothing of its caller, may have been taken. */
export function judgeComfort(
  { facts, rangMs }: SeenChannel,
  { paysMs, doubts }: { readonly paysMs: readonly number[]; readonly doubts: readonly (readonly Move[])[] },
  say: Say,
): void {
  for (const fact of facts) {
    if (fact.type !== 'said' || !fact.clips.includes('nothing.taken')) continue;
    if (paysMs.some((leftMs) => leftMs <= fact.atMs)) {
      say('words', '"nothing.taken" was said after a payment was sent');
    }
    // What is in doubt since the call began cannot be known to it.
    const isOpen = (moves: readonly Move[], atMs: number) =>
      ['dispatched', 'unknown'].includes(stateAt(moves, atMs) ?? '');
    const atArrival = doubts.filter((moves) => isOpen(moves, rangMs));
    if (atArrival.some((moves) => isOpen(moves, fact.atMs))) {
      say('words', '"nothing.taken" was said to a caller with a payment in doubt');
    }
  }
}

/** What was begun in a call that is handed over. */
interface Begun {
  readonly attempts: readonly (readonly Move[])[];
  /** When the bank's answer reached us, by order id; the books may have it later. */
  readonly answeredMs: ReadonlyMap<string, number>;
  /** An attempt may be left open by books that are away. */
  readonly mayBeLeft: boolean;
}

/** A call is handed over with nothing open. */
export function judgeHandOver({ facts }: SeenChannel, begun: Begun, say: Say): void {
  const { attempts, answeredMs, mayBeLeft } = begun;
  for (const { type, atMs } of facts) {
    if (type !== 'handedOver') continue;
    for (const moves of attempts) {
      const state = stateAt(moves, atMs);
      const answered = answeredMs.get(moves[0]?.row.attempt.orderId ?? '') ?? Number.POSITIVE_INFINITY;
      if (state === 'dispatched' && answered > atMs)
        say('operator', 'was handed over while a payment was out');
      if (state === 'prepared' && !mayBeLeft) say('operator', 'was handed over with an open attempt');
    }
  }
}
