import { randomUUID } from 'node:crypto';
import { access, constants, open, readdir, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FolderSeen, SpoolLeftover } from '../application/ports.ts';
import { unlessAbsent } from './files.ts';

/** Looks at a data folder: a file is written there, synced and removed again. A folder that is absent is not made. */
export async function lookAtFolder(folder: string): Promise<FolderSeen> {
  try {
    const there = await nearestFolder(folder);
    const { bavail, bsize } = await statfs(there);
    const freeBytes = bavail * bsize;
    if (there === folder) {
      await tryWriting(folder);
      return { type: 'writable', freeBytes };
    }
    await access(there, constants.W_OK);
    return { type: 'absent', freeBytes };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { type: 'refused', why: REASONS[code] ?? code };
  }
}

/** The folder, or the one nearest above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(unlessAbsent);
  if (found?.isDirectory() === true) return folder;
  if (found !== undefined) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  return nearestFolder(dirname(folder));
}

async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `.doctor-${randomUUID()}`);
  try {
    await using file = await open(path, 'wx', 0o600);
    await file.writeFile('zangpay doctor');
    await file.sync();
  } finally {
    await unlink(path).catch(unlessAbsent);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not write there',
  ENOTDIR: 'it is no folder',
};

/** What waits in the spool of a data folder: nothing where there is none. */
export async function lookAtSpool(dataDir: string, now: number): Promise<readonly SpoolLeftover[]> {
  const folder = join(dataDir, 'spool');
  return [
    ...(await filesIn(folder, 'result', now)),
    ...(await filesIn(join(folder, 'journals'), 'journal', now)),
  ];
}

async function filesIn(
  folder: string,
  kind: SpoolLeftover['kind'],
  now: number,
): Promise<readonly SpoolLeftover[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(unlessAbsent)) ?? [];
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const seen = files.map(async (name): Promise<readonly SpoolLeftover[]> => {
    // One that was recorded meanwhile waits no more.
    const found = await stat(join(folder, name)).catch(unlessAbsent);
    if (found === undefined) return [];
    const isAside = /\.(unreadable|foreign)$/.test(name);
    return [{ kind: isAside ? 'setAside' : kind, ageMs: Math.max(now - found.mtimeMs, 0) }];
  });
  return (await Promise.all(seen)).flat();
}
