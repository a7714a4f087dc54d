import { hostname } from 'node:os';
import { join } from 'node:path';
import { connectAmi } from './adapters/asterisk/ami.ts';
import { connectTelephony } from './adapters/asterisk/telephony.ts';
import { createCardHasher } from './adapters/card-hasher.ts';
import { connectControl } from './adapters/control/client.ts';
import { serveControl } from './adapters/control/server.ts';
import { keyMaker } from './adapters/http/api-key.ts';
import type { ApiPorts } from './adapters/http/app.ts';
import { Idempotency } from './adapters/http/idempotency.ts';
import { RateLimits } from './adapters/http/rate-limit.ts';
import { createRoutes } from './adapters/http/routes/index.ts';
import { startHttp } from './adapters/http/server.ts';
import { openJournalSpool } from './adapters/journal-spool.ts';
import { createLogger } from './adapters/logger.ts';
import { connectGateway } from './adapters/paystar/gateway.ts';
import { probeSandbox } from './adapters/paystar/sandbox-probe.ts';
import { openResultQueue } from './adapters/queue/result-queue.ts';
import { isNameSpoken, missingClips } from './adapters/sound/check.ts';
import { createRecordings } from './adapters/sound/recordings.ts';
import { openSpool } from './adapters/spool.ts';
import { createApiKeyStore } from './adapters/store/api-keys.ts';
import { createCallJournal } from './adapters/store/call-journal.ts';
import { createCallRequests } from './adapters/store/call-requests.ts';
import { createCallerMemory } from './adapters/store/caller-memory.ts';
import { purgeCardHashes } from './adapters/store/card-budget.ts';
import { type Database, openDatabase } from './adapters/store/database.ts';
import { createIdempotencyStore } from './adapters/store/idempotency.ts';
import { createInvoiceExpiry } from './adapters/store/invoice-expiry.ts';
import { createInvoiceStore } from './adapters/store/invoice-store.ts';
import { createLeftCalls } from './adapters/store/left-calls.ts';
import { createLeftovers } from './adapters/store/leftovers.ts';
import { createLineSlots } from './adapters/store/line-slots.ts';
import { createMerchantCalls } from './adapters/store/merchant-calls.ts';
import { createMerchantStore } from './adapters/store/merchant-store.ts';
import { migrate } from './adapters/store/migrate.ts';
import { createPanelStore } from './adapters/store/panel-store.ts';
import { createPaymentReader } from './adapters/store/payment-reader.ts';
import { createPaymentSearch } from './adapters/store/payment-search.ts';
import { createPaymentStore } from './adapters/store/payment-store.ts';
import { createPinHabits } from './adapters/store/pin-habits.ts';
import { createProcessRegister } from './adapters/store/processes.ts';
import { createRateCounters } from './adapters/store/rate-counters.ts';
import { createResolver } from './adapters/store/resolve.ts';
import { createWebhookOutbox } from './adapters/store/webhook-outbox.ts';
import { createWebhookReader } from './adapters/store/webhook-reader.ts';
import { createSystem } from './adapters/system.ts';
import { createVault } from './adapters/vault.ts';
import { openCourier } from './adapters/webhooks/courier.ts';
import { createWebhookKeys } from './adapters/webhooks/keys.ts';
import { recordAloud, resolveAloud } from './application/alarms.ts';
import { CallRegistry } from './application/call-registry.ts';
import type { SessionPorts } from './application/call-session.ts';
import { startJournalDrainer } from './application/drain-journals.ts';
import { startDrainer } from './application/drain-spool.ts';
import { startExpiry } from './application/expire-invoices.ts';
import { Fault } from './application/fault.ts';
import { GatewayCircuit } from './application/gateway-circuit.ts';
import type { HealthChecks } from './application/health.ts';
import { keepHouse } from './application/housekeeping.ts';
import { createOperations, type Operations } from './application/operations.ts';
import type { CallBackPorts } from './application/panel/call-backs.ts';
import { createPanelPayments } from './application/panel/create-panel-payments.ts';
import type { PanelPayments } from './application/panel/panel-payments.ts';
import type {
  CallPlacer,
  JournalSpool,
  Log,
  PayerRinger,
  Resolver,
  ResultQueue,
  RunningProcess,
  Spool,
  Telephony,
  WebhookKeys,
} from './application/ports.ts';
import { finaliseResult } from './application/record-result.ts';
import { startCallBackSettler } from './application/settle-call-backs.ts';
import { startSweeper } from './application/sweep.ts';
import { startTakeOver } from './application/take-over.ts';
import { startWebhooks } from './application/webhooks.ts';
import { type BooksConfig, type Config, requireLive, VERSION } from './config.ts';
import type { JournalEntry } from './domain/call/journal.ts';
import { LANGUAGES } from './domain/merchant/line.ts';

