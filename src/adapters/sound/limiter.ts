import { PEAK_LIMIT_DB, speechLevel } from './level.ts';
import { PHONE_RATE } from './wav.ts';

/** How near to the level is near enough, and how often it is tried: limiting the peaks lowers it a little. */
const NEAR_DB = 0.2;
const ROUNDS = 6;

/** How far the limiter looks to each side of a peak: 2 ms, in samples. */
const LOOK = PHONE_RATE / 500;

/**
 * Brings a sound to a level, measured as `speechLevel` does, without a peak above the limit. Silence
 * stays as it is.
 */
export function levelled(samples: Int16Array, levelDb: number): Int16Array {
  let gainDb = 0;
  let result = samples;
  for (let round = 0; round < ROUNDS; round++) {
    const missing = levelDb - speechLevel(result);
    if (!Number.isFinite(missing)) return samples;
    if (round > 0 && Math.abs(missing) < NEAR_DB) break;
    gainDb += missing;
    result = limited(samples, ratio(gainDb));
  }
  return result;
}

/**
 * Multiplies samples, less around the peaks: each one by the mean, over the near ones, of the smallest
 * gain that any of their neighbours bears. So the gain moves smoothly and no peak passes.
 */
function limited(samples: Int16Array, gain: number): Int16Array {
  const limit = Math.floor(ratio(PEAK_LIMIT_DB) * 32_768);
  const bearable = Float64Array.from(samples, (sample) => Math.min(gain, limit / Math.abs(sample)));
  const smallest = bearable.map((_, at) => Math.min(...around(bearable, at)));
  return samples.map((sample, at) => Math.trunc(sample * mean(around(smallest, at))));
}

function around(values: Float64Array, at: number): Float64Array {
  return values.subarray(Math.max(0, at - LOOK), at + LOOK + 1);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ratio(db: number): number {
  return 10 ** (db / 20);
}
