import type { System } from '../../application/ports.ts';

/** A key that lives for a while. `renewAt` is when it is to be renewed, some time before it ends. Milliseconds. */
export interface Token {
  readonly value: string;
  readonly renewAt: number;
}

/** Where a token lies between two uses, and who may renew it. */
export interface TokenShelf<T extends Token> {
  read(): Promise<T | null>;
  write(token: T): Promise<void>;
  /** Does the work while no other process that shares the shelf does: whoever waited reads before it renews. */
  alone<R>(work: () => Promise<R>): Promise<R>;
}

/** A shelf of this process alone. */
export function shelfInMemory<T extends Token>(): TokenShelf<T> {
  let kept: T | null = null;
  return {
    read: async () => kept,
    write: async (token) => {
      kept = token;
    },
    alone: (work) => work(),
  };
}

export interface TokenSource<T extends Token> {
  readonly shelf: TokenShelf<T>;
  /** Asks for a new one. Rejects with a sentence when there is none to be had. */
  readonly renew: (old: T | null) => Promise<T>;
  readonly system: Pick<System, 'now'>;
}

/**
 * Keeps one token fresh (contracts.md 2.3, 6.2): it is renewed ahead of its end, and however many ask for it at
 * once, one of them renews it and the others wait.
 */
export class TokenKeeper<T extends Token> {
  readonly #source: TokenSource<T>;
  #renewing: Promise<T> | null = null;

  constructor(source: TokenSource<T>) {
    this.#source = source;
  }

  /** Resolves to a token that is still good by its own word; rejects as `renew` does. */
  async get(): Promise<T> {
    const kept = await this.#source.shelf.read();
    return kept !== null && this.#isFresh(kept) ? kept : this.#renewed(kept);
  }

  /** Told of a token that was refused: resolves to another, which somebody else may have got meanwhile. */
  async insteadOf(refused: T): Promise<T> {
    const kept = await this.#source.shelf.read();
    return kept !== null && kept.value !== refused.value ? kept : this.#renewed(refused);
  }

  #isFresh({ renewAt }: T): boolean {
    return this.#source.system.now() < renewAt;
  }

  #renewed(stale: T | null): Promise<T> {
    this.#renewing ??= this.#renew(stale).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  #renew(stale: T | null): Promise<T> {
    const { shelf, renew } = this.#source;
    return shelf.alone(async () => {
      const kept = await shelf.read();
      if (kept !== null && kept.value !== stale?.value && this.#isFresh(kept)) return kept;
      const token = await renew(kept);
      await shelf.write(token);
      return token;
    });
  }
}

/**
 * Asks with a token; when it is refused, once more with another, and then no more. A refused token moved nothing,
 * so that to ask again is safe (contracts.md 2.3).
 */
export async function askWithToken<T extends Token, R>(
  keeper: TokenKeeper<T>,
  ask: (token: T) => Promise<R>,
  isRefused: (reply: R) => boolean,
): Promise<R> {
  const token = await keeper.get();
  const reply = await ask(token);
  return isRefused(reply) ? ask(await keeper.insteadOf(token)) : reply;
}
