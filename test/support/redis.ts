import { Redis } from 'ioredis';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { tempFolder } from './temp-folder.ts';

/** A Redis server of a test's own, set as a queue needs it: every write on disk, nothing evicted. */
export interface TestRedis {
  readonly url: string;
  /** Starts the server that was stopped, on the same port and with the same data. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where it keeps its files. */
  readonly dataFolder: string;
  query(command: string, ...args: readonly string[]): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const folder = tempFolder();
  const port = await freeTcpPort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ServerProcess | null = null;
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path];
    const policy = [
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
    ];
    server = await startServer('redis-server', [...args, ...policy], { cwd: folder.path }, () =>
      answers(url),
    );
  };
  const stop = async () => server?.end('SIGTERM');
  await start();
  return {
    url,
    dataFolder: folder.path,
    async query(command, ...args) {
      const redis = new Redis(url);
      await redis.call(command, ...args);
      redis.disconnect();
    },
    start,
    stop,
    async remove() {
      await stop();
      await folder.remove();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    return (await client.connect().then(() => client.ping())) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
