import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { createVault } from '../../src/adapters/vault.ts';
import { recordAloud } from '../../src/application/alarms.ts';
import { CallRegistry } from '../../src/application/call-registry.ts';
import type { SessionPorts } from '../../src/application/call-session.ts';
import { startJournalDrainer } from '../../src/application/drain-journals.ts';
import { startDrainer } from '../../src/application/drain-spool.ts';
import { GatewayCircuit } from '../../src/application/gateway-circuit.ts';
import {
  type CallJournal,
  type Gateway,
  type IdentityRegister,
  type JournalSpool,
  NO_RECEIPTS,
  type PaymentStore,
  type Spool,
  type Telephony,
} from '../../src/application/ports.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import { startSweeper } from '../../src/application/sweep.ts';
import type { Books } from './books.ts';
import type { Disk } from './disk.ts';
import { PAY_MS } from './gateway.ts';
import type { Habits } from './habits.ts';
import { type Host, remote, type Wire } from './host.ts';
import type { Jobs } from './jobs.ts';
import type { Journals } from './journals.ts';
import { CHECKS_PER_PAYER_DAY } from './judge-payer.ts';
import type { Memory } from './memory.ts';
import type { Places } from './places.ts';
import type { Counts } from './register.ts';

const LIMITS = {
  pinLifeMs: 120_000,
  callerDeadlineMs: 30_000,
  callSoftMs: 780_000,
  otpsPerCall: 3,
  declinesPerCall: 3,
};

const OTP_CAPS = {
  otpsPerKeyHour: 1_000,
  otpsPerCardHour: 5,
  otpsPerCallerHour: 10,
  otpsPerLineHour: 500,
  cardsPerCallerDay: 5,
};
/** More than this from one number in an hour are not answered. */
const CALLS_PER_CALLER_HOUR = 6;

/** What one start of the application is joined to. */
export interface Surroundings {
  readonly books: Books;
  readonly journals: Journals;
  readonly memory: Memory;
  readonly places: Places;
  readonly habits: Habits;
  readonly jobs: Jobs;
  readonly disk: Disk;
  readonly telephony: Telephony;
  readonly gateway: Gateway;
  readonly identity: IdentityRegister;
  readonly counts: Counts;
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
      callers: remote(host, storeWire, around.memory),
      slots: remote(host, storeWire, around.places),
      receipts: NO_RECEIPTS,
      pinHabits: remote(host, storeWire, around.habits),
      identity: around.identity,
      rateCounters: remote(host, storeWire, around.counts),
      checksPerPayerDay: CHECKS_PER_PAYER_DAY,
      recordings: { of: async () => (sound) => sound },
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
      otpCaps: OTP_CAPS,
      callsPerCallerHour: CALLS_PER_CALLER_HOUR,
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
    findCallerBills: (merchantId, mobile, most) => store.findCallerBills(merchantId, mobile, most),
    openBill: (bill) => store.openBill(bill),
    prepare: (attempt, caps) => store.prepare(attempt, caps),
    dispatch: (attemptId, by) => store.dispatch(attemptId, by),
    setAside: (attemptId, reason) => store.setAside(attemptId, reason),
    record: (result, by) => store.record(result, by),
  };
}
