const SECOND = 1_000;
export const MINUTE_MS = 60 * SECOND;
export const HOUR_MS = 60 * MINUTE_MS;

/** How long to wait after the first failure, the second, and so on; the last one stands for all that follow. */
export const TRY_AGAIN_MS = [
  10 * SECOND,
  30 * SECOND,
  1 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  1 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
] as const;

/** A pause is longer or shorter by up to a fifth, so that what failed together does not come again together. */
const JITTER_STEPS = 401n;

/**
 * The pause after the nth of something, in milliseconds.
 * @param pausesMs after the first, the second and so on; the last one stands for all that follow
 * @param nth 1 or more
 * @param random 64 random bits
 */
export function growingPause(pausesMs: readonly [number, ...number[]], nth: number, random: bigint): number {
  const pause = pausesMs[Math.min(nth, pausesMs.length) - 1] ?? pausesMs[0];
  const jitter = Number(random % JITTER_STEPS) / 1_000 - 0.2;
  return Math.round(pause * (1 + jitter));
}
