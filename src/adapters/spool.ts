import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../application/fault.ts';
import type { AttemptResult, Log, Spool } from '../application/ports.ts';
import { syncFolder, unlessAbsent } from './files.ts';
import { SpooledResult } from './spool-schema.ts';

/** A result that is whole; one that is being written; and what a person must look at. */
const WHOLE = '.json';
const WRITING = '.writing';
const UNREADABLE = '.unreadable';
const FOREIGN = '.foreign';

/**
 * Opens the spool of a data folder, a file for each result, readable by its owner alone. What a dead process
 * was writing there is kept when it is whole, and set aside otherwise: so nobody else may use the folder.
 * Rejects with `Fault` when the folder cannot be used.
 */
export async function openSpool(dataDir: string, log: Log): Promise<Spool> {
  const folder = join(dataDir, 'spool');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(dataDir);
    await finishWriting(folder, log);
  } catch (error) {
    throw new Fault(whyNot(folder, error));
  }
  return {
    write: (result) => write(folder, result),
    list: () => list(folder, log),
    drop: (evidenceId) => unlink(join(folder, evidenceId + WHOLE)).catch(unlessAbsent),
    setAside: (evidenceId) => setAside(folder, evidenceId + WHOLE, FOREIGN),
  };
}

/** Under its own name a result is whole or not there: it gets that name when its bytes are on the disk. */
async function write(folder: string, result: AttemptResult): Promise<void> {
  // What could not be read back, or does not belong in it, is not written.
  const spooled = SpooledResult.parse(result);
  const [path, writing] = [spooled.evidenceId + WHOLE, `${spooled.evidenceId}.${randomUUID()}${WRITING}`];
  try {
    await writeThrough(join(folder, writing), JSON.stringify(spooled));
    await rename(join(folder, writing), join(folder, path));
    await syncFolder(folder);
  } catch (error) {
    await unlink(join(folder, writing)).catch(() => undefined);
    throw new Fault(whyNot(folder, error));
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

async function list(folder: string, log: Log): Promise<readonly AttemptResult[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && !isBeingWritten(entry.name) && !isSetAside(entry.name))
    .map(({ name }) => name);
  const results: AttemptResult[] = [];
  for (const name of names) {
    const result = await read(folder, name, log);
    if (result !== null) results.push(result);
  }
  return results;
}

/** Null when it is there no more, or was set aside. */
async function read(folder: string, name: string, log: Log): Promise<AttemptResult | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(unlessAbsent);
  if (text === undefined) return null;
  const result = parse(text);
  if (result !== null && name === result.evidenceId + WHOLE) return result;
  await setAside(folder, name, UNREADABLE);
  log.error({ file: join(folder, name + UNREADABLE) }, 'a file in the spool is no result: it is set aside');
  return null;
}

function parse(text: string): AttemptResult | null {
  try {
    return SpooledResult.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function finishWriting(folder: string, log: Log): Promise<void> {
  for (const name of (await readdir(folder)).filter(isBeingWritten)) {
    const result = parse(await readFile(join(folder, name), 'utf8'));
    if (result === null) {
      await setAside(folder, name, UNREADABLE);
      log.error({ file: join(folder, name + UNREADABLE) }, 'a result was not written to its end');
    } else {
      await rename(join(folder, name), join(folder, result.evidenceId + WHOLE));
      log.warn({ attemptId: result.attemptId }, 'a result that a dead process was writing is whole');
    }
  }
}

async function setAside(folder: string, name: string, as: string): Promise<void> {
  await rename(join(folder, name), join(folder, name + as)).catch(unlessAbsent);
}

function isBeingWritten(name: string): boolean {
  return name.endsWith(WRITING);
}

function isSetAside(name: string): boolean {
  return name.endsWith(UNREADABLE) || name.endsWith(FOREIGN);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room: results of payments go there first',
  EDQUOT: 'the quota of this user is used up. Make room: results of payments go there first',
  EROFS: 'the disk is read-only. Make it writable, or set ZANGPAY_DATA_DIR to another folder',
  EACCES: 'this user may not write there. Give it the right, or set ZANGPAY_DATA_DIR to another folder',
};

function whyNot(folder: string, error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return `The spool ${folder} cannot be written: ${REASONS[code] ?? message}.`;
}
