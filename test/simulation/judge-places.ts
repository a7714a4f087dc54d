import type { TimedFact } from './channel.ts';
import { LINES } from './lines.ts';
import type { Say, SeenChannel } from './seen.ts';

/** How many calls a line has at once, counted on the line itself. */
export function judgePlaces(channels: readonly SeenChannel[], say: (channel: SeenChannel) => Say): void {
  for (const { number, maxCalls } of LINES) {
    if (maxCalls === null) continue;
    const ofLine = channels.filter(({ did }) => did === number);
    for (const channel of ofLine) {
      const atMs = channel.facts.find(({ type }) => type === 'answered')?.atMs;
      if (atMs === undefined) continue;
      const atOnce = ofLine.filter(({ facts }) => isOnLine(facts, atMs)).length;
      if (atOnce > maxCalls) say(channel)('places', `${atOnce} calls at once, of ${maxCalls} at most`);
    }
  }
}

/** From the answer to the end. One that is back from an operator has given its place away. */
function isOnLine(facts: readonly TimedFact[], atMs: number): boolean {
  const from = facts.find(({ type }) => type === 'answered')?.atMs ?? Number.POSITIVE_INFINITY;
  const to = facts.find(({ type }) => type === 'over' || type === 'handedOver')?.atMs;
  return from <= atMs && atMs < (to ?? Number.POSITIVE_INFINITY);
}
