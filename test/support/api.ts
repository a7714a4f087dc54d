import { onTestFinished } from 'vitest';
import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { makeKey } from '../../src/adapters/http/api-key.ts';
import { Idempotency } from '../../src/adapters/http/idempotency.ts';
import { RateLimits } from '../../src/adapters/http/rate-limit.ts';
import type { Route } from '../../src/adapters/http/route.ts';
import { startHttp } from '../../src/adapters/http/server.ts';
import { createLogger } from '../../src/adapters/logger.ts';
import { createSystem } from '../../src/adapters/system.ts';
import {
  type IdempotencyState,
  type IdempotencyStore,
  type IdempotentRequest,
  type KeptAnswer,
  type PresentedKey,
  SCOPES,
} from '../../src/application/ports.ts';
import { FakeCounters } from './fakes.ts';

/** The card hasher of these servers. */
const HASHER = createCardHasher(Buffer.alloc(32, 'test'));

/** The API of some routes, listening, with its keys, counts and first answers in memory. Ends with the test. */
export async function startApi(options: {
  readonly routes: readonly Route[];
  readonly draining?: () => boolean;
  readonly mode?: 'live' | 'test';
  readonly trustProxy?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly idempotency?: FakeIdempotency;
  readonly owner?: string;
}) {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const keys = fakeKeys();
  const counters = new FakeCounters();
  const system = createSystem();
  const { monotonicMs } = system;
  const {
    routes,
    draining = () => false,
    mode = 'test',
    trustProxy = [],
    requestsPerMinute = 10_000,
  } = options;
  const { owner = 'this process' } = options;
  const store = options.idempotency ?? new FakeIdempotency();
  const server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    health: async () => ({ status: 'ok', checks: {}, version: '1.2.3' }),
    version: '1.2.3',
    log,
    system,
    api: {
      routes,
      draining,
      trustProxy,
      auth: { keys, mode },
      rates: new RateLimits({ counters, requestsPerMinute, monotonicMs }),
      idempotency: new Idempotency({ store, owner, log, monotonicMs }),
      cardHasher: HASHER,
    },
  });
  onTestFinished(() => server.close());
  const bookshop = keys.make();
  return {
    url: server.url,
    lines,
    keys,
    counters,
    idempotency: store,
    /** A key of the merchant `bookshop` with every scope. */
    key: bookshop,
    /** Asks with that key unless another is given, and reads the answer. */
    async ask(
      method: string,
      path: string,
      {
        body,
        key = bookshop,
        headers = {},
      }: { body?: unknown; key?: string; headers?: Record<string, string> } = {},
    ) {
      const response = await fetch(server.url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...Object.fromEntries(new Headers(headers)),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : null,
      };
    },
  };
}

/** Keys in memory. */
function fakeKeys() {
  const kept = new Map<string, PresentedKey>();
  return {
    kept,
    away: false,
    /** Makes a key, of `bookshop` with every scope unless said otherwise, and gives the whole of it. */
    make(given: Partial<PresentedKey> = {}): string {
      const { key, prefix, hash } = makeKey(given.mode ?? 'test');
      const facts = { keyId: `key_${kept.size + 1}`, merchantId: 'bookshop', mode: 'test', ips: [] } as const;
      const times = {
        createdAt: 0,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
        expired: false,
        noted: true,
      };
      kept.set(prefix, { ...facts, ...times, prefix, hash, scopes: SCOPES, ...given });
      return key;
    },
    async find(prefix: string): Promise<PresentedKey | null> {
      if (this.away) throw new Error('the store is away');
      return kept.get(prefix) ?? null;
    },
    /** The ids whose use was noted. */
    used: [] as string[],
    async noteUse(keyId: string): Promise<void> {
      this.used.push(keyId);
      if (this.away) throw new Error('the store is away');
    },
  };
}

interface KeptRequest {
  readonly hash: string;
  owner: string;
  resourceId: string | null;
  answer: KeptAnswer | null;
}

/** First answers in memory. Several processes share it by their owners. */
export class FakeIdempotency implements IdempotencyStore {
  readonly kept = new Map<string, KeptRequest>();
  readonly gone = new Set<string>();
  away = false;

  async begin(
    request: IdempotentRequest,
    by: { readonly hash: string; readonly owner: string; readonly resourceId: string | null },
  ): Promise<IdempotencyState> {
    this.#ask();
    const row = this.kept.get(nameOf(request));
    if (row === undefined) {
      this.kept.set(nameOf(request), { ...by, answer: null });
      return { type: 'begun' };
    }
    const { owner, resourceId } = row;
    if (row.hash !== by.hash) return { type: 'differs' };
    if (row.answer !== null) return { type: 'answered', answer: row.answer };
    return this.gone.has(owner) ? { type: 'left', resourceId } : { type: 'running', owner, resourceId };
  }

  async note(request: IdempotentRequest, resourceId: string): Promise<void> {
    this.#ask();
    const row = this.kept.get(nameOf(request));
    if (row !== undefined) row.resourceId = resourceId;
  }

  async answer(request: IdempotentRequest, answer: KeptAnswer): Promise<void> {
    this.#ask();
    const row = this.kept.get(nameOf(request));
    if (row !== undefined) row.answer = answer;
  }

  async forget(request: IdempotentRequest): Promise<void> {
    this.#ask();
    this.kept.delete(nameOf(request));
  }

  async forgetOld(): Promise<number> {
    return 0;
  }

  /** As if every process had died before it answered. */
  leaveAll(): void {
    for (const row of this.kept.values()) {
      row.answer = null;
      this.gone.add(row.owner);
    }
  }

  #ask(): void {
    if (this.away) throw new Error('the store is away');
  }
}

function nameOf({ merchantId, mode, route, key }: IdempotentRequest): string {
  return [merchantId, mode, route, key].join(' ');
}
