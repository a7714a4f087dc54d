import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that a test started and ends by its pid. */
export interface ServerProcess {
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and resolves once the process is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a server and resolves once `isReady`. When it ends before that, what it printed is in the error.
 * The kernel ends the server with this process, also when that is killed (`setpriv`, of util-linux).
 */
export async function startServer(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
  isReady: () => Promise<boolean>,
): Promise<ServerProcess> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', file, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  child.stdout?.on('data', (text) => printed.push(String(text)));
  child.stderr?.on('data', (text) => printed.push(String(text)));
  const exited = once(child, 'exit');
  await untilReady(file, child, isReady, printed);
  return {
    pid: child.pid ?? 0,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      if (hasEnded(child)) return;
      child.kill(signal);
      await exited;
    },
  };
}

async function untilReady(
  file: string,
  child: ChildProcess,
  isReady: () => Promise<boolean>,
  printed: readonly string[],
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isReady())) {
    if (hasEnded(child) || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${file} did not start:\n${printed.join('')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
