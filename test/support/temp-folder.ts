import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own, with a space in its path. */
export interface TempFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export function tempFolder(): TempFolder {
  return folderUnder(tmpdir());
}

/** A folder that belongs to another user, under a place which that user can reach. */
export function tempFolderOf(user: { name: string; uid: number; gid: number }): TempFolder {
  const base = [tmpdir(), '/tmp', '/var/tmp'].find((place) => canReach(user.name, place));
  if (base === undefined)
    throw new Error(`The user ${user.name} can reach neither TMPDIR nor /tmp nor /var/tmp.`);
  const folder = folderUnder(base);
  chmodSync(folder.path, 0o700);
  chownSync(folder.path, user.uid, user.gid);
  return folder;
}

function folderUnder(base: string): TempFolder {
  const path = mkdtempSync(join(base, 'zangpay test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function canReach(user: string, place: string): boolean {
  try {
    execFileSync('runuser', ['-u', user, '--', 'test', '-x', place], { stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
