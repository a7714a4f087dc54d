import { keyMaker } from '../adapters/http/api-key.ts';
import { createApiKeyStore } from '../adapters/store/api-keys.ts';
import { createCallJournal } from '../adapters/store/call-journal.ts';
import type { Database } from '../adapters/store/database.ts';
import { createBooksInspector } from '../adapters/store/inspect.ts';
import { createInvoiceStore } from '../adapters/store/invoice-store.ts';
import { createMerchantStore } from '../adapters/store/merchant-store.ts';
import { createPaymentReader } from '../adapters/store/payment-reader.ts';
import { createReceiptReader } from '../adapters/store/receipt-reader.ts';
import { createWebhookReader } from '../adapters/store/webhook-reader.ts';
import { Fault } from '../application/fault.ts';
import type { HealthChecks } from '../application/health.ts';
import type { OpenBankingPorts } from '../application/open-banking-operations.ts';
import { createOperations, type Operations } from '../application/operations.ts';
import type { CallPlacer, Resolver, WebhookKeys } from '../application/ports.ts';
import { VERSION } from '../config.ts';
import type { Ground } from './ground.ts';
import { system } from './system.ts';

interface OperatedBy {
  /** See `BooksConfig`. */
  readonly secret: Buffer | null;
  readonly webhookKeys: WebhookKeys;
  readonly resolver: Resolver;
  readonly callPlacer: CallPlacer | null;
  readonly openBanking: OpenBankingPorts | null;
  readonly checks: HealthChecks;
  readonly verifiesPayers: boolean;
  readonly draining: () => boolean;
}

export function operationsOn(database: Database, { secret, ...by }: OperatedBy): Operations {
  return createOperations({
    merchants: createMerchantStore(database),
    invoices: createInvoiceStore(database),
    payments: createPaymentReader(database),
    journal: createCallJournal(database),
    webhooks: createWebhookReader(database),
    receiptReader: createReceiptReader(database),
    apiKeys: createApiKeyStore(database),
    keyMaker,
    inspector: createBooksInspector(database, { system, secret }),
    system,
    version: VERSION,
    ...by,
  });
}

type Checked = Pick<Ground, 'database' | 'queue' | 'telephony' | 'ami' | 'circuit'>;

export function healthChecks({ database, queue, telephony, ami, circuit }: Checked): HealthChecks {
  const well = (isWell: boolean, why: string) =>
    isWell ? Promise.resolve() : Promise.reject(new Fault(why));
  return {
    asterisk: () => well(telephony.healthy(), 'no calls arrive from Asterisk: the log says why'),
    ...(ami === null ? {} : { ami: () => ami.ping() }),
    database: () => database.durability().then(() => undefined),
    queue: () => well(queue.healthy(), 'the result queue does not answer'),
    gateway: () => circuit.check(),
  };
}