export { readMerchantsFile } from './adapters/merchants-file.ts';
export { buildSounds } from './adapters/sound/build.ts';
export { checkSounds } from './adapters/sound/check.ts';
export { checkRecordings } from './adapters/sound/check-recordings.ts';
export { importRecording } from './adapters/sound/import.ts';
export { playAloud } from './adapters/sound/play.ts';
export { renderPrompt } from './adapters/sound/render.ts';

/** The one file that joins adapters to ports. What is opened here is closed in the opposite order. */

export interface Books {
  readonly operations: Operations;
  close(): Promise<void>;
}

export interface Server extends Books {
  readonly httpUrl: string;
}

/** Opens the books for a command: those of the server that runs on this data folder, or the store itself. */
export async function openBooks(config: BooksConfig): Promise<Books> {
  const running = await connectControl(config.dataDir);
  if (running !== null) return { operations: running, close: async () => undefined };
  const database = await openStore(config);
  const operations = operationsOn(database, {
    webhookKeys: createWebhookKeys(config.secret),
    resolver: createResolver(database),
    callPlacer: null,
    checks: {},
    draining: () => false,
  });
  return { operations, close: () => database.close() };
}

/** Brings the tables up to date; resolves to the names of the migrations that ran. */
export async function migrateStore(config: BooksConfig): Promise<readonly string[]> {
  const database = await openDatabase(placeOf(config));
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}

/**
 * Opens everything that a server needs and begins to take calls. Rejects with one clear sentence when
 * something is not there; what was opened by then is closed again.
 * @param watch sees every journal entry as it is made
 */
export async function startServer(
  config: Config,
  watch: (entry: JournalEntry) => void = () => undefined,
): Promise<Server> {
  await using opened = new AsyncDisposableStack();
  const log = createLogger({ level: config.logLevel });
  await requireAlone(config.dataDir);
  await requireSounds(config.soundsDir);
  const live = await isLive(config);
  const database = await openStore(config);
  opened.defer(() => database.close());
  await guardDurability(live, database, log);
  const spool = await openSpool(config.dataDir, log);
  const journalSpool = await openJournalSpool(config.dataDir, log);
  const queue = await openQueue(config, database, log);
  opened.defer(() => queue.close());
  const bank = openGateway(config, log);
  opened.defer(() => bank.close());
  const circuit = new GatewayCircuit(system, log, { failures: config.gatewayFailures });
  const gateway = circuit.around(bank);
  const telephony = await connectTelephony({ ...config.ari, sounds: config.soundsDir, log });
  opened.defer(() => telephony.close());
  const ami = config.ami === null ? null : await connectAmi(config.ami);
  if (ami !== null) opened.defer(() => ami.close());

  const running = thisProcess();
  const ports = sessionPorts(config, {
    database,
    spool,
    journalSpool,
    queue,
    gateway,
    circuit,
    telephony,
    log,
    watch,
    running,
  });
  opened.defer(startRounds(config, database, running, log));
  opened.defer(startTelling(config, database, log));
  // Whoever waits on the line hears what a dead process had learned: so before a call is taken.
  opened.defer(await startDrainer(ports));
  await queue.work((result) => finaliseResult(ports, result));
  const calls = new CallRegistry(ports);
  opened.defer(await startJournalDrainer(ports, (callId) => calls.isRunning(callId)));

  const panelStore = createPanelStore(database);
  const panelPayments = createPanelPayments({ ...ports, panelStore });

  const checks = { ...healthChecks(database, queue, telephony, ami), gateway: () => circuit.check() };
  const resolver = resolveAloud(createResolver(database), log);
  const draining = () => calls.draining;
  const webhookKeys = createWebhookKeys(config.secret);
  const operations = operationsOn(database, { webhookKeys, resolver, callPlacer: ami, checks, draining });
  const control = await serveControl({ dataDir: config.dataDir, operations, log });
  opened.defer(() => control.close());
  const callBacks = callBackPorts(config, { ports, ringer: ami, database });
  opened.defer(startCallBackSettler(callBacks));
  const owner = running.owner;
  const api = apiOf(config, { database, live, draining, log, owner, panelPayments, callBacks });
  const http = await startHttp({
    ...config.http,
    health: () => operations.health(),
    version: VERSION,
    log,
    system,
    api,
  });
  opened.defer(() => http.close());
  calls.listen();
  // The first to end, so that health can be asked meanwhile.
  opened.defer(() => Promise.all([calls.close(), panelPayments.close()]).then(() => undefined));
  opened.defer(() => calls.drain(config.drainMs));
  opened.defer(() => panelPayments.drain());
  const processes = createProcessRegister(database);
  opened.defer(startTakeOver({ ...ports, leftCalls: createLeftCalls(database), processes }));

  const all = opened.move();
  return { httpUrl: http.url, operations, close: () => all.disposeAsync() };
}

