import { growingPause, TRY_AGAIN_MS } from '../pauses.ts';

/**
 * How long a webhook rests after it failed, in milliseconds.
 * @param tries how often it was tried, 1 or more
 * @param random 64 random bits
 */
export function webhookPause(tries: number, random: bigint): number {
  return growingPause(TRY_AGAIN_MS, tries, random);
}
