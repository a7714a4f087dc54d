import type { JournalEntry } from '../../domain/call/journal.ts';
import type { CallRecord } from './journal.ts';
import type { AttemptResult } from './payment-store.ts';

/** Results on this machine's own disk, from the bank's answer until the books have them (payment.md). */
export interface Spool {
  /** Resolves when the result outlives a power cut; rejects with `Fault` when it cannot be written. */
  write(result: AttemptResult): Promise<void>;
  /** All that is in it, in no order. What cannot be read is set aside, with an alarm. */
  list(): Promise<readonly AttemptResult[]>;
  /** Forgets a result that the books have. One that is not there is no error. */
  drop(evidenceId: string): Promise<void>;
  /** Keeps a result that these books refuse out of the way of others, under a name that says so. */
  setAside(evidenceId: string): Promise<void>;
}

/** A journal, or its end, that the store did not take from the process that wrote it. */
export interface SpooledJournal {
  readonly call: CallRecord;
  /** In their order. */
  readonly entries: readonly JournalEntry[];
}

/** Journals on this machine's own disk while the store is away. */
export interface JournalSpool {
  /** Adds entries of a call behind those that are there. Resolves when they outlive a power cut. */
  write(call: CallRecord, entries: readonly JournalEntry[]): Promise<void>;
  /** All that is in it. What cannot be read is set aside, with an alarm. */
  list(): Promise<readonly SpooledJournal[]>;
  /** Forgets the entries of a call that the store has. */
  drop(callId: string): Promise<void>;
}
