import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { keyMaker } from '../../src/adapters/http/api-key.ts';
import { Idempotency } from '../../src/adapters/http/idempotency.ts';
import { exampleOf } from '../../src/adapters/http/openapi-examples.ts';
import { RateLimits } from '../../src/adapters/http/rate-limit.ts';
import type { Route, RouteExample } from '../../src/adapters/http/route.ts';
import { createRoutes } from '../../src/adapters/http/routes/index.ts';
import { type HttpServer, startHttp } from '../../src/adapters/http/server.ts';
import { createLogger } from '../../src/adapters/logger.ts';
import { openSpool } from '../../src/adapters/spool.ts';
import { createApiKeyStore } from '../../src/adapters/store/api-keys.ts';
import { createCallRequests } from '../../src/adapters/store/call-requests.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { createIdempotencyStore } from '../../src/adapters/store/idempotency.ts';
import { createMerchantCalls } from '../../src/adapters/store/merchant-calls.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createPaymentSearch } from '../../src/adapters/store/payment-search.ts';
import { createProcessRegister } from '../../src/adapters/store/processes.ts';
import { createRateCounters } from '../../src/adapters/store/rate-counters.ts';
import { createWebhookReader } from '../../src/adapters/store/webhook-reader.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { createKey } from '../../src/application/manage-keys.ts';
import { createPanelPayments } from '../../src/application/panel/create-panel-payments.ts';
import { SCOPES } from '../../src/application/ports.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import type { Charge } from '../../src/sandbox/bank.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { apiClient } from '../support/api-client.ts';
import { FakeQueue } from '../support/fakes.ts';
import { clientOf } from '../support/gateway.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { BOOKSHOP, booksKit, LIMITS, newMobile, unique } from './suites/books-kit.ts';

/** The whole API on PostgreSQL with the sandbox for a bank, served by two processes at once. */

const folder = tempFolder();
const system = createSystem();
const hasher = createCardHasher(Buffer.alloc(32, 7));
const lines: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
let postgres: TestPostgres;
let database: Database;
let sandbox: Sandbox;
let gateway: ReturnType<typeof clientOf>;
let servers: readonly Served[] = [];
let key: string;

interface Served {
  readonly http: HttpServer;
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url });
  await migrate(database);
  await booksKit(database).merchants.apply([BOOKSHOP]);
  sandbox = await startSandbox({ port: 0, pinLength: 8 });
  gateway = clientOf(sandbox.gatewayUrl, { otpTimeoutMs: 2_000, payTimeoutMs: 6_000 });
  servers = [await serve('process-1'), await serve('process-2')];
  const ports = { apiKeys: createApiKeyStore(database), keyMaker, system };
  const facts = { merchantId: 'bookshop', mode: 'test', ips: [], expiresInMs: null } as const;
  key = (await createKey(ports, { ...facts, scopes: SCOPES })).key;
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await gateway?.close();
  await sandbox?.close();
  await database?.close();
  await postgres?.remove();
  await folder.remove();
});

async function serve(owner: string): Promise<Served> {
  const { payments, panel: panelStore, merchants } = booksKit(database);
  const [spool, queue] = [await openSpool(join(folder.path, owner), log), new FakeQueue()];
  await queue.work((result) => finaliseResult({ payments, spool, log }, result));
  await createProcessRegister(database).heartbeat({ owner, host: 'here', pid: 1 });
  const panel = createPanelPayments({
    ...{ payments, panelStore, merchants, gateway, spool, queue, log, owner, system, cardHasher: hasher },
    circuit: { admits: () => true },
    limits: { pinLifeMs: 120_000, callerDeadlineMs: 2_000 },
    otpCaps: { ...LIMITS, otpsPerCardHour: 100 },
  });
  const { invoices } = booksKit(database);
  const routes = createRoutes({
    ...{ payments: panel, paymentSearch: createPaymentSearch(database), invoices, system },
    calls: createMerchantCalls(database),
    callBacks: {
      ...{ invoices, payments, merchants, requests: createCallRequests(database), system, log },
      // There is no exchange: the telephone rings, and nobody takes it.
      ringer: { ring: async () => ({ ended: new Promise(() => undefined) }) },
      gatewayWorks: () => true,
      ringsPerMobileHour: 3,
    },
    webhooks: createWebhookReader(database),
  });
  const { monotonicMs } = system;
  const http = await startHttp({
    ...{ host: '127.0.0.1', port: 0, version: '0', log, system },
    health: async () => ({ status: 'ok', checks: {}, version: '0' }),
    api: {
      routes,
      trustProxy: [],
      draining: () => false,
      auth: { keys: createApiKeyStore(database), mode: 'test' },
      rates: new RateLimits({
        counters: createRateCounters(database),
        requestsPerMinute: 10_000,
        monotonicMs,
      }),
      idempotency: new Idempotency({ store: createIdempotencyStore(database), owner, log, monotonicMs }),
      cardHasher: hasher,
    },
  });
  return { http, routes, close: () => http.close().then(() => panel.close()) };
}

const look = async <T>(what: string): Promise<T[]> =>
  (await (await fetch(`${sandbox.url}/_sandbox/${what}`)).json()) as T[];

const lastPin = async () => (await look<Sms>('sms')).at(-1)?.pin ?? '';

const clients = () => servers.map(({ http }) => apiClient(http.url, key));

