import { spawn } from 'node:child_process';
import { Fault } from '../../application/fault.ts';

/** The programs that make sounds, packages of Debian under the same name, and those that play them. */
type Tool = 'espeak-ng' | 'sox' | 'play' | 'aplay';

/** A program is not on PATH. */
export class NotInstalled extends Fault {
  override readonly name = 'NotInstalled';
}

/** Raw mono samples at the telephone's rate, as sox reads and writes them on a pipe. */
export const RAW = '-t raw -r 8000 -e signed -b 16 -c 1'.split(' ');

/**
 * Runs a program with bytes on its input and resolves to its output.
 * Rejects with `NotInstalled`, or with a Fault when it fails.
 */
export function runTool(tool: Tool, args: readonly string[], input: string | Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: 'pipe' });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    // A program that ends before it has read everything is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(tool, error)));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new Fault(`${tool} failed (exit code ${code}): ${lastLine(Buffer.concat(errors))}`));
    });
    child.stdin.end(input);
  });
}

function notStarted(tool: Tool, error: NodeJS.ErrnoException): Fault {
  return error.code === 'ENOENT'
    ? new NotInstalled(
        `${tool} is not installed, and sounds are made with it: run "apt-get install espeak-ng sox", then try again.`,
      )
    : new Fault(`${tool} could not be started: ${error.message}`);
}

function lastLine(bytes: Buffer): string {
  return bytes.toString().trim().split('\n').at(-1) || 'it said nothing more';
}
