import { PHONE_RATE } from './wav.ts';

/** What the telephone sends at once: 20 ms, in samples. */
export const FRAME = PHONE_RATE / 50;

/** Speech is levelled to this, in dBFS over its active frames (call.md, "Clips"). */
export const SPEECH_LEVEL_DB = -20;
/** No peak is above this, in dBFS. */
export const PEAK_LIMIT_DB = -6;

/** A frame is active when it is at most this much below the loudest one. */
const ACTIVE_RANGE_DB = 20;
/** What is this much below the peak is silence. */
const SILENCE_BELOW_PEAK_DB = 45;

/** The root mean square of the frames in which something is said, in dBFS; -Infinity for silence. */
export function speechLevel(samples: Int16Array): number {
  const powers = framePowers(samples);
  const threshold = Math.max(...powers) / 10 ** (ACTIVE_RANGE_DB / 10);
  const active = powers.filter((power) => power >= threshold);
  const mean = active.reduce((sum, power) => sum + power, 0) / active.length;
  return 10 * Math.log10(mean);
}

/** The largest sample in dBFS; -Infinity for silence. */
export function peakLevel(samples: Int16Array): number {
  return 20 * Math.log10(largest(samples) / 32_768);
}

/** Cuts silence off both ends but for one frame, and fills the last frame up with silence. */
export function trimmed(samples: Int16Array): Int16Array {
  const threshold = largest(samples) / 10 ** (SILENCE_BELOW_PEAK_DB / 20);
  const isHeard = (sample: number) => Math.abs(sample) > threshold;
  const first = samples.findIndex(isHeard);
  if (first === -1) return new Int16Array(FRAME);
  const last = samples.findLastIndex(isHeard);
  const cut = samples.subarray(Math.max(0, first - FRAME), Math.min(samples.length, last + 1 + FRAME));
  const whole = new Int16Array(Math.ceil(cut.length / FRAME) * FRAME);
  whole.set(cut);
  return whole;
}

/** The mean power of each frame, full scale being one. */
function framePowers(samples: Int16Array): readonly number[] {
  return Array.from({ length: Math.ceil(samples.length / FRAME) }, (_, index) => {
    const frame = samples.subarray(index * FRAME, (index + 1) * FRAME);
    return frame.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / frame.length;
  });
}

function largest(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
