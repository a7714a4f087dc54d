import type { CallRequests, Log, System } from './ports.ts';
import { inRounds } from './rounds.ts';

const EVERY_MS = 60_000;

/**
 * Settles the call-backs of processes that are gone: nobody else hears how their ringing ended. Returns the function
 * that ends it.
 */
export function startCallBackSettler(ports: {
  readonly requests: Pick<CallRequests, 'settleLost'>;
  readonly system: System;
  readonly log: Log;
}): () => Promise<void> {
  const { requests, system, log } = ports;
  return inRounds(system, EVERY_MS, async () => {
    try {
      const settled = await requests.settleLost();
      if (settled > 0)
        log.warn({ settled }, 'call-backs whose end was not told were settled by what came of them');
    } catch (error) {
      log.warn(
        { error },
        'call-backs whose end was not told could not be settled; the next try is in a minute',
      );
    }
  });
}
