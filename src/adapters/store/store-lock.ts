import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../application/fault.ts';

/** Another process has the embedded store open. */
export class StoreInUse extends Fault {
  override readonly name = 'StoreInUse';

  constructor(folder: string, pid: number) {
    super(
      `The store in ${folder} is open in process ${pid}: stop that process, or give this one ` +
        'another ZANGPAY_DATA_DIR, or let both share a PostgreSQL by DATABASE_URL.',
    );
  }
}

/**
 * Takes the lock of a data folder and resolves to the function that gives it back.
 *
 * The lock is a folder with one file in it, named after its holder. It is taken by renaming a filled folder
 * of our own onto it, which the kernel does only while the lock is absent or empty: of many takers one wins.
 * A dead holder's file is unlinked first; since its name is its own, no slow taker can remove the lock of a
 * quicker one. So a crash at any point leaves nothing that needs a person.
 * @throws StoreInUse when the holder lives
 */
export async function takeStoreLock(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'store.lock');
  const holder = `${process.pid}-${await startOf(process.pid)}-${randomUUID()}`;
  const offered = join(folder, `store.lock.${holder}`);
  await mkdir(offered, { recursive: true });
  await writeFile(join(offered, holder), '');
  try {
    while (!(await renamedOnto(offered, lock))) await removeDeadHolders(lock, folder);
  } catch (error) {
    await rm(offered, { recursive: true, force: true });
    throw error;
  }
  return async () => {
    await unlink(join(lock, holder)).catch(ignoreCodes('ENOENT'));
    await rmdir(lock).catch(ignoreCodes('ENOENT', 'ENOTEMPTY', 'EEXIST'));
  };
}

async function renamedOnto(offered: string, lock: string): Promise<boolean> {
  try {
    await rename(offered, lock);
    return true;
  } catch (error) {
    ignoreCodes('ENOTEMPTY', 'EEXIST')(error);
    return false;
  }
}

async function removeDeadHolders(lock: string, folder: string): Promise<void> {
  const holders = await readdir(lock).catch((error) => ignoreCodes('ENOENT')(error) ?? []);
  for (const holder of holders) {
    const [pid, start] = holder.split('-');
    if ((await startOf(Number(pid))) === start) throw new StoreInUse(folder, Number(pid));
    await unlink(join(lock, holder)).catch(ignoreCodes('ENOENT'));
  }
}

/**
 * When a process started, as a text that tells it from a later one with the same pid; null when it is gone.
 * Linux says it in `/proc/PID/stat` (field 22, after the name in parentheses); a zombie counts as gone.
 * Elsewhere a living process is only `alive`.
 */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return isAlive(pid) ? 'alive' : null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ignoreCodes('ENOENT', 'ESRCH'));
  if (stat === undefined) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ignoreCodes(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes(String((error as NodeJS.ErrnoException).code))) throw error;
  };
}
