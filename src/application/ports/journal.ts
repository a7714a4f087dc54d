import type { JournalEntry } from '../../domain/call/journal.ts';

/** One line of the list of calls. */
export interface CallSummary {
  readonly callId: string;
  readonly line: string;
  readonly merchantId: string | null;
  /** E.164; null when withheld or none. */
  readonly caller: string | null;
  readonly startedAt: number;
  /** Null while the call runs. */
  readonly endedAt: number | null;
  readonly stage: string;
  readonly entries: number;
}

/** What the list of calls knows of a call from its beginning. */
export interface CallRecord {
  readonly callId: string;
  readonly channelId: string;
  readonly line: string;
  readonly caller: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The process that looks after it. */
  readonly owner: string;
}

/** Another process has the call, or has written another entry of that number: what is refused so is no part of it. */
export class JournalTaken extends Error {
  override readonly name = 'JournalTaken';
}

export interface CallJournal {
  /** Registers a call before its first entry. The same call again is no error: it changes hands and goes on. */
  begin(call: CallRecord): Promise<void>;
  /** Gives a call into other hands: whoever had it before appends no more. One that is not known stays so. */
  take(callId: string, owner: string): Promise<void>;
  /**
   * Appends entries of one call in order; durable when resolved. All of them again, in the same words, is no
   * error, since an acknowledgement may be lost. Rejects with `JournalTaken` when another process has the call, or
   * another entry stands under a (callId, seq).
   */
  append(entries: readonly JournalEntry[], owner: string): Promise<void>;
  /** Notes what the list of calls shows; at least one fact. */
  note(
    callId: string,
    facts: { merchantId?: string; line?: string; endedAt?: number },
    /** Given: nothing is noted once another process has the call. */
    owner?: string,
  ): Promise<void>;
  read(callId: string): Promise<readonly JournalEntry[]>;
  /** The call that runs on a channel, by what `begin` was told; null when the books know of none. */
  callOn(channelId: string): Promise<string | null>;
  /** Newest first. */
  list(filter: { readonly line?: string; readonly limit: number }): Promise<readonly CallSummary[]>;
  show(callId: string): Promise<CallSummary | null>;
}
