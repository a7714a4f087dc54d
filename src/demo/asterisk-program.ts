import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The oldest Asterisk whose ARI has what the line asks of it. */
const OLDEST = 20;

/** How to start an Asterisk: the command with its first arguments, and the root of its files. */
export interface AsteriskProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** The folder into which it was extracted; empty for one that is installed. */
  readonly root: string;
}

/**
 * The Asterisk of this machine: one on PATH that is new enough, otherwise the one that setup.sh extracted
 * into the cache folder. Throws one clear sentence when there is neither.
 */
export async function findAsterisk(cache: string): Promise<AsteriskProgram> {
  if ((await installedVersion()) >= OLDEST) return { command: 'asterisk', args: [], root: '' };
  const root = join(cache, 'asterisk');
  const program = extracted(root);
  if (program === null) {
    throw new Error(
      `Asterisk ${OLDEST} or later was found neither on PATH nor in ${root}: run "sh setup.sh", which fetches it.`,
    );
  }
  return program;
}

/** The major version of the Asterisk on PATH; 0 when there is none. */
async function installedVersion(): Promise<number> {
  try {
    const { stdout } = await run('asterisk', ['-V']);
    return Number(/^Asterisk (\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** An extracted Asterisk runs with the loader and the libraries that came with it. */
function extracted(root: string): AsteriskProgram | null {
  for (const [loader, triplet] of [
    ['usr/lib64/ld-linux-x86-64.so.2', 'x86_64-linux-gnu'],
    ['usr/lib/ld-linux-aarch64.so.1', 'aarch64-linux-gnu'],
  ] as const) {
    const command = join(root, loader);
    if (existsSync(command)) {
      const libraries = join(root, 'usr/lib', triplet);
      return { command, args: ['--library-path', libraries, join(root, 'usr/sbin/asterisk')], root };
    }
  }
  return null;
}
