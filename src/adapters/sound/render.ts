import { readFile } from 'node:fs/promises';
import { Fault } from '../../application/fault.ts';
import { readBirthDate } from '../../domain/identity/birth-date.ts';
import type { Language } from '../../domain/merchant/line.ts';
import { playlist } from '../../domain/prompt/clips.ts';
import type { Prompt } from '../../domain/prompt/script.ts';
import { soundFile } from './files.ts';
import { formProblem } from './judge.ts';
import { type RecordingOwner, requireOwner } from './recording.ts';
import { replacedBy } from './recordings.ts';
import { PHONE_RATE, readWav, writeWav } from './wav.ts';

/** A sentence as a caller hears it. */
export interface Rendered {
  /** The sounds that it is joined from, inside the sounds folder: `fa/bill.fixed.1`, `merchants/bookshop/fa/n.5`. */
  readonly sounds: readonly string[];
  readonly ms: number;
  /** A WAV file. */
  readonly wav: Uint8Array;
}

/**
 * Joins a sentence from its clips. Rejects with a Fault when a clip is missing or could not be played: in a call it
 * would be skipped.
 * @param owner whose recordings replace clips; null for nobody's
 */
export async function renderPrompt(
  folder: string,
  prompt: Prompt,
  language: Language,
  owner: RecordingOwner | null,
): Promise<Rendered> {
  if (owner !== null) requireOwner(owner);
  const placeOf = owner === null ? (sound: string) => sound : await replacedBy(folder, owner);
  const sounds = playlist([prompt], language, dateItself).map(placeOf);
  const parts = await Promise.all(sounds.map((sound) => samplesOf(folder, sound)));
  const joined = Int16Array.from(parts.flatMap((part) => [...part]));
  return { sounds, ms: Math.round((joined.length * 1_000) / PHONE_RATE), wav: writeWav(joined) };
}

/** Outside a call there is no vault: whoever tries a sentence out gives a date in the place of its name. */
function dateItself(ref: string) {
  return readBirthDate(Buffer.from(ref));
}

async function samplesOf(folder: string, sound: string): Promise<Int16Array> {
  const bytes = await readFile(soundFile(folder, sound)).catch(() => null);
  if (bytes === null)
    throw new Fault(`The clip ${sound} is missing in ${folder}: "zangpay prompts build" makes it.`);
  const wav = readWav(bytes);
  const problem = formProblem(wav);
  if (wav === null || problem !== null) throw new Fault(`The clip ${sound} cannot be played: ${problem}.`);
  return wav.samples;
}
