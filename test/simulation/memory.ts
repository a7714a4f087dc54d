import type { CallerMemory, PresentedCaller } from '../../src/application/ports.ts';
import type { CallerRecord, Pending } from '../../src/domain/call/event.ts';
import type { Language } from '../../src/domain/merchant/line.ts';
import type { Books, Row } from './books.ts';
import type { Journals } from './journals.ts';

/** What the shop knows of its callers, by the rules of the contract suite. A world is shorter than an hour. */
export class Memory implements CallerMemory {
  readonly #languages = new Map<string, Language>();
  readonly #told = new Set<string>();
  readonly #books: Books;
  readonly #journals: Journals;

  constructor(books: Books, journals: Journals) {
    this.#books = books;
    this.#journals = journals;
  }

  async recall(caller: PresentedCaller): Promise<CallerRecord & { readonly callsLastHour: number }> {
    const language = this.#languages.get(caller.number) ?? null;
    const callsLastHour = this.#journals.begun.filter(({ caller: of }) => of === caller.number).length;
    return { language, callsLastHour, pending: this.#pending(caller) };
  }

  async rememberLanguage(_: string, number: string, language: Language): Promise<void> {
    this.#languages.set(number, language);
  }

  async noteTold(attemptId: string): Promise<void> {
    this.#told.add(attemptId);
  }

  #pending({ line, mobile }: PresentedCaller): Pending | null {
    const rows = [...this.#books.rows.values()].filter(({ attempt }) => attempt.mobile === mobile);
    const doubts = rows.filter(({ state }) => state === 'unknown' || state === 'dispatched');
    if (doubts.length > 0) {
      return { type: 'unknown', sameLine: doubts.some(({ attempt }) => attempt.line === line) };
    }
    const untold = rows.filter(
      ({ state, surplus, attempt }) => state === 'paid' && !surplus && !this.#told.has(attempt.attemptId),
    );
    const last = untold.sort(byTime).at(-1);
    return last === undefined ? null : { type: 'paid', attemptId: last.attempt.attemptId };
  }
}

function byTime(a: Row, b: Row): number {
  return (a.settledAt ?? 0) - (b.settledAt ?? 0);
}
