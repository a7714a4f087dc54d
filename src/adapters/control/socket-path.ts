import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../application/fault.ts';

/** A Unix socket's path may be about 107 bytes long; a longer one is cut off without a word. */
const PATH_BYTES = 100;

/**
 * Where the control socket of a data folder is: inside it, or for a long path among the temporary files,
 * under a name derived from that path. Rejects when the data folder is not there.
 */
export async function controlSocketPath(dataDir: string): Promise<string> {
  const folder = await realpath(dataDir);
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) <= PATH_BYTES) return path;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(await ownTemporaryFolder(), `${name}.sock`);
}

/** Among the temporary files anybody may lie in wait under a name, so the folder must be this user's own. */
async function ownTemporaryFolder(): Promise<string> {
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `zangpay-${user}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await lstat(folder)).uid === user) return folder;
  throw new Fault(`${folder} belongs to another user. Remove it, or set ZANGPAY_DATA_DIR to a shorter path.`);
}

/** True when a server answers at a socket. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
