import type { Operations } from '../../application/operations.ts';
import type { Log, System } from '../../application/ports.ts';
import type { Config, VariableName } from '../../config.ts';

/** What is looked at, and by what. */
export interface Examination {
  readonly config: Config;
  /** `settings` where one of these variables is wrong, so that what uses it cannot be looked at; else nothing. */
  uses(...variables: readonly VariableName[]): readonly string[];
  /** The server that runs on this data folder; null when none does. */
  readonly running: Operations | null;
  readonly system: System;
  readonly log: Log;
  /** How long one step of a look may take, in milliseconds. */
  readonly patienceMs: number;
  /** Whether payments here are of real money, as far as the gateway tells. */
  isLive(): Promise<boolean>;
  /** What is opened is closed when everything was looked at. */
  readonly opened: AsyncDisposableStack;
}
