import { type JournalEntry, type Replay, replayJournal } from '../domain/call/journal.ts';
import type { AttemptState } from '../domain/payment/attempt.ts';
import { OperationFault } from './fault.ts';
import { type Health, type HealthChecks, readHealth } from './health.ts';

import {
  addAsOperator,
  cancelAsOperator,
  extendAsOperator,
  type InvoiceRequest,
  showAsOperator,
} from './invoice-operations.ts';

import { createKey, type GivenKey, type KeyRequest, revokeKey, rotateKey } from './manage-keys.ts';

import {
  createOpenBankingOperations,
  type OpenBankingOperations,
  type OpenBankingPorts,
} from './open-banking-operations.ts';
import type {
  ApiKey,
  ApiKeyStore,
  Attempt,
  BooksInspector,
  BooksReport,
  CallJournal,
  CallPlacer,
  CallSummary,
  Doubt,
  Evidence,
  Invoice,
  InvoiceStore,
  KeyMaker,
  Merchant,
  MerchantStore,
  PaymentReader,
  Resolver,
  System,
} from './ports.ts';
import {
  createReceiptOperations,
  type ReceiptOperations,
  type ReceiptOperationsPorts,
} from './receipt-operations.ts';
import { type Resolved, type ResolveRequest, resolvePayment } from './resolve-payment.ts';
import {
  createWebhookOperations,
  type WebhookOperations,
  type WebhookOperationsPorts,
} from './webhook-operations.ts';

/** What came of replaying a call. */
export type ReplayReport = { readonly callId: string; readonly entries: number } & Replay;

/**
 * All that support and operators can do: the one list that the command line, the control socket and the
 * support API share. Each takes at most one plain argument and gives plain data, so that it can cross a
 * process; each rejects with `OperationFault` when it cannot be done as asked.
 */
