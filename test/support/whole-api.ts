import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { createRoutes } from '../../src/adapters/http/routes/index.ts';
import { createCallRequests } from '../../src/adapters/store/call-requests.ts';
import type { Database } from '../../src/adapters/store/database.ts';
import { createMerchantCalls } from '../../src/adapters/store/merchant-calls.ts';
import { createPaymentSearch } from '../../src/adapters/store/payment-search.ts';
import { createWebhookReader } from '../../src/adapters/store/webhook-reader.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { createPanelPayments } from '../../src/application/panel/create-panel-payments.ts';
import { LineFault, type OtpCaps, type PayerRinger } from '../../src/application/ports.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import { booksKit, LIMITS } from '../contract/suites/books-kit.ts';
import { FakeGateway, FakeLog, FakeQueue, FakeSpool } from './fakes.ts';

/** Every route over the application as it is, on real books; the bank and the exchange do as they are told. */

export const WHOLE_HASHER = createCardHasher(Buffer.alloc(32, 7));

export async function wholeApi(database: Database) {
  const kit = booksKit(database);
  const { payments, panel: panelStore, merchants, invoices } = kit;
  const [gateway, log, spool, queue] = [new FakeGateway(), new FakeLog(), new FakeSpool(), new FakeQueue()];
  // A queue would try again what the books do not take: here it is left, as they are away for good.
  await queue.work((result) => finaliseResult({ payments, spool, log }, result).catch(() => undefined));
  const real = createSystem();
  /** What a test moves. `failure` is thrown by whatever a route asks next, and from then on. */
  const knobs = {
    admits: true,
    rings: true,
    caps: { ...LIMITS } as { -readonly [Name in keyof OtpCaps]: OtpCaps[Name] },
    now: null as number | null,
    random: null as bigint | null,
    failure: null as Error | null,
  };
  const system = {
    ...real,
    now: () => knobs.now ?? real.now(),
    random64: () => knobs.random ?? real.random64(),
  };
  const panel = createPanelPayments({
    ...{ payments, panelStore, merchants, gateway, spool, queue, log, owner: 'process-1', system },
    cardHasher: WHOLE_HASHER,
    circuit: { admits: () => knobs.admits },
    limits: { pinLifeMs: 120_000, callerDeadlineMs: 5_000 },
    otpCaps: knobs.caps,
  });
  const ringer: PayerRinger = {
    async ring() {
      if (!knobs.rings) throw new LineFault('Asterisk is away.');
      return { ended: new Promise(() => undefined) };
    },
  };
  const requests = createCallRequests(database);
  const failing = <T extends object>(port: T): T => asTold(port, () => knobs.failure);
  const routes = createRoutes({
    payments: failing(panel),
    paymentSearch: failing(createPaymentSearch(database)),
    invoices: failing(invoices),
    system,
    calls: failing(createMerchantCalls(database)),
    callBacks: {
      ...{ invoices: failing(invoices), payments, merchants, requests, ringer, system, log },
      gatewayWorks: () => knobs.admits,
      ringsPerMobileHour: 3,
    },
    webhooks: failing(createWebhookReader(database)),
  });
  return { kit, gateway, knobs, routes, close: () => panel.close() };
}

/** A port whose every method rejects while there is something to reject with. */
function asTold<T extends object>(port: T, failure: () => Error | null): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const of: unknown = Reflect.get(target, name, receiver);
      if (typeof of !== 'function') return of;
      return async (...given: unknown[]) => {
        const error = failure();
        if (error !== null) throw error;
        return of.apply(target, given);
      };
    },
  });
}
