import type { TimedFact } from './channel.ts';
import { type Move, type Say, type SeenChannel, stateAt } from './seen.ts';

/**
 * Whoever calls again hears first what became of their earlier payment, and is asked for no card while one on that
 * line is in doubt (call.md, "Order").
 */

/** An attempt of somebody's mobile. */
export interface Earlier {
  readonly line: string;
  readonly moves: readonly Move[];
  /** When its *paid* was first heard to its end, on whatever call; null when it never was. */
  readonly heardMs: number | null;
}

/** What is said after the greeting, and after what became of an earlier payment. */
const BUSINESS = /^(bill|mobile|card)\./;

export function judgePending(channel: SeenChannel, earlier: readonly Earlier[], say: Say): void {
  const answeredMs = channel.facts.find(({ type }) => type === 'answered')?.atMs;
  // A call that was greeted twice was known to nobody the second time, and was asked for then.
  if (answeredMs === undefined || channel.callIds.size !== 1) return;
  const said = channel.facts.flatMap((fact) => (fact.type === 'said' ? [fact] : []));
  const business = said.find(({ clips }) => clips.some((clip) => BUSINESS.test(clip)));
  if (business === undefined) return;
  // It was said, and the line did not take it.
  if (channel.facts.some((fact) => isNotTaken(fact) && fact.atMs <= business.atMs)) return;
  const told = said.filter(({ atMs }) => atMs < business.atMs).flatMap(({ clips }) => clips);
  const was = (state: string) =>
    earlier.filter(
      ({ moves }) =>
        stateAt(moves, channel.rangMs) === state &&
        stateAt(moves, answeredMs) === state &&
        moves.at(-1)?.row.surplus !== true,
    );
  const doubts = was('unknown');
  if (doubts.length > 0 && !told.includes('pending.unknown')) say('pending', 'a doubt was not told');
  if (doubts.some(({ line }) => line === channel.did) && asksForCard(said)) {
    say('pending', 'a card was asked for in spite of a doubt on the line');
  }
  const untold = was('paid').filter(({ heardMs }) => heardMs === null || heardMs > answeredMs);
  // What is in doubt is told first, and alone.
  const heard = told.includes('pending.paid') || told.includes('pending.unknown');
  if (untold.length > 0 && !heard) say('pending', 'a payment whose end was not heard was not told');
}

function isNotTaken(fact: TimedFact): boolean {
  return fact.type === 'disturbed' && fact.why === 'notTaken';
}

function asksForCard(said: readonly { readonly clips: readonly string[] }[]): boolean {
  return said.some(({ clips }) => clips.includes('card.ask'));
}
