import { CommanderError } from 'commander';
import { Fault } from '../application/fault.ts';
import { ConfigFault } from '../config.ts';

/** How a command that threw ends: what is said, and what the process exits with. */
export interface Failure {
  readonly sentence: string;
  /** Whether commander has told people already. */
  readonly told: boolean;
  readonly exitCode: 0 | 1 | 2;
}

/** The one place where an error becomes a sentence and an exit code. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    return {
      sentence: error.message.replace(/^error: /, ''),
      told: true,
      exitCode: error.exitCode === 0 ? 0 : 2,
    };
  }
  if (error instanceof ConfigFault) return { sentence: error.message, told: false, exitCode: 2 };
  const written = error instanceof Fault || isNamed(error);
  return { sentence: written ? error.message : unforeseen(error), told: false, exitCode: 1 };
}

/** An error with a name of its own, as ports have, is written for people as a `Fault` is. */
function isNamed(error: unknown): error is Error {
  return error instanceof Error && error.message !== '' && !/^([A-Z][a-z]+)?Error$/.test(error.name);
}

/** What nobody foresaw: what it says of itself and where it arose, so that it can be reported. */
function unforeseen(error: unknown): string {
  if (!(error instanceof Error)) return `Something went wrong: ${String(error)}.`;
  const where = error.stack
    ?.split('\n')
    .find((line) => line.includes('/src/'))
    ?.trim();
  const what = error.message === '' && 'code' in error ? String(error.code) : error.message;
  return `Something went wrong that Zangpay did not foresee: ${what}${where === undefined ? '' : ` (${where})`}.`;
}
