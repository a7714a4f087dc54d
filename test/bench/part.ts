import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** A process of a bench, which tells its URL when it listens. */
export interface Part {
  readonly url: string;
  /** Ends it and waits for its end. */
  end(): Promise<void>;
}

/** Starts a file of this folder; what it writes goes to a log, as a server's would. */
export async function startPart(file: string, args: readonly string[], logFile: string): Promise<Part> {
  const log = openSync(logFile, 'a', 0o600);
  const stdio = ['ignore', log, log, 'ipc'] as const;
  const child = fork(join(import.meta.dirname, file), [...args], { stdio: [...stdio] });
  closeSync(log);
  const exited = once(child, 'exit');
  const died = exited.then(() => Promise.reject(new Error(`${file} ended before it listened.`)));
  const told = once(child, 'message').then(([message]) => String(message));
  const url = await Promise.race([told, died]);
  const end = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  return { url, end };
}

/** In the process itself: tells the URL, and ends with the bench, however that ends. */
export function isListening(url: string, close: () => Promise<void>): void {
  process.once('disconnect', () => void close().finally(() => process.exit()));
  process.send?.(url);
}
