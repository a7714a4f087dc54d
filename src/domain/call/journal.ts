import type { CallCommand } from './command.ts';
import type { CallEvent } from './event.ts';

/** The version of the transition that wrote an entry (design.md, "The core"). */
export const FLOW_VERSION = 1;

/** One event of a call, the stage that it led to and what was asked for. Free of secrets by its types. */
export interface JournalEntry {
  readonly callId: string;
  /** Counts the entries of one call from 1 without a gap. */
  readonly seq: number;
  /** When the event was taken from the mailbox: milliseconds since the epoch. */
  readonly at: number;
  readonly flowVersion: number;
  readonly event: CallEvent;
  readonly stage: string;
  readonly commands: readonly CallCommand[];
}
