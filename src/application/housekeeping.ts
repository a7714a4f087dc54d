import type { CardHashPurger, Log, ProcessRegister, System } from './ports.ts';
import { inRounds } from './rounds.ts';

export interface HousekeepingPorts {
  readonly purger: CardHashPurger;
  /** What the API keeps for a while: first answers, counts. */
  readonly forgettable: readonly { forgetOld(): Promise<number> }[];
  readonly processes: ProcessRegister;
  readonly system: System;
  readonly log: Log;
}

const EVERY_MS = 60 * 60_000;

/**
 * Forgets what need not be kept any longer: card hashes, 72 hours after their attempts were settled
 * (payment.md, "Cards"), and processes that are long gone, with what they held, and what the API keeps for a while. Returns the function that ends it.
 */
export function keepHouse({
  purger,
  forgettable,
  processes,
  system,
  log,
}: HousekeepingPorts): () => Promise<void> {
  return inRounds(system, EVERY_MS, async () => {
    try {
      const purged = await purger.purgeCardHashes();
      if (purged > 0) log.info({ purged }, 'card hashes were forgotten');
      for (const kept of forgettable) await kept.forgetOld();
      await processes.forgetGone();
    } catch (error) {
      log.warn({ error }, 'what is old could not be forgotten; the next try is in an hour');
    }
  });
}
