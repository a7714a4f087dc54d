import type { CardHashPurger, Log, System } from './ports.ts';

const EVERY_MS = 60 * 60_000;

/**
 * Forgets what need not be kept any longer: card hashes, 72 hours after their attempts were settled
 * (payment.md, "Cards"). Runs at once and every hour; returns the function that stops it.
 */
export function keepHouse(purger: CardHashPurger, system: System, log: Log): () => void {
  let cancel = (): void => undefined;
  const tidy = async (): Promise<void> => {
    try {
      const purged = await purger.purgeCardHashes();
      if (purged > 0) log.info({ purged }, 'card hashes were forgotten');
    } catch (error) {
      log.warn({ error }, 'old card hashes could not be forgotten; the next try is in an hour');
    }
  };
  const round = (): void => {
    void tidy();
    cancel = system.after(EVERY_MS, round);
  };
  round();
  return () => cancel();
}
