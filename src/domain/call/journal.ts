import type { CallCommand } from './command.ts';
import type { CallEvent } from './event.ts';
import { type CallState, NEW_CALL } from './state.ts';
import { transition } from './transition.ts';

/** The version of the transition that wrote an entry (design.md, "The core"). */
export const FLOW_VERSION = 2;

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

/** The state to which the events of a journal lead. */
export function foldJournal(entries: readonly JournalEntry[]): CallState {
  return entries.reduce((state, { event }) => transition(state, event).state, NEW_CALL);
}

/** Whether a journal replays to what was lived; if not, where and in what it first differs. */
export type Replay =
  | { readonly identical: true; readonly entries: number; readonly stage: string }
  | { readonly identical: false; readonly seq: number; readonly what: string };

/** Folds the events of a journal and compares each step with the one that was recorded. */
export function replayJournal(entries: readonly JournalEntry[]): Replay {
  let state: CallState = NEW_CALL;
  for (const [index, entry] of entries.entries()) {
    const step = transition(state, entry.event);
    const what = difference(entry, index + 1, step.state.stage, step.commands);
    if (what !== null) return { identical: false, seq: entry.seq, what };
    state = step.state;
  }
  return { identical: true, entries: entries.length, stage: state.stage };
}

function difference(
  entry: JournalEntry,
  seq: number,
  stage: string,
  commands: readonly CallCommand[],
): string | null {
  if (entry.seq !== seq) return `the journal has entry ${entry.seq} where ${seq} is due`;
  if (entry.flowVersion !== FLOW_VERSION) return `flow version ${entry.flowVersion} is not known here`;
  if (entry.stage !== stage) return `the stage was ${entry.stage} and is ${stage} now`;
  return sameData(entry.commands, commands) ? null : 'the commands differ';
}

/** Compares plain data by value, whatever the order of keys: a database does not keep it. */
function sameData(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameData(left[key], right[key]));
}
