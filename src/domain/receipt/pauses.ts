import { growingPause, HOUR_MS, MINUTE_MS, TRY_AGAIN_MS } from '../pauses.ts';

/** A receipt that was refused for a while is tried again after these; `tries` from 1. Milliseconds. */
export function receiptPause(tries: number, random: bigint): number {
  return growingPause(TRY_AGAIN_MS, tries, random);
}

/** How long one that may have been sent rests before it is sent once more, in milliseconds. */
export const UNSURE_PAUSE_MS = 2 * MINUTE_MS;

const LOOKS_MS = [
  MINUTE_MS / 2,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  1 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
] as const;
/** The last look is more than two days after the message went out: whoever has it not by then will not get it. */
const MOST_LOOKS = 16;

/** When a message's delivery is asked for again, in milliseconds; null when it is not any more. */
export function deliveryPause(looks: number, random: bigint): number | null {
  return looks >= MOST_LOOKS ? null : growingPause(LOOKS_MS, looks, random);
}
