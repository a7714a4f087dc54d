/** How often a name was counted in the window that runs. */
export interface RateCount {
  readonly hits: number;
  /** When the window ends: milliseconds from now, by the database's clock. */
  readonly endsInMs: number;
}

/** Counts in the store, so that several processes agree. */
export interface RateCounters {
  /** Counts one more. A window begins with its first hit. */
  hit(name: string, windowMs: number): Promise<RateCount>;
  /** Forgets windows that are over; resolves to the count. */
  forgetOld(): Promise<number>;
}
