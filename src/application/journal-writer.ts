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
  readonly #call: Parameters<CallJournal['begin']>[0];
  readonly #system: System;
  readonly #log: Log;
  #pending: JournalEntry[] = [];
  #writing: Promise<void> | null = null;
  #begun = false;
  #hurried = false;

  /** @param call is registered before its first entry */
  constructor(journal: CallJournal, call: Parameters<CallJournal['begin']>[0], system: System, log: Log) {
    this.#journal = journal;
    this.#call = call;
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

  /** From now on nothing is waited for: what cannot be written at once is given up. */
  hurry(): void {
    this.#hurried = true;
  }

  async #write(): Promise<void> {
    const batch = [...this.#pending];
    try {
      await this.#append(batch);
    } finally {
      this.#pending = this.#pending.slice(batch.length);
    }
  }

  async #append(batch: readonly JournalEntry[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        if (!this.#begun) await this.#journal.begin(this.#call);
        this.#begun = true;
        return await this.#journal.append(batch);
      } catch (error) {
        const { callId } = this.#call;
        // Once is enough: a store that is away for long would fill the log.
        if (tries === 1) this.#log.error({ error, callId }, 'the journal cannot be written');
        if (tries >= TRIES || this.#hurried) throw error;
      }
      await pause(this.#system, RETRY_MS);
    }
  }
}
