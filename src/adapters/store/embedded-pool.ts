import { EventEmitter } from 'node:events';
import type { PGlite, Results } from '@electric-sql/pglite';

/** A result in the shape of node-postgres. */
type QueryResult<R> = Pick<Results<R>, 'rows'> & { command: Command; rowCount: number };
type Command = 'UPDATE' | 'DELETE' | 'INSERT' | 'SELECT' | 'MERGE' | 'COMMIT' | 'ROLLBACK';

/** Runs one task at a time, in the order of asking. */
class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, to the function that lets the next one in. */
  enter(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = promise;
    return before.then(() => resolve);
  }
}

/**
 * One of many clients of the single connection that PGlite has. From `begin` to `commit` or `rollback` the
 * connection is its own; other statements take their turn one by one.
 */
class EmbeddedClient extends EventEmitter {
  readonly #pglite: PGlite;
  readonly #turnstile: Turnstile;
  #leave: (() => void) | null = null;
  readonly #unsubscribe: () => void;

  constructor(pglite: PGlite, turnstile: Turnstile) {
    super();
    this.#pglite = pglite;
    this.#turnstile = turnstile;
    this.#unsubscribe = pglite.onNotification((channel, payload) => {
      this.emit('notification', { channel, payload });
    });
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<R>>;
  /** Kysely's types know cursors; its streams need one, and nothing here streams. */
  query<R>(cursor: { read(rows: number): Promise<R[]>; close(): Promise<void> }): never;
  query<R>(text: unknown, parameters: readonly unknown[] = []): Promise<QueryResult<R>> {
    return this.#run(String(text), parameters);
  }

  release(): void {
    this.#unsubscribe();
    if (this.#leave !== null) this.#run('rollback', []).catch(() => undefined);
  }

  async #run<R>(text: string, parameters: readonly unknown[]): Promise<QueryResult<R>> {
    const leave = this.#leave ?? (await this.#turnstile.enter());
    try {
      const result = await this.#send<R>(text, parameters);
      if (/^\s*(begin|start\s+transaction)\b/i.test(text)) this.#leave = leave;
      return result;
    } finally {
      if (/^\s*(commit|rollback)\s*;?\s*$/i.test(text)) this.#leave = null;
      if (this.#leave === null) leave();
    }
  }

  /** Text without parameters may hold several statements, as node-postgres allows; the last one answers. */
  async #send<R>(text: string, parameters: readonly unknown[]): Promise<QueryResult<R>> {
    const result =
      parameters.length > 0
        ? await this.#pglite.query<R>(text, [...parameters])
        : ((await this.#pglite.exec(text)).at(-1) as Results<R> | undefined);
    return {
      rows: result?.rows ?? [],
      command: result?.command as Command,
      rowCount: result?.rowCount ?? result?.affectedRows ?? 0,
    };
  }
}

/**
 * PGlite in the shape of a `pg.Pool`, for Kysely and for BullMQ side by side. Any number of clients share
 * its one connection, so a client that listens for notifications holds nobody up.
 */
export class EmbeddedPool extends EventEmitter {
  readonly options: object = {};
  readonly #pglite: PGlite;
  readonly #turnstile = new Turnstile();

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  async connect(): Promise<EmbeddedClient> {
    return new EmbeddedClient(this.#pglite, this.#turnstile);
  }

  async query<R>(text: string, parameters: readonly unknown[] = []): Promise<QueryResult<R>> {
    const client = await this.connect();
    try {
      return await client.query<R>(text, parameters);
    } finally {
      client.release();
    }
  }

  async end(): Promise<void> {
    const leave = await this.#turnstile.enter();
    await this.#pglite.close().finally(leave);
  }
}
