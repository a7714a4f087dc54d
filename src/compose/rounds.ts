import { purgeCardHashes } from '../adapters/store/card-budget.ts';
import type { Database } from '../adapters/store/database.ts';
import { createIdempotencyStore } from '../adapters/store/idempotency.ts';
import { createInvoiceExpiry } from '../adapters/store/invoice-expiry.ts';
import { createLeftovers } from '../adapters/store/leftovers.ts';
import { createProcessRegister } from '../adapters/store/processes.ts';
import { createRateCounters } from '../adapters/store/rate-counters.ts';
import { createWebhookOutbox } from '../adapters/store/webhook-outbox.ts';
import { openCourier } from '../adapters/webhooks/courier.ts';
import { createWebhookKeys } from '../adapters/webhooks/keys.ts';
import { startExpiry } from '../application/expire-invoices.ts';
import { keepHouse } from '../application/housekeeping.ts';
import type { Log, RunningProcess } from '../application/ports.ts';
import { startSweeper } from '../application/sweep.ts';
import { startWebhooks } from '../application/webhooks.ts';
import { type Config, VERSION } from '../config.ts';
import { system } from './system.ts';

/** What runs beside the calls; the heartbeat is the last of it to end. */
export function startRounds(
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
export function startTelling(config: Config, database: Database, log: Log): () => Promise<void> {
  const courier = openCourier({ privateAllowed: config.webhooks.privateAllowed, version: VERSION });
  const outbox = createWebhookOutbox(database);
  const endWebhooks = startWebhooks({ outbox, courier, keys: createWebhookKeys(config.secret), system, log });
  const endExpiry = startExpiry({ expiry: createInvoiceExpiry(database), system, log });
  return () =>
    endExpiry()
      .then(endWebhooks)
      .then(() => courier.close());
}
