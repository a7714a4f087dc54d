import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../domain/merchant/line.ts';
import { merchantClip } from '../../domain/prompt/clips.ts';
import { PEAK_LIMIT_DB, peakLevel, SPEECH_LEVEL_DB, speechLevel } from './level.ts';
import { readManifest } from './manifest.ts';
import { allSounds, type SoundKind, soundsOf } from './sounds.ts';
import { PHONE_RATE, readWav, type Wav } from './wav.ts';

/** How far a merchant's own recording may be from the level, and from the peak's limit. In dB. */
const LEVEL_TOLERANCE_DB = 3;
const PEAK_TOLERANCE_DB = 0.5;

/** What is wrong with one sound, for people: `it is missing`. */
export interface SoundProblem {
  /** Such as `fa/bye`. */
  readonly path: string;
  readonly problem: string;
}

/** Checks that every sound is there and is what a telephone can play, at the right level. */
export async function checkSounds(folder: string): Promise<readonly SoundProblem[]> {
  const { merchants } = await readManifest(folder);
  const checks = allSounds(merchants).map(async ({ path, kind }) => {
    const bytes = await readFile(join(folder, `${path}.wav`)).catch(() => null);
    const problem = bytes === null ? 'it is missing' : problemOf(readWav(bytes), kind);
    return problem === null ? [] : [{ path, problem }];
  });
  return (await Promise.all(checks)).flat();
}

/**
 * Names the clips that are not in the folder, such as `fa/bye`: Asterisk skips a missing file without a
 * word, so a server looks before it takes calls. Merchants' names are not asked for.
 */
export async function missingClips(
  folder: string,
  languages: readonly Language[],
): Promise<readonly string[]> {
  const lists = languages.map(async (language) => {
    const there = new Set(await readdir(join(folder, language)).catch(() => []));
    return soundsOf(language, {})
      .map(({ path }) => path)
      .filter((path) => !there.has(`${path.slice(language.length + 1)}.wav`));
  });
  return (await Promise.all(lists)).flat();
}

/** True when the merchant's name can be said in this language. */
export function isNameSpoken(folder: string, merchantId: string, language: Language): Promise<boolean> {
  return access(join(folder, language, `${merchantClip(merchantId)}.wav`)).then(
    () => true,
    () => false,
  );
}

function problemOf(wav: Wav | null, kind: SoundKind): string | null {
  if (wav === null) return 'it is not a WAV file of plain PCM';
  if (wav.rate !== PHONE_RATE) return `its rate is ${wav.rate} instead of ${PHONE_RATE}`;
  if (wav.channels !== 1) return `it has ${wav.channels} channels instead of 1`;
  if (wav.bits !== 16) return `it has ${wav.bits} bits a sample instead of 16`;
  return kind === 'pause' ? null : levelProblem(wav.samples, kind);
}

function levelProblem(samples: Int16Array, kind: SoundKind): string | null {
  const peak = peakLevel(samples);
  const level = speechLevel(samples);
  if (peak === Number.NEGATIVE_INFINITY) return 'it is silent';
  if (peak > PEAK_LIMIT_DB + PEAK_TOLERANCE_DB)
    return `its peak is at ${peak.toFixed(1)} dBFS, above ${PEAK_LIMIT_DB}`;
  if (kind === 'voice' && Math.abs(level - SPEECH_LEVEL_DB) > LEVEL_TOLERANCE_DB)
    return `its level is ${level.toFixed(1)} dBFS instead of ${SPEECH_LEVEL_DB}`;
  return null;
}
