import type { Round } from './round.ts';

/** What rounds of one side come to: how many pairs in a second, and how long one took. */
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function tally(rounds: readonly Round[]): Figures {
  const took = rounds.flatMap(({ tookMs }) => tookMs).sort((one, other) => one - other);
  const ms = rounds.reduce((sum, round) => sum + round.ms, 0);
  return {
    perSecond: tenths((took.length / ms) * 1_000),
    p50Ms: tenths(quantile(took, 0.5)),
    p99Ms: tenths(quantile(took, 0.99)),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
