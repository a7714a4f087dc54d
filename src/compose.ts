import { connectControl } from './adapters/control/client.ts';
import { serveControl } from './adapters/control/server.ts';
import { startHttp } from './adapters/http/server.ts';
import { createLogger } from './adapters/logger.ts';
import { openDatabase } from './adapters/store/database.ts';
import { migrate } from './adapters/store/migrate.ts';
import { createPanelStore } from './adapters/store/panel-store.ts';
import { createResolver } from './adapters/store/resolve.ts';
import { createWebhookKeys } from './adapters/webhooks/keys.ts';
import { resolveAloud } from './application/alarms.ts';
import { finishConsent } from './application/bank-consents.ts';
import type { Operations } from './application/operations.ts';
import { createPanelPayments } from './application/panel/create-panel-payments.ts';
import { startCallBackSettler } from './application/settle-call-backs.ts';
import { apiOf, callBackPorts } from './compose/api.ts';
import { sessionPorts } from './compose/calls.ts';
import { openGround } from './compose/ground.ts';
import { requireAlone, requireSounds, warnUnverified } from './compose/guards.ts';
import { openOpenBanking } from './compose/open-banking.ts';
import { healthChecks, operationsOn } from './compose/operations.ts';
import { openStore, placeOf } from './compose/store.ts';
import { system, thisProcess } from './compose/system.ts';
import { startWork, takeCalls } from './compose/work.ts';
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
    secret: config.secret,
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
  const ground = await openGround(config, log, opened);
  const { database, bankServices, ami, openBanking, live } = ground;
  const { identity, sms } = bankServices;
  const running = thisProcess();
  const ports = sessionPorts(config, { ...ground, identity, sms, log, watch, running });
  const calls = await startWork(config, { ground, ports, running }, opened);
  const draining = () => calls.draining;
  const operations = operationsOn(database, {
    ...{ secret: config.secret, callPlacer: ami, openBanking, draining },
    webhookKeys: createWebhookKeys(config.secret),
    resolver: resolveAloud(createResolver(database), log),
    verifiesPayers: identity !== null,
    checks: healthChecks(ground),
  });
  await warnUnverified(operations, identity, log);
  const control = await serveControl({ dataDir: config.dataDir, operations, log });
  opened.defer(() => control.close());

  const panelPayments = createPanelPayments({ ...ports, panelStore: createPanelStore(database) });
  const callBacks = callBackPorts(config, { ports, ringer: ami, database });
  opened.defer(startCallBackSettler(callBacks));
  const { owner } = running;
  const http = await startHttp({
    ...{ ...config.http, version: VERSION, log, system },
    health: () => operations.health(),
    api: apiOf(config, { database, live, draining, log, owner, panelPayments, callBacks }),
    finishConsent: openBanking === null ? undefined : (returned) => finishConsent(openBanking, returned),
  });
  opened.defer(() => http.close());
  // What panels and calls have out ends before it, so that health can be asked meanwhile.
  opened.defer(() => panelPayments.close());
  takeCalls(config, { ground, ports, calls }, opened);
  opened.defer(() => panelPayments.drain());

  const all = opened.move();
  return { httpUrl: http.url, operations, close: () => all.disposeAsync() };
}
