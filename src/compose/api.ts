import { createCardHasher } from '../adapters/card-hasher.ts';
import type { ApiPorts } from '../adapters/http/app.ts';
import { Idempotency } from '../adapters/http/idempotency.ts';
import { RateLimits } from '../adapters/http/rate-limit.ts';
import { createRoutes } from '../adapters/http/routes/index.ts';
import { createApiKeyStore } from '../adapters/store/api-keys.ts';
import { createCallRequests } from '../adapters/store/call-requests.ts';
import type { Database } from '../adapters/store/database.ts';
import { createIdempotencyStore } from '../adapters/store/idempotency.ts';
import { createInvoiceStore } from '../adapters/store/invoice-store.ts';
import { createMerchantCalls } from '../adapters/store/merchant-calls.ts';
import { createPaymentSearch } from '../adapters/store/payment-search.ts';
import { createRateCounters } from '../adapters/store/rate-counters.ts';
import { createWebhookReader } from '../adapters/store/webhook-reader.ts';
import type { SessionPorts } from '../application/call-session.ts';
import type { CallBackPorts } from '../application/panel/call-backs.ts';
import type { PanelPayments } from '../application/panel/panel-payments.ts';
import type { Log, PayerRinger } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { SANDBOX_PAN_KEY } from './calls.ts';
import { system } from './system.ts';

interface Ringing {
  readonly ports: SessionPorts;
  readonly ringer: PayerRinger | null;
  readonly database: Database;
}

export function callBackPorts(config: Config, { ports, ringer, database }: Ringing): CallBackPorts {
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

export function apiOf(config: Config, opened: ApiOpened): ApiPorts {
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
