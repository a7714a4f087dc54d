import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recordings } from '../../application/ports.ts';
import { LANGUAGES, type Language } from '../../domain/merchant/line.ts';
import { soundFile } from './files.ts';
import { formProblem } from './judge.ts';
import {
  isLineFolder,
  isMerchantFolder,
  type RecordingOwner,
  recordingsFolder,
  replaceableClips,
} from './recording.ts';
import { readWav } from './wav.ts';

/**
 * Merchants' own recordings in a sounds folder (call.md, "Clips"): `merchants/<id>/<language>/<clip>.wav`, and
 * `merchants/<id>/<line>/<language>/<clip>.wav` for one line. The folders are looked at for each call, so that what
 * is recorded counts from the next call on. A file that Asterisk could not play, and would skip without a word,
 * counts as absent, and so does what cannot be read: `zangpay prompts check` names both.
 */
export function createRecordings(soundsFolder: string): Recordings {
  return { of: (merchantId, line) => replacedBy(soundsFolder, { merchantId, line }) };
}

/** Where each sound lies for one owner, as `Recordings.of` has it: a line's owner has the merchant's as well. */
export async function replacedBy(folder: string, owner: RecordingOwner): Promise<(sound: string) => string> {
  const merchant = { merchantId: owner.merchantId, line: null };
  const owners = [merchant, ...(owner.line === null ? [] : [owner])].filter(isOwner);
  const found = await Promise.all(
    owners.flatMap((owner) => LANGUAGES.map((language) => recordingsIn(folder, owner, language))),
  );
  const places = new Map(found.flat());
  return (sound) => places.get(sound) ?? sound;
}

function isOwner({ merchantId, line }: RecordingOwner): boolean {
  return isMerchantFolder(merchantId) && (line === null || isLineFolder(line));
}

/** A sound such as `fa/bye`, and the recording of it: `merchants/bookshop/fa/bye`. */
type Replaced = readonly [sound: string, by: string];

/** What an owner's recordings in one language replace, and by which sounds. */
export async function recordingsIn(
  folder: string,
  owner: RecordingOwner,
  language: Language,
): Promise<readonly Replaced[]> {
  const inside = recordingsFolder(owner, language);
  const files = await readdir(join(folder, inside)).catch(() => []);
  if (files.length === 0) return [];
  const known = replaceableClips(owner, language);
  const clips = files.filter((file) => file.endsWith('.wav')).map((file) => file.slice(0, -'.wav'.length));
  const replaced = clips
    .filter((clip) => known.has(clip))
    .map(async (clip): Promise<readonly Replaced[]> => {
      const by = `${inside}/${clip}`;
      return (await isPlayable(soundFile(folder, by))) ? [[`${language}/${clip}`, by]] : [];
    });
  return (await Promise.all(replaced)).flat();
}

/** What is known of files that were read: a file is read again when its time or its size is another. */
const judged = new Map<string, { readonly version: string; readonly playable: boolean }>();

async function isPlayable(file: string): Promise<boolean> {
  try {
    const { mtimeMs, size } = await stat(file);
    const version = `${mtimeMs} ${size}`;
    const before = judged.get(file);
    if (before?.version === version) return before.playable;
    const playable = formProblem(readWav(await readFile(file))) === null;
    judged.set(file, { version, playable });
    return playable;
  } catch {
    return false;
  }
}
