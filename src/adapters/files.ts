import { open } from 'node:fs/promises';

/** A new name is on the disk only when its folder is (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  await using opened = await open(folder, 'r');
  await opened.sync();
}

/** For `catch`: a file that is not there is no error. */
export function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
