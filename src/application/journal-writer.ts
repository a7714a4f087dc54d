import type { JournalEntry } from '../domain/call/journal.ts';
import type { CallJournal, Log, System } from './ports.ts';
import { pause } from './waiting.ts';

const RETRY_MS = 1_000;
/** How often an append is tried: about as long as a call may last. */
const TRIES = 900;

/**
 * Writes one call's entries in order, as many at a time as have gathered, and goes on trying while the
 * store is away. `add` resolves when the entry is durable, and rejects when it has been given up.
 */
export class JournalWriter {
  readonly #journal: CallJournal;
  readonly #system: System;
  readonly #log: Log;
  #pending: JournalEntry[] = [];
  #writing: Promise<void> | null = null;

  constructor(journal: CallJournal, system: System, log: Log) {
    this.#journal = journal;
    this.#system = system;
    this.#log = log;
  }

  async add(entry: JournalEntry): Promise<void> {
    this.#pending.push(entry);
    while (this.#pending.includes(entry)) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
      await this.#writing;
    }
  }

  async #write(): Promise<void> {
    const batch = [...this.#pending];
    try {
      await this.#append(batch);
    } finally {
      this.#pending = this.#pending.slice(batch.length);
    }
  }

  async #append(batch: readonly JournalEntry[], tries = 1): Promise<void> {
    try {
      await this.#journal.append(batch);
    } catch (error) {
      this.#log.error(
        { error, callId: batch[0]?.callId, entries: batch.length, tries },
        'the journal cannot be written',
      );
      if (tries >= TRIES) throw error;
      await pause(this.#system, RETRY_MS);
      await this.#append(batch, tries + 1);
    }
  }
}
