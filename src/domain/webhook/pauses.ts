const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long to wait after the first failure, the second, and so on; the last one stands for all that follow. */
const PAUSES_MS = [
  10 * SECOND,
  30 * SECOND,
  1 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  1 * HOUR,
  3 * HOUR,
  6 * HOUR,
] as const;
const LAST_MS = 6 * HOUR;

/** A pause is longer or shorter by up to a fifth, so that what failed together does not come again together. */
const JITTER_STEPS = 401n;

/**
 * How long a webhook rests after it failed, in milliseconds.
 * @param tries how often it was tried, 1 or more
 * @param random 64 random bits
 */
export function webhookPause(tries: number, random: bigint): number {
  const pause = PAUSES_MS[tries - 1] ?? LAST_MS;
  const jitter = Number(random % JITTER_STEPS) / 1_000 - 0.2;
  return Math.round(pause * (1 + jitter));
}
