import { Pool } from 'undici';
import type { System } from '../../application/ports.ts';
import type { Exchange } from './exchange.ts';
import { type Sending, sendOnce } from './send-once.ts';

/** How an outside service is reached. */
export interface ProviderSettings {
  /** Such as `https://core.paystar.ir/api`. */
  readonly baseUrl: string;
  /** How long a connection may take to be made, in milliseconds. */
  readonly connectMs: number;
  readonly clock: Pick<System, 'after'>;
}

/** One request to an outside service. */
export interface ProviderRequest extends Pick<Sending, 'method' | 'headers' | 'timeoutMs' | 'largestReply'> {
  /** Below the base address, with a leading slash and its query. Never logged: it may hold a key. */
  readonly path: string;
  /** Zeroed when the request has ended. */
  readonly body: Buffer | null;
  /** Asked in the same turn in which the first byte would leave; by default it may. */
  readonly mayStillSend?: () => boolean;
}

/** An outside service. Every request has a deadline, is sent at most once, and follows no redirection. */
export interface Provider {
  /** Resolves to what came of it; never rejects. */
  ask(request: ProviderRequest): Promise<Exchange>;
  /** Takes no more requests; resolves when those under way have ended, at the latest at their deadlines. */
  close(): Promise<void>;
}

/**
 * Opens an outside service.
 *
 * Every request has a connection of its own (`pipelining: 0`): on a connection kept open, the other side may hang up
 * in the very moment in which a request is written, and whether money moved would be unknown for nothing. HTTP/2 is
 * off: there the library itself may send a request again.
 */
export function openProvider({ baseUrl, connectMs, clock }: ProviderSettings): Provider {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, { pipelining: 0, allowH2: false, connectTimeout: connectMs });
  return {
    async ask({ path, body, mayStillSend = () => true, ...sending }) {
      try {
        return await sendOnce(pool, { ...sending, path: prefix + path, body, mayStillSend }, clock);
      } finally {
        body?.fill(0);
      }
    },
    close: () => pool.close(),
  };
}

/** What may be logged of an exchange: never a body, which may repeat what was asked. */
export function loggableOf(heard: Exchange): object {
  switch (heard.type) {
    case 'reply':
    case 'oversized':
      return { heard: heard.type, httpStatus: heard.httpStatus };
    case 'lost':
    case 'neverLeft':
      return { heard: heard.type, why: heard.why, detail: heard.detail };
  }
}
