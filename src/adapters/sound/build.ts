import { access, rm } from 'node:fs/promises';
import { saveSound, soundFile, writingTo } from './files.ts';
import { type Manifest, readManifest, writeManifest } from './manifest.ts';
import { allSounds, type MerchantNames, type Sound } from './sounds.ts';
import { writeWav } from './wav.ts';

/** How many sounds are made at a time: each one keeps a processor busy. */
const AT_ONCE = 2;

export interface SoundsBuilt {
  /** Paths such as `fa/bye`. */
  readonly made: readonly string[];
  readonly removed: readonly string[];
  /** How many were as they should be. */
  readonly kept: number;
}

/**
 * Makes the sound files that are missing or whose text or recipe has changed, and removes those that
 * nothing plays any more. Files that the manifest does not know are left alone.
 * Rejects with a Fault when a program or the folder is not usable; what was made until then is kept.
 * @param folder the sounds folder; made when absent
 * @param merchants names to be spoken beside those of earlier builds
 * @param onMade is told of each new file
 */
export async function buildSounds(
  folder: string,
  merchants: MerchantNames,
  onMade: (path: string, nth: number, total: number) => void,
): Promise<SoundsBuilt> {
  return writingTo(folder, () => build(folder, merchants, onMade));
}

async function build(...[folder, merchants, onMade]: Parameters<typeof buildSounds>): Promise<SoundsBuilt> {
  const before = await readManifest(folder);
  const names = { ...before.merchants, ...merchants };
  const sounds = allSounds(names);
  const known = new Set(sounds.map(({ path }) => path));
  const removed = Object.keys(before.sounds).filter((path) => !known.has(path));
  const hashes = Object.fromEntries(Object.entries(before.sounds).filter(([path]) => known.has(path)));
  const stale = await staleOf(folder, sounds, before);
  const made: string[] = [];
  try {
    for (const path of removed) await rm(soundFile(folder, path), { force: true });
    await eachOf(stale, async (sound) => {
      await saveSound(soundFile(folder, sound.path), writeWav(await sound.make()));
      hashes[sound.path] = sound.hash;
      made.push(sound.path);
      onMade(sound.path, made.length, stale.length);
    });
  } finally {
    if (made.length + removed.length > 0) await writeManifest(folder, { merchants: names, sounds: hashes });
  }
  return { made: made.sort(), removed, kept: sounds.length - made.length };
}

/** The sounds that are not there, or were made from another text or recipe. */
async function staleOf(
  folder: string,
  sounds: readonly Sound[],
  before: Manifest,
): Promise<readonly Sound[]> {
  const fresh = await Promise.all(sounds.map((sound) => isFresh(folder, sound, before)));
  return sounds.filter((_, index) => fresh[index] === false);
}

async function isFresh(folder: string, sound: Sound, manifest: Manifest): Promise<boolean> {
  if (manifest.sounds[sound.path] !== sound.hash) return false;
  return access(soundFile(folder, sound.path)).then(
    () => true,
    () => false,
  );
}

/** Works on several items at a time; after a failure no further one is begun, and those begun are ended. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = oneByOne(items);
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const item of left) await work(item);
  });
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Unlike an array's own iterator, a generator is over for all who share it once one of them has thrown. */
function* oneByOne<T>(items: readonly T[]): Generator<T> {
  yield* items;
}
