import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRAME, PEAK_LIMIT_DB, peakLevel, speechLevel, trimmed } from '../../src/adapters/sound/level.ts';
import { levelled } from '../../src/adapters/sound/limiter.ts';
import { readWav, writeWav } from '../../src/adapters/sound/wav.ts';

/** A tone that comes and goes, with a sharp peak every 25 ms, as a voice has them. */
function bursts(loudness: number): Int16Array {
  return Int16Array.from({ length: 8_000 }, (_, at) => {
    const speaks = at % 3_000 < 2_000 ? 1 : 0;
    const peak = at % 200 < 8 ? 6 : 1;
    return Math.max(-32_768, Math.min(32_767, Math.sin(at / 3) * loudness * speaks * peak));
  });
}

describe('a levelled sound', () => {
  test('has the level asked for and no peak above the limit, however loud it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 30_000 }),
        fc.integer({ min: -32, max: -18 }),
        (loudness, level) => {
          const sound = levelled(bursts(loudness), level);
          expect(Math.abs(speechLevel(sound) - level)).toBeLessThan(0.5);
          expect(peakLevel(sound)).toBeLessThanOrEqual(PEAK_LIMIT_DB);
          expect(sound).toHaveLength(8_000);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('stays silent when it was', () => {
    expect(levelled(new Int16Array(800), -20)).toEqual(new Int16Array(800));
  });
});

describe('the levels', () => {
  test('are those of the definition: a full sine is at -3 dBFS, its peak at 0', () => {
    const sine = Int16Array.from({ length: 8_000 }, (_, at) => Math.sin((2 * Math.PI * at) / 20) * 32_767);
    expect(speechLevel(sine)).toBeCloseTo(-3.01, 1);
    expect(peakLevel(sine)).toBeCloseTo(0, 2);
  });

  test('leave silence out of the account', () => {
    const sine = Int16Array.from({ length: 1_600 }, (_, at) => Math.sin((2 * Math.PI * at) / 20) * 3_000);
    const padded = new Int16Array(16_000);
    padded.set(sine, 3_200);
    expect(speechLevel(padded)).toBeCloseTo(speechLevel(sine), 5);
  });
});

test('trimming leaves one frame of silence before and after, in whole frames', () => {
  const sound = new Int16Array(4_000);
  sound.fill(9_000, 1_000, 1_500);
  const cut = trimmed(sound);
  expect(cut.length % FRAME).toBe(0);
  expect(cut.indexOf(9_000)).toBe(FRAME);
  expect(cut.length - 1 - cut.lastIndexOf(9_000)).toBeGreaterThanOrEqual(FRAME);
  expect(cut.length).toBeLessThan(500 + 3 * FRAME + 1);
  expect(trimmed(new Int16Array(4_000))).toEqual(new Int16Array(FRAME));
});

describe('a WAV file', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 400 }), (samples) => {
        expect(readWav(writeWav(samples))).toEqual({ rate: 8_000, channels: 1, bits: 16, samples });
      }),
    );
  });

  test('is read with other chunks before its data, and cut short', () => {
    const plain = writeWav(Int16Array.of(1, 2, 3));
    const note = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 9, 9, 9, 0);
    const noted = Uint8Array.from([...plain.subarray(0, 36), ...note, ...plain.subarray(36)]);
    expect(readWav(noted)?.samples).toEqual(Int16Array.of(1, 2, 3));
    expect(readWav(plain.subarray(0, plain.length - 2))?.samples).toEqual(Int16Array.of(1, 2));
  });

  test('is nothing when it is something else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readWav(bytes)).toBeNull();
        // A true head and anything after it never throws.
        expect(() =>
          readWav(Uint8Array.from([...writeWav(new Int16Array()).subarray(0, 36), ...bytes])),
        ).not.toThrow();
      }),
    );
  });
});