const system = createSystem();

/** The sandbox's cards are nobody's: a key that everybody knows lets their budgets outlive a restart. */
const SANDBOX_PAN_KEY = Buffer.alloc(32, 'sandbox');

function placeOf({ databaseUrl, dataDir }: BooksConfig): { url: string } | { folder: string } {
  return databaseUrl === null ? { folder: join(dataDir, 'store') } : { url: databaseUrl };
}

async function openStore(config: BooksConfig): Promise<Database> {
  const database = await openDatabase(placeOf(config));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openQueue(config: Config, database: Database, log: Log): Promise<ResultQueue> {
  return openResultQueue(config.queueUrl === null ? { database } : { redisUrl: config.queueUrl }, log);
}

function openGateway({ gateway, limits }: Config, log: Log) {
  return connectGateway({
    baseUrl: gateway.baseUrl,
    paths: { otp: gateway.otpPath, pay: gateway.payPath },
    ...(gateway.header === null ? {} : { header: gateway.header }),
    panelSends: gateway.panelSends,
    // Only the sandbox may leave it open, and that counts in Rial.
    amountUnit: gateway.amountUnit ?? 'rial',
    otpTimeoutMs: limits.otpReplyMs,
    payTimeoutMs: limits.payReplyMs,
    log,
    clock: system,
  });
}

interface Opened {
  readonly database: Database;
  readonly spool: Spool;
  readonly journalSpool: JournalSpool;
  readonly queue: ResultQueue;
  readonly gateway: SessionPorts['gateway'];
  readonly circuit: GatewayCircuit;
  readonly telephony: Telephony;
  readonly log: Log;
  readonly watch: (entry: JournalEntry) => void;
  readonly running: RunningProcess;
}

function sessionPorts(config: Config, opened: Opened): SessionPorts {
  const { database, running, ...rest } = opened;
  const payments = createPaymentStore(database);
  return {
    ...rest,
    payments: { ...payments, record: recordAloud(payments, opened.log) },
    attempts: createPaymentReader(database),
    merchants: createMerchantStore(database),
    journal: createCallJournal(database),
    cardHasher: createCardHasher(config.panKey ?? SANDBOX_PAN_KEY),
    vault: createVault(),
    system,
    limits: config.limits,
    otpCaps: config.otpCaps,
    callsPerCallerHour: config.callsPerCallerHour,
    callers: createCallerMemory(database),
    slots: createLineSlots(database),
    pinHabits: createPinHabits(database),
    recordings: createRecordings(config.soundsDir),
    isNameSpoken: (merchantId, language) => isNameSpoken(config.soundsDir, merchantId, language),
    owner: running.owner,
  };
}

/** This start of this process: no other has its name, so that what it leaves is known to be left. */
function thisProcess(): RunningProcess {
  const [host, pid] = [hostname(), process.pid];
  return { owner: `${host}:${pid}:${system.now()}`, host, pid };
}

/** What runs beside the calls; the heartbeat is the last of it to end. */
function startRounds(
  config: Config,
  database: Database,
  running: RunningProcess,
  log: Log,
): () => Promise<void> {
  const processes = createProcessRegister(database);
  const leftovers = createLeftovers(database);
  const { payReplyMs } = config.limits;
  const endSweeper = startSweeper({ processes, leftovers, system, log, running, payReplyMs });
  const purger = { purgeCardHashes: () => purgeCardHashes(database) };
  const forgettable = [createIdempotencyStore(database), createRateCounters(database)];
  const endHouse = keepHouse({ purger, forgettable, processes, system, log });
  return () => endHouse().then(endSweeper);
}

/** Tells merchants what happened; the deliveries that run are waited for. Part of what a worker does. */
function startTelling(config: Config, database: Database, log: Log): () => Promise<void> {
  const courier = openCourier({ privateAllowed: config.webhooks.privateAllowed, version: VERSION });
  const outbox = createWebhookOutbox(database);
  const endWebhooks = startWebhooks({ outbox, courier, keys: createWebhookKeys(config.secret), system, log });
  const endExpiry = startExpiry({ expiry: createInvoiceExpiry(database), system, log });
  return () =>
    endExpiry()
      .then(endWebhooks)
      .then(() => courier.close());
}

interface OperatedBy {
  readonly webhookKeys: WebhookKeys;
  readonly resolver: Resolver;
  readonly callPlacer: CallPlacer | null;
  readonly checks: HealthChecks;
  readonly draining: () => boolean;
}

function operationsOn(database: Database, by: OperatedBy): Operations {
  return createOperations({
    merchants: createMerchantStore(database),
    invoices: createInvoiceStore(database),
    payments: createPaymentReader(database),
    journal: createCallJournal(database),
    webhooks: createWebhookReader(database),
    apiKeys: createApiKeyStore(database),
    keyMaker,
    system,
    version: VERSION,
    ...by,
  });
}

interface Ringing {
  readonly ports: SessionPorts;
  readonly ringer: PayerRinger | null;
  readonly database: Database;
}

function callBackPorts(config: Config, { ports, ringer, database }: Ringing): CallBackPorts {
  const { payments, merchants, log, circuit } = ports;
  return {
    ...{ payments, merchants, log, system, ringer },
    invoices: createInvoiceStore(database),
    requests: createCallRequests(database),
    gatewayWorks: () => circuit.wouldAdmit(),
    ringsPerMobileHour: config.ringsPerMobileHour,
  };
}

interface ApiOpened {
  readonly database: Database;
  readonly live: boolean;
  readonly draining: () => boolean;
  readonly log: Log;
  readonly owner: string;
  readonly panelPayments: PanelPayments;
  readonly callBacks: CallBackPorts;
}

function apiOf(config: Config, opened: ApiOpened): ApiPorts {
  const { database, live, draining, log, owner, callBacks, panelPayments: payments } = opened;
  const { trustProxy, requestsPerMinute } = config.api;
  const { monotonicMs } = system;
  return {
    auth: { keys: createApiKeyStore(database), mode: live ? 'live' : 'test' },
    rates: new RateLimits({ counters: createRateCounters(database), requestsPerMinute, monotonicMs }),
    idempotency: new Idempotency({ store: createIdempotencyStore(database), owner, log, monotonicMs }),
    cardHasher: createCardHasher(config.panKey ?? SANDBOX_PAN_KEY),
    routes: createRoutes({
      payments,
      paymentSearch: createPaymentSearch(database),
      invoices: createInvoiceStore(database),
      system,
      callBacks,
      calls: createMerchantCalls(database),
      webhooks: createWebhookReader(database),
    }),
    trustProxy,
    draining,
  };
}

type Ami = Awaited<ReturnType<typeof connectAmi>>;

function healthChecks(
  database: Database,
  queue: ResultQueue,
  telephony: { healthy(): boolean },
  ami: Ami | null,
): HealthChecks {
  const well = (isWell: boolean, why: string) =>
    isWell ? Promise.resolve() : Promise.reject(new Fault(why));
  return {
    asterisk: () => well(telephony.healthy(), 'no calls arrive from Asterisk: the log says why'),
    ...(ami === null ? {} : { ami: () => ami.ping() }),
    database: () => database.durability().then(() => undefined),
    queue: () => well(queue.healthy(), 'the result queue does not answer'),
  };
}

/**
 * Two servers of one data folder would take the calls from each other before the second one noticed. Rejects
 * with `Fault` when one is running there.
 */
export async function requireAlone(dataDir: string): Promise<void> {
  if ((await connectControl(dataDir)) === null) return;
  throw new Fault(
    `A server is running on ${dataDir}: end it first, or give this one another ZANGPAY_DATA_DIR.`,
  );
}

/** Asterisk skips a missing clip without a word, so that a payer would miss a sentence. */
async function requireSounds(folder: string): Promise<void> {
  const missing = await missingClips(folder, LANGUAGES);
  if (missing.length === 0) return;
  throw new Fault(
    `${missing.length} clips are missing in ${folder}: ${missing.join(', ')}. Make them with "npm run prompts", or set ZANGPAY_SOUNDS.`,
  );
}

/**
 * A gateway that does not say that it is the sandbox is the live one, which asks for more settings
 * (payment.md, "Live guard").
 */
async function isLive(config: Config): Promise<boolean> {
  const { baseUrl, isPrivate } = config.gateway;
  const probed = isPrivate ? await probeSandbox(baseUrl) : 'live';
  if (probed === 'sandbox') return false;
  if (probed === 'silent' && config.panKey === null) {
    throw new Fault(
      `No sandbox answers at ${baseUrl}. Start it with "npx zangpay sandbox", or set PAYSTAR_BASE_URL.`,
    );
  }
  requireLive(config);
  return true;
}

async function guardDurability(live: boolean, database: Database, log: Log): Promise<void> {
  const { fsync, synchronousCommit } = await database.durability();
  if (fsync && synchronousCommit) return;
  if (live) {
    throw new Fault(
      'The live gateway needs a PostgreSQL with fsync and synchronous_commit on: a committed payment must outlive a power cut.',
    );
  }
  log.warn({ store: database.kind }, 'the store does not fsync: a power cut may lose what was written last');
}
