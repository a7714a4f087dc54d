import { connectAmi } from './adapters/asterisk/ami.ts';
import { connectTelephony } from './adapters/asterisk/telephony.ts';
import { connectControl } from './adapters/control/client.ts';
import { serveControl } from './adapters/control/server.ts';
import { startHttp } from './adapters/http/server.ts';
import { openJournalSpool } from './adapters/journal-spool.ts';
import { createLogger } from './adapters/logger.ts';
import { openSpool } from './adapters/spool.ts';
import { openDatabase } from './adapters/store/database.ts';
import { createLeftCalls } from './adapters/store/left-calls.ts';
import { migrate } from './adapters/store/migrate.ts';
import { createPanelStore } from './adapters/store/panel-store.ts';
import { createProcessRegister } from './adapters/store/processes.ts';
import { createResolver } from './adapters/store/resolve.ts';
import { createWebhookKeys } from './adapters/webhooks/keys.ts';
import { resolveAloud } from './application/alarms.ts';
import { finishConsent } from './application/bank-consents.ts';
import { CallRegistry } from './application/call-registry.ts';
import { startJournalDrainer } from './application/drain-journals.ts';
import { startDrainer } from './application/drain-spool.ts';
import { GatewayCircuit } from './application/gateway-circuit.ts';
import type { Operations } from './application/operations.ts';
import { createPanelPayments } from './application/panel/create-panel-payments.ts';
import { finaliseResult } from './application/record-result.ts';
import { startCallBackSettler } from './application/settle-call-backs.ts';
import { startTakeOver } from './application/take-over.ts';
import { apiOf, callBackPorts } from './compose/api.ts';
import { openBankServices } from './compose/bank-services.ts';
import { openGateway, openQueue, sessionPorts } from './compose/calls.ts';
import { guardDurability, isLive, requireAlone, requireSounds, warnUnverified } from './compose/guards.ts';
import { openOpenBanking } from './compose/open-banking.ts';
import { healthChecks, operationsOn } from './compose/operations.ts';
import { startReceiptsOf } from './compose/receipts.ts';
import { startRounds, startTelling } from './compose/rounds.ts';
import { openStore, placeOf } from './compose/store.ts';
import { system, thisProcess } from './compose/system.ts';
import { type BooksConfig, type Config, VERSION } from './config.ts';
import type { JournalEntry } from './domain/call/journal.ts';

export { readMerchantsFile } from './adapters/merchants-file.ts';
export { buildSounds } from './adapters/sound/build.ts';
export { checkSounds } from './adapters/sound/check.ts';
export { checkRecordings } from './adapters/sound/check-recordings.ts';
export { importRecording } from './adapters/sound/import.ts';
export { playAloud } from './adapters/sound/play.ts';
export { renderPrompt } from './adapters/sound/render.ts';
export { requireAlone } from './compose/guards.ts';

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
  const banking = openOpenBanking(config, { database, system, log: createLogger({ level: 'warn' }) });
  const operations = operationsOn(database, {
    webhookKeys: createWebhookKeys(config.secret),
    resolver: createResolver(database),
    callPlacer: null,
    openBanking: banking?.operated ?? null,
    checks: {},
    verifiesPayers: config.verifiesPayers,
    draining: () => false,
  });
  return {
    operations,
    async close() {
      await banking?.close();
      await database.close();
    },
  };
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
  const bankServices = openBankServices(config.bankServices, log, system);
  opened.defer(() => bankServices.close());
  const { sms } = bankServices;
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
    identity: bankServices.identity,
    sms,
    log,
    watch,
    running,
  });
  opened.defer(startRounds(config, database, running, log));
  opened.defer(startTelling(config, database, log));
  opened.defer(await startReceiptsOf({ config, database, sms, system, log }));
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
  const banking = openOpenBanking(config, { database, system, log });
  if (banking !== null) opened.defer(() => banking.close());
  const openBanking = banking?.operated ?? null;
  const verifiesPayers = bankServices.identity !== null;
  const by = { webhookKeys, resolver, callPlacer: ami, openBanking, verifiesPayers, checks, draining };
  const operations = operationsOn(database, by);
  await warnUnverified(operations, bankServices.identity, log);
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
    finishConsent: openBanking === null ? undefined : (returned) => finishConsent(openBanking, returned),
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