/** Asks for a PIN with one process; what paying with it needs. */
async function asked(pan: string, orderId = unique('order')) {
  const [client] = clients();
  const answer = await client?.POST('/v1/otp', { body: { pan, amount: 500_000, orderId, line: '1000' } });
  if (answer?.data === undefined) throw new Error(`No PIN was asked for: ${answer?.error?.code}`);
  const { id: attemptId } = answer.data;
  const payerMobile = newMobile();
  return { attemptId, pan, pin: await lastPin(), payerMobile };
}

it('answers each example of the documents as it says, one after the other', async () => {
  const [server] = servers;
  const values: Record<string, string> = {};
  for (const route of server?.routes ?? []) {
    if (Object.keys(route.secrets).includes('pin')) values.pin = await lastPin();
    const example = exampleOf(route, values);
    if (example === undefined) throw new Error(`${route.operationId} has no example.`);
    const [[status, spec] = []] = Object.entries(route.answers);
    const judge = async () => {
      const { response, answer } = await send(server?.http.url ?? '', route, example);
      expect([route.operationId, response.status]).toEqual([route.operationId, Number(status)]);
      expect(z.safeParse(spec?.body ?? z.never(), answer).error).toBeUndefined();
      expect(shapeOf(answer, example.answer)).toEqual(shapeOf(example.answer, answer));
      Object.assign(values, GIVES[route.operationId]?.(answer));
    };
    // A payment is announced when it is safe, which may be a moment before it is in the books.
    await (route.method === 'get' ? vi.waitFor(judge, 5_000) : judge());
  }
  expect(await look<Charge>('ledger')).toHaveLength(1);
});

/** What later examples name of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape, which were checked by their schemas
const GIVES: Readonly<Record<string, (answer: any) => Readonly<Record<string, string>>>> = {
  requestOtp: ({ id }) => ({ attemptId: id }),
  createInvoice: ({ id }) => ({ invoiceId: id }),
  // The one before is cancelled by then.
  createInvoices: ({ rows }) => ({ invoiceId: rows[0].invoiceId }),
  createCall: ({ id }) => ({ callId: id }),
  listWebhookEvents: ({ data }) => ({ eventId: data[0].id }),
};

async function send(url: string, route: Route, { params, query, body }: RouteExample) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => params?.[name] ?? '');
  const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
    method: route.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined
        ? {}
        : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { response, answer: (await response.json()) as Record<string, unknown> };
}

/** The names and types of an answer; ids, times and references differ, and what is not known in the other is any. */
function shapeOf(value: unknown, other: unknown): unknown {
  if (value === null || other === null) return 'null';
  if (Array.isArray(value)) return value.map((one, nth) => shapeOf(one, (other as unknown[])[nth]));
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [name, shapeOf(of, (other as Record<string, unknown>)[name])]),
  );
}

it('charges once for a hundred requests with one Idempotency-Key, at two processes', async () => {
  const before = (await look<Charge>('ledger')).length;
  const body = await asked('6037990000001004');
  const params = { header: { 'Idempotency-Key': unique('key') } };
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, nth) => clients()[nth % 2]?.POST('/v1/payments', { body, params })),
  );
  const [first] = all;
  expect(first?.data).toMatchObject({ id: body.attemptId, status: 'paid' });
  for (const answer of all) expect(answer?.data).toEqual(first?.data);
  expect(all.filter((answer) => !answer?.response.headers.has('idempotency-replayed'))).toHaveLength(1);
  expect(await look<Charge>('ledger')).toHaveLength(before + 1);
  const again = await clients()[1]?.POST('/v1/payments', { body });
  expect(again?.error).toMatchObject({ status: 409, code: 'attempt_used' });
});

it('tells a lost answer as not known, and takes no second payment of it by any key', async () => {
  const silent = (await look<{ name: string; number: string }>('cards')).find(
    ({ name }) => name === 'silent-charged',
  );
  const pan = silent?.number ?? '';
  const orderId = unique('order');
  const body = await asked(pan, orderId);
  const before = (await look<Charge>('ledger')).length;
  const key1 = { header: { 'Idempotency-Key': unique('key') } };
  const [one, two] = clients();
  const answer = await one?.POST('/v1/payments', { body, params: key1 });
  expect([answer?.response.status, answer?.data]).toEqual([202, { id: body.attemptId, status: 'unknown' }]);
  expect((await two?.POST('/v1/payments', { body, params: key1 }))?.data).toEqual(answer?.data);
  expect((await two?.POST('/v1/payments', { body }))?.error).toMatchObject({ code: 'attempt_used' });
  const otp = { pan: '6104330000001019', amount: 500_000, orderId, line: '1000' };
  expect((await two?.POST('/v1/otp', { body: otp }))?.error?.code).toMatch(/^bill_(busy|unknown)$/);
  expect(await look<Charge>('ledger')).toHaveLength(before + 1);
});

it('counts the requests of a key at both processes together', async () => {
  const left = [];
  for (const server of servers) {
    const response = await fetch(`${server.http.url}/v1/payments`, {
      headers: { authorization: `Bearer ${key}` },
    });
    left.push(Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]));
  }
  expect(left[1]).toBe((left[0] ?? 0) - 1);
});

it('exports every payment as CSV', async () => {
  const url = `${servers[0]?.http.url}/v1/payments?format=csv`;
  const text = await (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).text();
  const rows = text.trimEnd().split('\r\n');
  expect(rows).toHaveLength(1 + 3);
  expect(rows.filter((row) => row.includes(',paid,'))).toHaveLength(2);
});

it('leaves no card, PIN or key in the log', async () => {
  const secrets = [...(await look<Sms>('sms')).map(({ pin }) => pin), '6037990000001004', key];
  expect(secrets.length).toBeGreaterThan(4);
  for (const secret of secrets) expect(lines.join('')).not.toContain(secret);
});
