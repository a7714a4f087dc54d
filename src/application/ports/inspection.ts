import type { BankConsent } from './bank-consents.ts';

/** What the books say of themselves. */
export interface BooksReport {
  readonly kind: 'postgres' | 'embedded';
  /** The migrations of this version that have not run, by name, in order; and how many have. */
  readonly migrations: { readonly ran: number; readonly missing: readonly string[] };
  /** Whether an acknowledged COMMIT outlives a power cut (payment.md, "Live guard"). */
  readonly durable: boolean;
  /** How far this machine's clock is ahead of the database's, in milliseconds. */
  readonly aheadMs: number;
  /** Of results that wait to be recorded, when they wait in this database; null when there was no queue yet. */
  readonly jobs: JobsReport | null;
  /** All of them, without tokens; none while their table is not made. */
  readonly consents: readonly BankConsent[];
  /** The ids of consents in force whose tokens cannot be opened: they were sealed under another secret. */
  readonly unopened: readonly string[];
}

/** Jobs of the queue of results. One that failed is tried no more: its result is in no book. */
export interface JobsReport {
  readonly failed: number;
  /** Those that run or will. */
  readonly waiting: number;
}

/** What Redis says of itself, and of the queue of results in it. */
export interface RedisReport {
  /** Whether it may throw jobs away when its memory is full, as a cache does. */
  readonly evicts: boolean;
  /** Whether what is written outlives a crash. */
  readonly persists: boolean;
  readonly jobs: JobsReport;
}

/** What was seen of the data folder. */
export type FolderSeen =
  | { readonly type: 'writable'; readonly freeBytes: number }
  /** Not there; whether it can be made is known by the nearest folder above it. */
  | { readonly type: 'absent'; readonly freeBytes: number }
  | { readonly type: 'refused'; readonly why: string };

/** A file in the spool. `setAside`: it could not be read, or belongs to other books. */
export interface SpoolLeftover {
  readonly kind: 'result' | 'journal' | 'setAside';
  readonly ageMs: number;
}

/** Looks at the books and changes nothing. Rejects with a sentence when they cannot be read. */
export interface BooksInspector {
  inspect(): Promise<BooksReport>;
}
