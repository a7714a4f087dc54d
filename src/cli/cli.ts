import type { Operations } from '../application/operations.ts';
import type { Environment } from '../config.ts';
import type { Paint } from './paint.ts';

/** What a command has to do with the world. */
export interface Cli {
  readonly environment: Environment;
  /** Colours for people at a terminal; elsewhere the text stays as it is. */
  readonly paint: Paint;
  /** Writes text and a line end to standard output. */
  out(text: string): void;
  /** Notes what the process exits with, when it is not 0: the command failed (1) or was used wrongly (2). */
  exit(code: 1 | 2): void;
  /** Opens the books, through the running server when there is one, and closes them after use. */
  books<T>(use: (operations: Operations) => Promise<T>): Promise<T>;
}

/** Prints what a command found: one JSON document for programs, or a text for people. */
export function show<T>(
  cli: Cli,
  flags: { readonly json?: true },
  value: T,
  forPeople: (value: T) => string,
): void {
  cli.out(flags.json === true ? JSON.stringify(value) : forPeople(value));
}

export const JSON_FLAG = ['--json', 'print one JSON document'] as const;
