import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Fault } from '../application/fault.ts';

/**
 * Reads a line that must not be an argument, since everybody on the machine can list arguments: from a terminal
 * without showing it, else the first line of standard input. Rejects with `Fault` when there is none.
 */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) stderr.write(question);
  const lines = createInterface({ input: stdin, output: new Silence(), terminal: isTerminal });
  try {
    const line = await nextLine(lines);
    if (line === null || line.trim() === '') {
      throw new Fault('Nothing was given: key it at the question, or pipe it in on one line.');
    }
    return line.trim();
  } finally {
    lines.close();
    if (isTerminal) stderr.write('\n');
  }
}

function nextLine(lines: Interface): Promise<string | null> {
  return new Promise((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(null));
    lines.once('SIGINT', () => resolve(null));
  });
}

/** Where readline would show what is keyed. */
class Silence extends Writable {
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}
