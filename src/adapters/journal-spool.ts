import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallRecord, JournalSpool, Log, SpooledJournal } from '../application/ports.ts';
import type { JournalEntry } from '../domain/call/journal.ts';
import { syncFolder, unlessAbsent } from './files.ts';

const FILE = '.jsonl';
const UNREADABLE = '.unreadable';

const Call: z.ZodType<CallRecord> = z.object({
  callId: z.string().regex(/^[\w-]{1,64}$/),
  channelId: z.string(),
  line: z.string(),
  caller: z.string().nullable(),
  at: z.number(),
  owner: z.string(),
});

/** What an entry says is the machine's matter; here it must only be one. */
const Entry = z.object({
  callId: z.string(),
  seq: z.int().positive(),
  at: z.number(),
  flowVersion: z.number(),
  event: z.looseObject({ type: z.string() }),
  stage: z.string(),
  commands: z.array(z.looseObject({ type: z.string() })),
});

/**
 * Opens the journals' part of the spool: a file for each call, its first line the call, each other one an entry.
 * It belongs to one process, as the data folder does.
 */
export async function openJournalSpool(dataDir: string, log: Log): Promise<JournalSpool> {
  const folder = join(dataDir, 'spool', 'journals');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (callId: string) => join(folder, callId + FILE);
  return {
    async write(call, entries) {
      await using file = await open(fileOf(call.callId), 'a', 0o600);
      const isNew = (await file.stat()).size === 0;
      const lines = isNew ? [call, ...entries] : entries;
      // A write that failed half-way has left a torn line, which must not tear what follows it.
      await file.writeFile(lines.map((line) => `\n${JSON.stringify(line)}`).join(''));
      await file.sync();
      if (isNew) await syncFolder(folder);
    },
    async list() {
      const names = (await readdir(folder)).filter((name) => name.endsWith(FILE));
      const journals = await Promise.all(names.map((name) => read(join(folder, name), log)));
      return journals.filter((journal) => journal !== null);
    },
    drop: (callId) => unlink(fileOf(callId)).catch(unlessAbsent),
  };
}

/** A crash or a full disk may tear a line: the others are whole. Null when not even the call can be read. */
async function read(path: string, log: Log): Promise<SpooledJournal | null> {
  const [first = '', ...rest] = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const call = parsed(Call, first);
  if (call === null) {
    await rename(path, path + UNREADABLE);
    log.error({ file: path + UNREADABLE }, 'a file in the spool is no journal: it is set aside');
    return null;
  }
  const entries = rest.map((line) => parsed(Entry, line) as JournalEntry | null);
  const whole = entries.filter((entry) => entry !== null);
  const torn = entries.length - whole.length;
  if (torn > 0) log.error({ file: path, torn }, 'lines of a journal in the spool are torn');
  return { call, entries: whole };
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
