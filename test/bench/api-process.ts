/**
 * The merchant API with everything beneath it, joined as `src/compose.ts` joins it; only Asterisk and what serves calls
 * alone are left out. No cap or limit is near: they are counted as ever.
 */
import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { Idempotency } from '../../src/adapters/http/idempotency.ts';
import { RateLimits } from '../../src/adapters/http/rate-limit.ts';
import { otpRoutes } from '../../src/adapters/http/routes/otp.ts';
import { payRoutes } from '../../src/adapters/http/routes/pay.ts';
import { startHttp } from '../../src/adapters/http/server.ts';
import { createLogger } from '../../src/adapters/logger.ts';
import { connectGateway } from '../../src/adapters/paystar/gateway.ts';
import { openResultQueue } from '../../src/adapters/queue/result-queue.ts';
import { openSpool } from '../../src/adapters/spool.ts';
import { createApiKeyStore } from '../../src/adapters/store/api-keys.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { createIdempotencyStore } from '../../src/adapters/store/idempotency.ts';
import { createMerchantStore } from '../../src/adapters/store/merchant-store.ts';
import { createPanelStore } from '../../src/adapters/store/panel-store.ts';
import { createPaymentStore } from '../../src/adapters/store/payment-store.ts';
import { createProcessRegister } from '../../src/adapters/store/processes.ts';
import { createRateCounters } from '../../src/adapters/store/rate-counters.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { GatewayCircuit } from '../../src/application/gateway-circuit.ts';
import { createPanelPayments } from '../../src/application/panel/create-panel-payments.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import { isListening } from './part.ts';

const [, , databaseUrl = '', bankUrl = '', dataFolder = ''] = process.argv;
const MANY = 1_000_000_000;
const OWNER = 'bench';

const system = createSystem();
const { monotonicMs } = system;
const log = createLogger({ level: 'info' });
const database = await openDatabase({ url: databaseUrl });
await createProcessRegister(database).heartbeat({ owner: OWNER, host: 'here', pid: process.pid });
const payments = createPaymentStore(database);
const spool = await openSpool(dataFolder, log);
const queue = await openResultQueue({ database }, log);
await queue.work((result) => finaliseResult({ payments, spool, log }, result));
const bank = connectGateway({
  baseUrl: `${bankUrl}/api`,
  amountUnit: 'rial',
  otpTimeoutMs: 15_000,
  payTimeoutMs: 120_000,
  log,
  clock: system,
});
const circuit = new GatewayCircuit(system, log, { failures: 5 });
const cardHasher = createCardHasher(Buffer.alloc(32, 'bench'));
const panel = createPanelPayments({
  ...{ payments, spool, queue, log, system, circuit, cardHasher },
  panelStore: createPanelStore(database),
  merchants: createMerchantStore(database),
  gateway: circuit.around(bank),
  owner: OWNER,
  limits: { pinLifeMs: 120_000, callerDeadlineMs: 30_000 },
  otpCaps: {
    otpsPerCardHour: MANY,
    otpsPerCallerHour: MANY,
    otpsPerLineHour: MANY,
    otpsPerKeyHour: MANY,
    cardsPerCallerDay: MANY,
  },
});
const http = await startHttp({
  ...{ host: '127.0.0.1', port: 0, version: '0', log, system },
  health: async () => ({ status: 'ok', checks: {}, version: '0' }),
  api: {
    routes: [...otpRoutes({ payments: panel }), ...payRoutes({ payments: panel })],
    trustProxy: [],
    draining: () => false,
    auth: { keys: createApiKeyStore(database), mode: 'test' },
    rates: new RateLimits({ counters: createRateCounters(database), requestsPerMinute: MANY, monotonicMs }),
    idempotency: new Idempotency({
      store: createIdempotencyStore(database),
      owner: OWNER,
      log,
      monotonicMs,
    }),
    cardHasher,
  },
});
isListening(http.url, async () => {
  await panel.close();
  await queue.close();
  await bank.close();
  await database.close();
});
