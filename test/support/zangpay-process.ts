import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const READY_MS = 30_000;

/** A `zangpay serve` that a test started. */
export interface ZangpayProcess {
  /** Where its HTTP listens. */
  readonly httpUrl: string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it in order, and resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Starts `zangpay serve` with its log in a file of `folder`, and resolves once it is ready. */
export async function startZangpay(folder: string, env: NodeJS.ProcessEnv): Promise<ZangpayProcess> {
  await mkdir(folder, { recursive: true });
  const child = spawn(process.execPath, [MAIN, 'serve', '--json'], { env, cwd: folder });
  child.stderr.pipe(createWriteStream(join(folder, 'server.log'), { flags: 'a' }));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const ready = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
  const late = sleep(READY_MS, undefined, { ref: false });
  const first = await Promise.race([ready, exited.then(() => null), late.then(() => null)]);
  if (first === null) {
    child.kill('SIGKILL');
    throw new Error(`zangpay serve did not get ready; its log is ${join(folder, 'server.log')}`);
  }
  return {
    httpUrl: (JSON.parse(first) as { readonly http: string }).http,
    signal: (signal) => void child.kill(signal),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A process that may be started again after it was ended. */
export interface RestartableZangpay extends ZangpayProcess {
  start(): Promise<void>;
}

export async function restartable(start: () => Promise<ZangpayProcess>): Promise<RestartableZangpay> {
  let running = await start();
  return {
    get httpUrl() {
      return running.httpUrl;
    },
    signal: (signal) => running.signal(signal),
    stop: () => running.stop(),
    kill: () => running.kill(),
    async start() {
      running = await start();
    },
  };
}
