import type { AttemptResult, Spool } from '../../src/application/ports.ts';

/** The spool of one machine: it outlives the processes that run there one after the other. */
export class Disk implements Spool {
  readonly #files = new Map<string, string>();
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
