import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../application/fault.ts';

const manifest = z.object({
  /** The merchants whose names are spoken, by id: they are kept when no file of merchants is given. */
  merchants: z.record(z.string(), z.object({ fa: z.string(), en: z.string() })),
  /** What each sound was made from, by its path: a hash of the text and the recipe. */
  sounds: z.record(z.string(), z.string()),
});

/** Says what the sound files in a folder were made from, so that only what changed is made again. */
export type Manifest = z.infer<typeof manifest>;

/** Reads the manifest of a folder; an absent one is empty. Throws a Fault when it cannot be read. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = manifestPath(folder);
  try {
    return manifest.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isAbsent(error)) return { merchants: {}, sounds: {} };
    throw new Fault(`${path} cannot be read: delete it, and "zangpay prompts build" makes every sound anew.`);
  }
}

/** Writes the manifest with its keys in order, one sound a line: a small change is a small diff. */
export async function writeManifest(folder: string, { merchants, sounds }: Manifest): Promise<void> {
  const text = JSON.stringify({ merchants: inOrder(merchants), sounds: inOrder(sounds) }, null, 2);
  await writeFile(manifestPath(folder), `${text}\n`);
}

function manifestPath(folder: string): string {
  return join(folder, 'manifest.json');
}

function inOrder<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
