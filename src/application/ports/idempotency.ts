import type { KeyMode } from './api-keys.ts';

/** An answer as it is given again. It holds no secret: answers never do. */
export interface KeptAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which request a key names: keys of two merchants, or on two routes, have nothing to do with each other. */
export interface IdempotentRequest {
  readonly merchantId: string;
  readonly mode: KeyMode;
  /** The route's method and pattern. */
  readonly route: string;
  readonly key: string;
}

/** How a request with a key stands. */
export type IdempotencyState =
  /** It is the first one, and the caller's to run. */
  | { readonly type: 'begun' }
  /** The key was used with another body. */
  | { readonly type: 'differs' }
  | { readonly type: 'answered'; readonly answer: KeptAnswer }
  /** A process that lives began it. `resourceId` is what it works on, as far as that is known. */
  | { readonly type: 'running'; readonly owner: string; readonly resourceId: string | null }
  /** Whoever ran it is gone. */
  | { readonly type: 'left'; readonly resourceId: string | null };

/** First answers to requests with an Idempotency-Key, kept for 24 hours by the database's clock. */
export interface IdempotencyStore {
  /**
   * Begins a request, or tells how the one before it stands. An owner whose process has not been heard of for a
   * while counts as gone.
   * @param hash SHA-256 of the request, 64 hexadecimal digits: without the PIN, and with the card's hash for the card
   */
  begin(
    request: IdempotentRequest,
    by: { readonly hash: string; readonly owner: string; readonly resourceId: string | null },
  ): Promise<IdempotencyState>;
  /** Notes what a running request works on, for the case that its process dies. */
  note(request: IdempotentRequest, resourceId: string): Promise<void>;
  /** Keeps the first answer. */
  answer(request: IdempotentRequest, answer: KeptAnswer): Promise<void>;
  /** Forgets a request that came to nothing, so that the same key may be used again. */
  forget(request: IdempotentRequest): Promise<void>;
  /** Forgets what is older than 24 hours; resolves to the count. */
  forgetOld(): Promise<number>;
}