export interface Operations extends WebhookOperations, ReceiptOperations, OpenBankingOperations {
  /** Declares merchants with their lines; those not named stay as they are. */
  applyMerchants(merchants: readonly Merchant[]): Promise<Applied>;
  merchants(): Promise<readonly Merchant[]>;
  addInvoice(request: InvoiceRequest): Promise<Invoice>;
  invoice(invoiceId: string): Promise<Invoice>;
  /** Once more is no error. */
  cancelInvoice(invoiceId: string): Promise<Invoice>;
  /** Sets when an invoice expires; null: never. One that has expired is open again. */
  extendInvoice(request: {
    readonly invoiceId: string;
    /** Milliseconds since the epoch. */
    readonly expiresAt: number | null;
  }): Promise<Invoice>;
  /** Newest first, as are all lists but that of doubts. */
  invoices(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Invoice[]>;
  payments(filter: {
    readonly merchantId?: string;
    readonly state?: AttemptState;
    readonly callId?: string;
    readonly limit: number;
  }): Promise<readonly Attempt[]>;
  /** What is in doubt, oldest first. */
  doubts(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Doubt[]>;
  /** Settles a payment by what a person found out. */
  resolve(request: ResolveRequest): Promise<Resolved>;
  payment(attemptId: string): Promise<{ readonly attempt: Attempt; readonly evidence: readonly Evidence[] }>;
  calls(filter: { readonly line?: string; readonly limit: number }): Promise<readonly CallSummary[]>;
  call(callId: string): Promise<{ readonly call: CallSummary; readonly entries: readonly JournalEntry[] }>;
  /** Folds the call's journal again and compares each entry with what was written. */
  replay(callId: string): Promise<ReplayReport>;
  /** Rings `to` and connects whoever answers to one of our lines, as if they had dialled it. */
  placeCall(request: { readonly line: string; readonly to: string }): Promise<{ readonly ringing: string }>;
  createKey(request: KeyRequest): Promise<GivenKey>;
  keys(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly ApiKey[]>;
  rotateKey(request: { readonly keyId: string; readonly overlapMs: number }): Promise<GivenKey>;
  revokeKey(keyId: string): Promise<ApiKey>;
  health(): Promise<Health>;
  /** What the books say of themselves: the embedded store answers to the process that has it open alone. */
  inspectBooks(): Promise<BooksReport>;
}

export type OperationName = keyof Operations;

/** What came of declaring merchants. */
export interface Applied {
  readonly merchants: number;
  readonly lines: number;
  /** The numbers of the lines that are to verify their payers, which cannot be done here. */
  readonly unverified: readonly string[];
}

export interface OperationsPorts extends WebhookOperationsPorts, ReceiptOperationsPorts {
  readonly merchants: MerchantStore;
  readonly invoices: InvoiceStore;
  readonly payments: PaymentReader;
  readonly resolver: Resolver;
  readonly journal: CallJournal;
  readonly system: System;
  readonly apiKeys: ApiKeyStore;
  readonly keyMaker: KeyMaker;
  /** Null where no Asterisk is at hand: outside a server, or in one without an AMI password. */
  readonly callPlacer: CallPlacer | null;
  /** Null where no client of Sanbod is configured. */
  readonly openBanking: OpenBankingPorts | null;
  readonly checks: HealthChecks;
  /** Whether the service that verifies payers is set up. */
  readonly verifiesPayers: boolean;
  readonly inspector: BooksInspector;
  /** True when calls are waited for and none are taken. */
  readonly draining: () => boolean;
  readonly version: string;
}

export function createOperations(ports: OperationsPorts): Operations {
  const { merchants, invoices, payments, journal } = ports;
  return {
    async applyMerchants(declared) {
      await merchants.apply(declared);
      const lines = declared.flatMap((merchant) => merchant.lines);
      const unverified = ports.verifiesPayers ? [] : lines.filter(({ verify }) => verify !== null);
      return {
        merchants: declared.length,
        lines: lines.length,
        unverified: unverified.map(({ number }) => number),
      };
    },
    merchants: () => merchants.list(),
    addInvoice: (request) => addAsOperator(ports, request),
    invoice: (invoiceId) => showAsOperator(ports, invoiceId),
    cancelInvoice: (invoiceId) => cancelAsOperator(ports, invoiceId),
    extendInvoice: (request) => extendAsOperator(ports, request),
    invoices: (filter) => invoices.list(filter),
    payments: (filter) => payments.list(filter),
    doubts: (filter) => payments.doubts(filter),
    resolve: (request) => resolvePayment(ports, request),
    payment: async (attemptId) =>
      found(await payments.show(attemptId), `payment ${attemptId}`, 'payments list'),
    calls: (filter) => journal.list(filter),
    call: (callId) => readCall(journal, callId),
    async replay(callId) {
      const { entries } = await readCall(journal, callId);
      return { callId, entries: entries.length, ...replayJournal(entries) };
    },
    placeCall: (request) => placeCall(ports, request),
    ...createWebhookOperations(ports),
    ...createReceiptOperations(ports),
    ...createOpenBankingOperations(ports.openBanking),
    createKey: (request) => createKey(ports, request),
    keys: (filter) => ports.apiKeys.list(filter),
    rotateKey: (request) => rotateKey(ports, request),
    revokeKey: (keyId) => revokeKey(ports, keyId),
    health: () => readHealth(ports.checks, ports.version, ports.system, ports.draining()),
    inspectBooks: () => ports.inspector.inspect(),
  };
}

function found<T>(what: T | null, name: string, list: string): T {
  if (what === null) throw new OperationFault(`There is no ${name}. See: zangpay ${list}`);
  return what;
}

async function readCall(journal: CallJournal, callId: string) {
  const call = found(await journal.show(callId), `call ${callId}`, 'calls list');
  return { call, entries: await journal.read(callId) };
}

async function placeCall(ports: OperationsPorts, request: { readonly line: string; readonly to: string }) {
  if (ports.callPlacer === null) {
    throw new OperationFault('Only a running server with AMI_PASSWORD set can place a call: zangpay serve');
  }
  if ((await ports.merchants.findLine(request.line)) === null) {
    throw new OperationFault(`There is no line ${request.line}. See: zangpay merchants`);
  }
  await ports.callPlacer.placeCall(request);
  return { ringing: request.to };
}
