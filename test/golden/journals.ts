import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

/** The journals that were recorded: a file for each call, an entry on each line. */

export const JOURNALS = resolve(import.meta.dirname, 'journals');

const ENDING = '.json';

/** The names of all that were recorded, those whose call is not lived any more included. */
export function recorded(): readonly string[] {
  return readdirSync(JOURNALS)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}

export function readJournal(name: string): readonly JournalEntry[] {
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

/** Writes a journal once. Throws when there is one of that name: it is never edited (design.md, "The core"). */
export function writeJournal(name: string, entries: readonly JournalEntry[]): void {
  const lines = entries.map((entry) => JSON.stringify(entry));
  writeFileSync(fileOf(name), `[\n${lines.join(',\n')}\n]\n`, { flag: 'wx' });
}

function fileOf(name: string): string {
  return join(JOURNALS, `${name}${ENDING}`);
}
