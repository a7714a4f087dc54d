import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../application/fault.ts';
import type { Language } from '../../domain/merchant/line.ts';
import { saveSound, soundFile, writingTo } from './files.ts';
import { problemOf } from './judge.ts';
import { peakLevel, SPEECH_LEVEL_DB, speechLevel, trimmed } from './level.ts';
import { levelled } from './limiter.ts';
import { nameProblem, type RecordingOwner, recordingsFolder } from './recording.ts';
import { NotInstalled, RAW, runTool } from './tools.ts';
import { FILTER } from './voice.ts';
import { PHONE_RATE, readSamples, writeWav } from './wav.ts';

/** A recording that is to replace a clip. */
export interface RecordingToImport {
  /** Any file that sox can read. */
  readonly file: string;
  /** The name of the clip: `bye`, `bill.fixed.1`, `merchant.bookshop`. */
  readonly clip: string;
  readonly language: Language;
  readonly owner: RecordingOwner;
}

/** How loud a sound is and how long: dBFS, milliseconds. */
export interface Loudness {
  readonly level: number;
  readonly peak: number;
  readonly ms: number;
}

export interface RecordingImported {
  /** Inside the sounds folder, without the ending: `merchants/bookshop/fa/bye`. */
  readonly path: string;
  /** Whether a recording was there before. */
  readonly replaced: boolean;
  readonly before: Loudness;
  readonly after: Loudness;
}

/** No clip is so long: whoever gives such a file has taken another one by mistake. */
const LONGEST_S = 60;
/** What is never louder is a microphone's noise, and would be raised to the level of a voice. */
const SILENCE_DB = -60;

/**
 * Filters, trims and levels a recording as `buildSounds` does a voice, and puts it where calls find it. Rejects with
 * a Fault when it would never be heard, cannot be read, holds no sound, or cannot be put there.
 * @param folder the sounds folder
 */
export async function importRecording(
  folder: string,
  { file, clip, language, owner }: RecordingToImport,
): Promise<RecordingImported> {
  const path = `${recordingsFolder(owner, language)}/${clip}`;
  const wrong = nameProblem(clip, owner, language);
  if (wrong !== null) throw new Fault(`Nothing was imported as ${language}/${clip}: ${wrong}.`);
  const before = await recorded(file);
  const sound = levelled(trimmed(await converted(file, FILTER)), SPEECH_LEVEL_DB);
  const bytes = writeWav(sound);
  const problem = problemOf(bytes, 'voice');
  if (problem !== null)
    throw new Fault(`${file} cannot be made a sound that a telephone plays well: ${problem}.`);
  const replaced = await isThere(soundFile(folder, path));
  await writingTo(folder, () => saveSound(soundFile(folder, path), bytes));
  return { path, replaced, before, after: loudness(sound, 0) };
}

/** sox clips what is above full scale after a change of rate: room for it, and taken into account. */
const ROOM_DB = 6;
const AS_RECORDED = ['gain', String(-ROOM_DB), 'rate', String(PHONE_RATE)];

/** What a file is like as it was recorded; rejects with a Fault when it can be no clip. */
async function recorded(file: string): Promise<Loudness> {
  if (!(await isThere(file))) throw new Fault(`There is no file ${file}.`);
  const samples = await converted(file, AS_RECORDED);
  const seconds = samples.length / PHONE_RATE;
  if (seconds > LONGEST_S)
    throw new Fault(`${file} lasts ${Math.round(seconds)} s: a clip has ${LONGEST_S} s at most.`);
  const before = loudness(samples, ROOM_DB);
  if (before.peak < SILENCE_DB)
    throw new Fault(`${file} is silent: nothing in it is above ${SILENCE_DB} dBFS.`);
  return before;
}

/** The samples of a file as the telephone has them, after sox's effects. */
async function converted(file: string, effects: readonly string[]): Promise<Int16Array> {
  // sox takes a name that begins with a bar for a command and one with a star for many files.
  const source = ['--no-glob', '-D', '-V1', resolve(file)];
  const raw = await runTool('sox', [...source, ...RAW, '-', ...effects], '').catch((error: unknown) => {
    if (error instanceof NotInstalled || !(error instanceof Fault)) throw error;
    throw new Fault(`${file} is no recording that sox can read. ${error.message}`);
  });
  return readSamples(raw);
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function loudness(samples: Int16Array, roomDb: number): Loudness {
  return {
    level: speechLevel(samples) + roomDb,
    peak: peakLevel(samples) + roomDb,
    ms: Math.round((samples.length * 1_000) / PHONE_RATE),
  };
}
