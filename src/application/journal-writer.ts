import type { JournalEntry } from '../domain/call/journal.ts';
import {
  type CallJournal,
  type CallRecord,
  type JournalSpool,
  JournalTaken,
  type Log,
  type System,
} from './ports.ts';
import { pause, WAIT_FOR_BOOKS_MS } from './waiting.ts';

export interface JournalWriterPorts {
  readonly journal: Pick<CallJournal, 'begin' | 'append'>;
  readonly journalSpool: JournalSpool;
  readonly system: System;
  readonly log: Log;
}

const RETRY_MS = 1_000;
/** How often an append is tried: about as long as a call may last. */
const TRIES = 900;

/**
 * Writes one call's entries in order, as many at a time as have gathered, and goes on trying while the store is
 * away. Meanwhile they lie in the spool, where they outlive this process (design.md, "The core"). `add` resolves
 * when the entry is in the store, and rejects when that has been given up.
 */
export class JournalWriter {
  readonly #ports: JournalWriterPorts;
  readonly #call: CallRecord;
  #pending: JournalEntry[] = [];
  #writing: Promise<void> | null = null;
  #begun = false;
  #hurried = false;
  /** The store has failed, or not answered in time, and has taken nothing since. */
  #storeAway = false;
  /** The number of the last entry that the spool has taken; 0 when it holds none of this call. */
  #spooled = 0;
  #spooling: Promise<void> = Promise.resolve();

  /** @param call is registered before its first entry */
  constructor(ports: JournalWriterPorts, call: CallRecord) {
    this.#ports = ports;
    this.#call = call;
  }

  async add(entry: JournalEntry): Promise<void> {
    this.#pending.push(entry);
    if (this.#storeAway) this.#spool();
    while (this.#pending.includes(entry)) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
      await this.#writing;
    }
  }

  /** From now on nothing is waited for: what cannot be written at once stays in the spool. */
  hurry(): void {
    this.#hurried = true;
  }

  async #write(): Promise<void> {
    const batch = [...this.#pending];
    const cancel = this.#ports.system.after(WAIT_FOR_BOOKS_MS, () => this.#withoutStore());
    try {
      await this.#append(batch);
      this.#storeAway = false;
    } finally {
      cancel();
      this.#pending = this.#pending.slice(batch.length);
    }
    if (this.#pending.length === 0) this.#emptySpool();
  }

  async #append(batch: readonly JournalEntry[]): Promise<void> {
    const { journal, system, log } = this.#ports;
    for (let tries = 1; ; tries += 1) {
      try {
        if (!this.#begun) await journal.begin(this.#call);
        this.#begun = true;
        return await journal.append(batch, this.#call.owner);
      } catch (error) {
        const { callId } = this.#call;
        // Another process goes on with the call: what is not written by now is no part of it.
        if (error instanceof JournalTaken) throw error;
        // Once is enough: a store that is away for long would fill the log.
        if (tries === 1) log.error({ error, callId }, 'the journal cannot be written');
        this.#withoutStore();
        if (tries >= TRIES || this.#hurried) throw error;
      }
      await pause(system, RETRY_MS);
    }
  }

  #withoutStore(): void {
    this.#storeAway = true;
    this.#spool();
  }

  /** Gives to the spool what it has not had, one write after the other: what it did not take is given once more. */
  #spool(): void {
    this.#inSpool('a journal is in no safe place: neither in the store nor in the spool', async (spool) => {
      const entries = this.#pending.filter(({ seq }) => seq > this.#spooled);
      const last = entries.at(-1);
      if (last === undefined) return;
      await spool.write(this.#call, entries);
      this.#spooled = last.seq;
    });
  }

  #emptySpool(): void {
    this.#inSpool('a journal that is in the store stays in the spool', async (spool) => {
      if (this.#spooled === 0) return;
      await spool.drop(this.#call.callId);
      this.#spooled = 0;
    });
  }

  #inSpool(trouble: string, work: (spool: JournalSpool) => Promise<void>): void {
    const { journalSpool, log } = this.#ports;
    this.#spooling = this.#spooling
      .then(() => work(journalSpool))
      .catch((error: unknown) => log.error({ error, callId: this.#call.callId }, trouble));
  }
}
