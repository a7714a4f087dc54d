import type { JournalEntry } from '../domain/call/journal.ts';

type Match = (entry: JournalEntry) => boolean;

/** The journal of the demo's call as it is written, to wait upon. */
export class JournalFeed {
  readonly entries: JournalEntry[] = [];
  readonly #waiting = new Set<(entry: JournalEntry) => void>();

  readonly push = (entry: JournalEntry): void => {
    this.entries.push(entry);
    for (const wake of [...this.#waiting]) wake(entry);
  };

  /** Calls back with every entry from now on. */
  watch(see: (entry: JournalEntry) => void): void {
    this.#waiting.add(see);
  }

  /** Resolves with the next entry that matches; rejects when the call ends first, or after so many ms. */
  until(what: string, match: Match, withinMs = 90_000): Promise<JournalEntry> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        settle();
      };
      const wake = (entry: JournalEntry) => {
        if (match(entry)) return done(() => resolve(entry));
        if (entry.stage === 'ended') done(() => reject(new Error(`the call ended before ${what}`)));
      };
      const timer = setTimeout(
        () => done(() => reject(new Error(`${what} did not happen within ${withinMs / 1000} s`))),
        withinMs,
      );
      this.#waiting.add(wake);
    });
  }
}

/** True when this entry opened a question of that stage. */
export function asks(stage: string): Match {
  return (entry) => entry.stage === stage && entry.commands.some(({ type }) => type === 'OpenGather');
}
