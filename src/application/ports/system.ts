export interface System {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** 64 random bits. */
  random64(): bigint;
  /** A new id with a prefix that tells its kind: `call_…`, `att_…`; ids made later sort later. */
  newId(kind: 'call' | 'ring' | 'bill' | 'att' | 'inv' | 'evd' | 'key' | 'req' | 'con'): string;
  /** Calls back once after so many milliseconds unless cancelled. */
  after(ms: number, run: () => void): () => void;
}

/** Structured logging; `fields` never hold a secret or a raw reply. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
