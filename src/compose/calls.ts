import { createCardHasher } from '../adapters/card-hasher.ts';
import { connectGateway } from '../adapters/paystar/gateway.ts';
import { openResultQueue } from '../adapters/queue/result-queue.ts';
import { isNameSpoken } from '../adapters/sound/check.ts';
import { createRecordings } from '../adapters/sound/recordings.ts';
import { createCallJournal } from '../adapters/store/call-journal.ts';
import { createCallerMemory } from '../adapters/store/caller-memory.ts';
import type { Database } from '../adapters/store/database.ts';
import { createLineSlots } from '../adapters/store/line-slots.ts';
import { createMerchantStore } from '../adapters/store/merchant-store.ts';
import { createPaymentReader } from '../adapters/store/payment-reader.ts';
import { createPaymentStore } from '../adapters/store/payment-store.ts';
import { createPinHabits } from '../adapters/store/pin-habits.ts';
import { createRateCounters } from '../adapters/store/rate-counters.ts';
import { createVault } from '../adapters/vault.ts';
import { recordAloud } from '../application/alarms.ts';
import type { SessionPorts } from '../application/call-session.ts';
import type { GatewayCircuit } from '../application/gateway-circuit.ts';
import type {
  IdentityRegister,
  JournalSpool,
  Log,
  ResultQueue,
  RunningProcess,
  SmsSender,
  Spool,
  Telephony,
} from '../application/ports.ts';
import type { Config } from '../config.ts';
import type { JournalEntry } from '../domain/call/journal.ts';
import { receiptPromisesOf } from './receipts.ts';
import { system } from './system.ts';

/** The sandbox's cards are nobody's: a key that everybody knows lets their budgets outlive a restart. */
export const SANDBOX_PAN_KEY = Buffer.alloc(32, 'sandbox');

export function openQueue(config: Config, database: Database, log: Log): Promise<ResultQueue> {
  return openResultQueue(config.queueUrl === null ? { database } : { redisUrl: config.queueUrl }, log);
}

export function openGateway({ gateway, limits }: Config, log: Log) {
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
  readonly identity: IdentityRegister | null;
  readonly sms: SmsSender | null;
  readonly log: Log;
  readonly watch: (entry: JournalEntry) => void;
  readonly running: RunningProcess;
}

export function sessionPorts(config: Config, opened: Opened): SessionPorts {
  const { spool, journalSpool, queue, gateway, circuit, telephony, identity, log, watch } = opened;
  const { database, running } = opened;
  const payments = createPaymentStore(database);
  return {
    ...{ spool, journalSpool, queue, gateway, circuit, telephony, identity, log, watch },
    payments: { ...payments, record: recordAloud(payments, log) },
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
    rateCounters: createRateCounters(database),
    checksPerPayerDay: config.checksPerPayerDay,
    receipts: receiptPromisesOf(opened),
    recordings: createRecordings(config.soundsDir),
    isNameSpoken: (merchantId, language) => isNameSpoken(config.soundsDir, merchantId, language),
    owner: running.owner,
  };
}
