import type {
  AttemptResult,
  CallRecord,
  JournalSpool,
  Spool,
  SpooledJournal,
} from '../../src/application/ports.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

/** The spool of one machine: it outlives the processes that run there one after the other. */
export class Disk implements Spool {
  readonly #files = new Map<string, string>();
  readonly journals = new JournalDisk();
  /** Everything that was ever written, as text. */
  readonly written: string[] = [];

  get size(): number {
    return this.#files.size;
  }

  async write(result: AttemptResult): Promise<void> {
    const text = JSON.stringify(result);
    this.#files.set(result.evidenceId, text);
    this.written.push(text);
  }

  async list(): Promise<readonly AttemptResult[]> {
    return [...this.#files.values()].map((text) => JSON.parse(text));
  }

  async drop(evidenceId: string): Promise<void> {
    this.#files.delete(evidenceId);
  }

  async setAside(evidenceId: string): Promise<void> {
    this.#files.delete(evidenceId);
  }
}

/** The journals' part of a spool, on the same disk. */
export class JournalDisk implements JournalSpool {
  readonly #files = new Map<string, string[]>();
  readonly written: string[] = [];

  get size(): number {
    return this.#files.size;
  }

  async write(call: CallRecord, entries: readonly JournalEntry[]): Promise<void> {
    const file = this.#files.get(call.callId) ?? [JSON.stringify(call)];
    const lines = entries.map((entry) => JSON.stringify(entry));
    this.#files.set(call.callId, [...file, ...lines]);
    this.written.push(...lines);
  }

  async list(): Promise<readonly SpooledJournal[]> {
    return [...this.#files.values()].map(([call = '', ...entries]) => ({
      call: JSON.parse(call),
      entries: entries.map((line) => JSON.parse(line)),
    }));
  }

  async drop(callId: string): Promise<void> {
    this.#files.delete(callId);
  }
}
