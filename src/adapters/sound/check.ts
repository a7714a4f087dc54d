import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../domain/merchant/line.ts';
import { merchantClip } from '../../domain/prompt/clips.ts';
import { soundFile } from './files.ts';
import { problemOf } from './judge.ts';
import { readManifest } from './manifest.ts';
import { isMerchantFolder } from './recording.ts';
import { recordingsIn } from './recordings.ts';
import { allSounds, soundsOf } from './sounds.ts';

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
    const bytes = await readFile(soundFile(folder, path)).catch(() => null);
    const problem = bytes === null ? 'it is missing' : problemOf(bytes, kind);
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

/**
 * True when the merchant's name can be said in this language: by the clip that `zangpay prompts build` made, or by
 * a recording of the merchant's.
 */
export async function isNameSpoken(folder: string, merchantId: string, language: Language): Promise<boolean> {
  const clip = `${language}/${merchantClip(merchantId)}`;
  if (!isMerchantFolder(merchantId)) return false;
  const isMade = await access(soundFile(folder, clip)).then(
    () => true,
    () => false,
  );
  if (isMade) return true;
  const recorded = await recordingsIn(folder, { merchantId, line: null }, language);
  return recorded.some(([sound]) => sound === clip);
}
