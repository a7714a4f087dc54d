import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { type TempFolder, tempFolder, tempFolderOf } from './temp-folder.ts';

const PASSWORD = 'correct horse/battery';

/** A PostgreSQL server of a test's own, on a free port and in a folder of its own. */
export interface TestPostgres {
  readonly url: string;
  /** Starts the server that was stopped, on the same port and with the same data. */
  start(settings?: readonly string[]): Promise<void>;
  /** Ends it at once, as a power cut would (`kill`), or in order. */
  stop(how?: 'kill'): Promise<void>;
  /** An empty database on this server; resolves to its URL. */
  createDatabase(name: string): Promise<string>;
  /** Where it keeps its files. */
  readonly dataFolder: string;
  /** Runs one statement in the first database. */
  query(statement: string): Promise<void>;
  /** Writes everything that is in the first database to a file, as text. */
  dump(file: string): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** Makes a cluster and starts it; as root, both run as the user `postgres`, since PostgreSQL refuses root. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = binFolder();
  const user = process.getuid?.() === 0 ? userOf('postgres') : null;
  const folder = user === null ? tempFolder() : tempFolderOf(user);
  const run = { cwd: folder.path, ...(user === null ? {} : { uid: user.uid, gid: user.gid }) };
  await initialise(bin, folder, run);
  const port = await freeTcpPort();
  const url = `postgres://zangpay:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  let server: ServerProcess | null = null;
  const start = async (settings: readonly string[] = []) => {
    const args = ['-D', join(folder.path, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', ''];
    const given = settings.flatMap((setting) => ['-c', setting]);
    server = await startServer(join(bin, 'postgres'), [...args, ...given], run, () => answers(url));
  };
  const stop = async (how?: 'kill') => server?.end(how === 'kill' ? 'SIGQUIT' : 'SIGINT');
  await start();
  return {
    url,
    start,
    stop,
    createDatabase: (name) => createDatabase(url, name),
    dataFolder: join(folder.path, 'data'),
    query: (statement) => query(url, statement),
    async dump(file) {
      await query(url, 'checkpoint');
      const { stdout } = await promisify(execFile)(join(bin, 'pg_dump'), ['--inserts', url], {
        maxBuffer: 2 ** 28,
      });
      await writeFile(file, stdout);
    },
    async remove() {
      await stop();
      await folder.remove();
    },
  };
}

type Run = { cwd: string; uid?: number; gid?: number };

async function initialise(bin: string, folder: TempFolder, run: Run): Promise<void> {
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, PASSWORD, { mode: 0o644 });
  const args = [
    '-D',
    join(folder.path, 'data'),
    '-U',
    'zangpay',
    '--auth=scram-sha-256',
    '--pwfile',
    passwordFile,
  ];
  await promisify(execFile)(join(bin, 'initdb'), [...args, '--no-sync', '--no-locale', '-E', 'UTF8'], run);
}

async function createDatabase(url: string, name: string): Promise<string> {
  await query(url, `create database "${name}"`);
  return url.replace(/postgres$/, name);
}

async function query(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** The newest PostgreSQL that Debian's packages installed. */
function binFolder(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (found === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return found;
}

function userOf(name: string): { name: string; uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { name, uid: id('-u'), gid: id('-g') };
}
