import { SCOPES } from '../../../src/application/ports.ts';
import type { startApi } from '../../support/api.ts';
import type { Operation } from '../../support/operations.ts';
import type { wholeApi } from '../../support/whole-api.ts';

/** One request of a route, besides its method and path. */
export interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as the route's other type. */
  readonly body?: Readonly<Record<string, unknown>> | string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: a key of the bookshop with every scope. */
  readonly key?: string;
}

export type Whole = Awaited<ReturnType<typeof wholeApi>>;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Stage {
  readonly api: Awaited<ReturnType<typeof startApi>>;
  readonly whole: Whole;
  readonly operation: Operation;
  /** A request that the route takes, a new one each time. */
  good(): Promise<Sent>;
  /** Sends it, and fails for an answer that is not documented. */
  send(sent: Sent): Promise<Answered>;
  drain(): void;
}

/** How any route comes to the problems that any route may have. */
export const GENERAL: Readonly<Record<string, (stage: Stage) => Promise<Sent>>> = {
  key_missing: async ({ good }) => ({ ...(await good()), headers: { authorization: '' } }),
  key_invalid: withKey(({ api }) => api.key.replace(/.{4}$/, 'AAAA')),
  key_expired: withKey(({ api }) => api.keys.make({ expired: true })),
  key_revoked: withKey(({ api }) => api.keys.make({ revokedAt: 1 })),
  key_of_other_mode: withKey(({ api }) => api.keys.make({ mode: 'live' })),
  address_not_allowed: withKey(({ api }) => api.keys.make({ ips: ['10.0.0.0/8'] })),
  scope_missing: withKey(({ api, operation }) =>
    api.keys.make({ scopes: SCOPES.filter((scope) => scope !== operation.scope) }),
  ),
  too_many_requests: withKey(({ api }) => {
    api.counters.hits.set('key:key_spent', 1_000_000_000);
    return api.keys.make({ keyId: 'key_spent' });
  }),
  not_acceptable: async ({ good }) => ({ ...(await good()), headers: { accept: 'image/png' } }),
  unknown_field: async ({ good }) => {
    const sent = await good();
    return { ...sent, query: { ...sent.query, colour: 'red' } };
  },
  unsupported_media_type: async ({ good }) => ({
    ...(await good()),
    body: 'x',
    headers: { 'content-type': 'text/plain' },
  }),
  invalid_field: async ({ good, operation }) => {
    const sent = await good();
    const [name] = namesOf(operation, 'properties');
    if (name !== undefined) return { ...sent, body: { ...(sent.body as object), [name]: {} } };
    return { ...sent, query: { ...sent.query, limit: '0' } };
  },
  missing_field: async ({ good, operation }) => {
    const sent = await good();
    const [name] = namesOf(operation, 'required');
    const kept = Object.entries(sent.body as object).filter(([field]) => field !== name);
    return { ...sent, body: Object.fromEntries(kept) };
  },
  malformed_json: async ({ good }) => ({ ...(await good()), body: Buffer.from('{"pan":') }),
  body_too_large: async ({ good }) => ({ ...(await good()), body: Buffer.alloc(6 * 1024 * 1024, 'x') }),
  not_found: async ({ operation }) => ({ params: everyParam(operation, '!') }),
  bad_request: async ({ good, operation }) =>
    operation.body?.type === 'text/csv'
      ? { ...(await good()), body: Buffer.from([0x61, 0xff, 0x0a]) }
      : { params: everyParam(operation, '%E0%A4%A') },
  internal: failing(() => new TypeError('a mistake of ours')),
  store_down: failing(() =>
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
  ),
  draining: async ({ good, drain }) => {
    const sent = await good();
    drain();
    return sent;
  },
  idempotency_key_invalid: async ({ good }) => ({ ...(await good()), headers: { 'idempotency-key': 'a b' } }),
  idempotency_key_reused: async ({ good, send }) => {
    const headers = { 'idempotency-key': 'one' };
    await send({ ...(await good()), headers });
    return { ...(await good()), headers };
  },
  idempotency_unfinished: async ({ good, send, api }) => {
    const sent = { ...(await good()), headers: { 'idempotency-key': 'two' } };
    await send(sent);
    for (const row of api.idempotency.kept.values()) row.resourceId = null;
    api.idempotency.leaveAll();
    return sent;
  },
};

function withKey(keyOf: (stage: Stage) => string) {
  return async (stage: Stage): Promise<Sent> => ({ ...(await stage.good()), key: keyOf(stage) });
}

function failing(errorOf: () => Error) {
  return async ({ good, whole }: Stage): Promise<Sent> => {
    const sent = await good();
    whole.knobs.failure = errorOf();
    return sent;
  };
}

function namesOf({ body }: Operation, what: 'properties' | 'required'): readonly string[] {
  const schema = (body?.schema ?? {}) as { properties?: object; required?: readonly string[] };
  return what === 'required' ? (schema.required ?? []) : Object.keys(schema.properties ?? {});
}

function everyParam({ params }: Operation, value: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(params).map((name) => [name, value]));
}
