import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { createVault } from '../../src/adapters/vault.ts';
import { recordAloud } from '../../src/application/alarms.ts';
import { CallRegistry } from '../../src/application/call-registry.ts';
import type { SessionPorts } from '../../src/application/call-session.ts';
import { startJournalDrainer } from '../../src/application/drain-journals.ts';
import { startDrainer } from '../../src/application/drain-spool.ts';
import { GatewayCircuit } from '../../src/application/gateway-circuit.ts';
import type {
  CallJournal,
  Gateway,
  JournalSpool,
  PaymentStore,
  Spool,
  Telephony,
} from '../../src/application/ports.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import { startSweeper } from '../../src/application/sweep.ts';
import type { Books, Journals } from './books.ts';
import type { Disk } from './disk.ts';
import { PAY_MS } from './gateway.ts';
import { type Host, remote, type Wire } from './host.ts';
import type { Jobs } from './jobs.ts';

const LIMITS = { pinLifeMs: 120_000, callerDeadlineMs: 30_000, callSoftMs: 780_000, otpsPerCall: 3 };

/** What one start of the application is joined to. */
export interface Surroundings {
  readonly books: Books;
  readonly journals: Journals;
  readonly jobs: Jobs;
  readonly disk: Disk;
  readonly telephony: Telephony;
  readonly gateway: Gateway;
  readonly storeWire: Wire;
  readonly queueWire: Wire;
  readonly diskWire: Wire;
}

/** A bug, planted around the ports of every process (design.md, "Tests"): never a switch in the product. */
export type Plant = (ports: SessionPorts, at: { readonly books: Books; readonly host: Host }) => SessionPorts;

export const NO_BUG: Plant = (ports) => ports;

/** The whole application layer on one host, joined to simulations as compose.ts joins it to adapters. */
export async function startApplication(
  host: Host,
  around: Surroundings,
  plant: Plant,
): Promise<CallRegistry> {
  const { books, jobs, storeWire, telephony } = around;
  const { system, log, owner } = host;
  const circuit = new GatewayCircuit(system, log, { failures: 3 });
  const gateway = circuit.around(around.gateway);
  const store = remote(host, storeWire, books);
  const payments = paymentsOf(store);
  const ports = plant(
    {
      ...{ system, log, owner, telephony, gateway, circuit },
      payments: { ...payments, record: recordAloud(payments, log) },
      attempts: { list: (filter) => store.list(filter) },
      merchants: { findLine: (did: string) => store.findLine(did) } as SessionPorts['merchants'],
      journal: remote(host, storeWire, around.journals) as unknown as CallJournal,
      queue: {
        add: (result) => host.ask(around.queueWire, () => jobs.add(result)),
        work: async (handler) => jobs.work(host, handler),
        healthy: () => true,
        close: async () => undefined,
      },
      spool: remote(host, around.diskWire, around.disk as Spool),
      journalSpool: remote(host, around.diskWire, around.disk.journals as JournalSpool),
      vault: createVault(),
      cardHasher: createCardHasher(Buffer.alloc(32, 7)),
      limits: LIMITS,
      otpsPerCardHour: 5,
      isNameSpoken: async () => true,
      watch: () => undefined,
    },
    { books, host },
  );
  startSweeper({
    ...{ processes: store, leftovers: store, system, log },
    running: { owner, host: 'simulation', pid: 1 },
    payReplyMs: PAY_MS,
  });
  await startDrainer(ports);
  await ports.queue.work((result) => finaliseResult(ports, result));
  const calls = new CallRegistry(ports);
  await startJournalDrainer(ports, (callId) => calls.isRunning(callId));
  calls.listen();
  return calls;
}

function paymentsOf(store: Books): PaymentStore {
  return {
    findInvoiceBill: (merchantId, code) => store.findInvoiceBill(merchantId, code),
    openBill: (bill) => store.openBill(bill),
    prepare: (attempt, limits) => store.prepare(attempt, limits),
    dispatch: (attemptId, by) => store.dispatch(attemptId, by),
    setAside: (attemptId, reason) => store.setAside(attemptId, reason),
    record: (result, by) => store.record(result, by),
  };
}
