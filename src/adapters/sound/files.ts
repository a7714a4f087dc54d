import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../application/fault.ts';

/** The file of a sound. @param path inside the folder, without the ending: `fa/bye` */
export function soundFile(folder: string, path: string): string {
  return join(folder, `${path}.wav`);
}

/** Writes a file that is there whole or not at all, also when the process is stopped. Makes its folder. */
export async function saveSound(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

/** Runs what writes into a folder; rejects with a Fault when the folder does not let it. */
export async function writingTo<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw typeof code === 'string' ? new Fault(`Sounds cannot be written to ${folder} (${code}).`) : error;
  }
}
