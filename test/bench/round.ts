import type { Payer } from './payers.ts';

/** How one pair is made on one side. Rejects with what was wrong when the payment was not paid. */
export type Pay = (payer: Payer) => Promise<void>;

/** One side's turn. */
export interface Round {
  /** From the first request to the last answer. */
  readonly ms: number;
  /** How long each pair that was paid took. */
  readonly tookMs: readonly number[];
  readonly failures: readonly string[];
}

/** A side that is down refuses thousands in a second: so many tell enough. */
const MOST_FAILURES = 100;

interface RoundOptions {
  readonly pay: Pay;
  readonly atOnce: number;
  /** No pair begins after so long. */
  readonly ms: number;
  readonly payers: () => Payer;
}

/** Keeps so many pairs under way until the time is over, and waits for the last. */
export async function runRound({ pay, atOnce, ms, payers }: RoundOptions): Promise<Round> {
  const began = performance.now();
  const tookMs: number[] = [];
  const failures: string[] = [];
  const work = async () => {
    while (performance.now() - began < ms && failures.length < MOST_FAILURES) {
      const from = performance.now();
      try {
        await pay(payers());
        tookMs.push(performance.now() - from);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ms: performance.now() - began, tookMs, failures };
}
