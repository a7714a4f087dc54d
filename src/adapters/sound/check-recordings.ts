import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../application/fault.ts';
import { LANGUAGES, type Language } from '../../domain/merchant/line.ts';
import { unlessAbsent } from '../files.ts';
import type { SoundProblem } from './check.ts';
import { problemOf } from './judge.ts';
import { isLineFolder, isMerchantFolder, nameProblem, RECORDINGS, type RecordingOwner } from './recording.ts';

/** What merchants' own recordings are like. */
export interface RecordingsChecked {
  /** How many recordings each merchant has for all its lines (`line` null) and for one of them. */
  readonly owners: readonly (RecordingOwner & { readonly recordings: number })[];
  /** Also files that nothing would ever play. Paths such as `merchants/bookshop/1001/fa/bye.wav`. */
  readonly problems: readonly SoundProblem[];
}

const NOTHING: RecordingsChecked = { owners: [], problems: [] };

/**
 * Checks every recording of every merchant: that a telephone can play it well, and that it replaces a clip. Rejects
 * with a Fault when a folder cannot be read.
 */
export async function checkRecordings(folder: string): Promise<RecordingsChecked> {
  const merchants = await entriesOf(folder, RECORDINGS);
  const checked = merchants.map(({ name, isFolder, path }) =>
    isFolder && isMerchantFolder(name)
      ? checkMerchant(folder, path, name)
      : stray(path, "it is no merchant's folder: those are named by ids such as bookshop"),
  );
  return joined(await Promise.all(checked));
}

async function checkMerchant(folder: string, inside: string, merchantId: string): Promise<RecordingsChecked> {
  const lines = (await entriesOf(folder, inside)).filter(
    ({ name, isFolder }) => isFolder && isLineFolder(name),
  );
  return joined([
    await checkOwner(folder, inside, { merchantId, line: null }),
    ...(await Promise.all(
      lines.map(({ name, path }) => checkOwner(folder, path, { merchantId, line: name })),
    )),
  ]);
}

/** Checks the languages of one owner, and that there is nothing else; a merchant has also folders of lines. */
async function checkOwner(folder: string, inside: string, owner: RecordingOwner): Promise<RecordingsChecked> {
  const belongs = ({ name, isFolder }: Entry) =>
    isFolder && (isLanguage(name) || (owner.line === null && isLineFolder(name)));
  const strays = (await entriesOf(folder, inside)).filter((entry) => !belongs(entry));
  const checks = LANGUAGES.map((language) => checkLanguage(folder, `${inside}/${language}`, owner, language));
  const languages = await Promise.all(checks);
  const recordings = languages.reduce((sum, { recordings }) => sum + recordings, 0);
  const why = `it is no language (fa, en)${owner.line === null ? " and no line's number" : ''}`;
  return joined([
    { owners: recordings === 0 ? [] : [{ ...owner, recordings }], problems: [] },
    ...languages.map(({ problems }) => ({ owners: [], problems })),
    ...strays.map(({ path }) => stray(path, why)),
  ]);
}

async function checkLanguage(folder: string, inside: string, owner: RecordingOwner, language: Language) {
  const entries = await entriesOf(folder, inside);
  const problems = entries.map(async ({ name, isFolder, path }): Promise<readonly SoundProblem[]> => {
    if (isFolder || !name.endsWith('.wav')) {
      return [{ path, problem: 'it is no .wav file: "zangpay prompts import" makes one of any recording' }];
    }
    const problem =
      nameProblem(name.slice(0, -'.wav'.length), owner, language) ??
      problemOf(await readFile(join(folder, path)).catch(cannotRead(path)), 'voice');
    return problem === null ? [] : [{ path, problem }];
  });
  return { recordings: entries.length, problems: (await Promise.all(problems)).flat() };
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Inside the sounds folder. */
  readonly path: string;
}

/** What is in a folder, in order, but for hidden files; nothing when it is absent. */
async function entriesOf(folder: string, inside: string): Promise<readonly Entry[]> {
  const entries: readonly Dirent[] =
    (await readdir(join(folder, inside), { withFileTypes: true })
      .catch(unlessAbsent)
      .catch(cannotRead(inside))) ?? [];
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory(), path: `${inside}/${entry.name}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isLanguage(name: string): boolean {
  return LANGUAGES.some((language) => language === name);
}

function stray(path: string, problem: string): RecordingsChecked {
  return { owners: [], problems: [{ path, problem }] };
}

function joined(parts: readonly RecordingsChecked[]): RecordingsChecked {
  return parts.reduce(
    (all, part) => ({
      owners: [...all.owners, ...part.owners],
      problems: [...all.problems, ...part.problems],
    }),
    NOTHING,
  );
}

function cannotRead(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new Fault(`${path} in the sounds folder cannot be read (${error.code ?? error.message}).`);
  };
}
