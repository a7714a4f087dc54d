import type { InvoiceExpiry, Log, System } from './ports.ts';
import { inRounds } from './rounds.ts';

export interface ExpiryPorts {
  readonly expiry: InvoiceExpiry;
  readonly system: System;
  readonly log: Log;
}

const LOOK_MS = 10_000;

/**
 * Notes invoices whose time is up, so that their merchants are told. It decides nothing: whether a bill may be paid is
 * judged by the clock whenever somebody wants to pay it. Returns the function that ends it.
 */
export function startExpiry({ expiry, system, log }: ExpiryPorts): () => Promise<void> {
  return inRounds(system, LOOK_MS, async () => {
    try {
      await expiry.noteExpired();
    } catch (error) {
      log.warn({ error }, 'invoices whose time is up could not be looked for');
    }
  });
}
