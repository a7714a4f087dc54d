import { type JournalEntry, type Replay, replayJournal } from '../domain/call/journal.ts';
import { asciiDigits } from '../domain/digits.ts';
import { invoiceCode, isInvoiceCode } from '../domain/merchant/invoice.ts';
import { type Mobile, readMobile } from '../domain/merchant/mobile.ts';
import { AMOUNT_STEP, isBillable, LARGEST_AMOUNT, type Rial } from '../domain/payment/amount.ts';
import type { AttemptState } from '../domain/payment/attempt.ts';
import { OperationFault } from './fault.ts';
import { type Health, type HealthChecks, readHealth } from './health.ts';
import type {
  Attempt,
  CallJournal,
  CallPlacer,
  CallSummary,
  Doubt,
  Evidence,
  Invoice,
  InvoiceStore,
  Merchant,
  MerchantStore,
  PaymentReader,
  Resolver,
  System,
} from './ports.ts';
import { type Resolved, type ResolveRequest, resolvePayment } from './resolve-payment.ts';

/** An invoice to add. Without a code, one is made. */
export interface InvoiceRequest {
  readonly merchantId: string;
  readonly amount: Rial;
  readonly code?: string;
  readonly description?: string;
  /** The payer's, in any spelling, to whom the invoice is offered when they call. */
  readonly mobile?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** What came of replaying a call. */
export type ReplayReport = { readonly callId: string; readonly entries: number } & Replay;

/**
 * All that support and operators can do: the one list that the command line, the control socket and the
 * support API share. Each takes at most one plain argument and gives plain data, so that it can cross a
 * process; each rejects with `OperationFault` when it cannot be done as asked.
 */
export interface Operations {
  /** Declares merchants with their lines; those not named stay as they are. */
  applyMerchants(
    merchants: readonly Merchant[],
  ): Promise<{ readonly merchants: number; readonly lines: number }>;
  merchants(): Promise<readonly Merchant[]>;
  addInvoice(request: InvoiceRequest): Promise<Invoice>;
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
  health(): Promise<Health>;
}

export type OperationName = keyof Operations;

export interface OperationsPorts {
  readonly merchants: MerchantStore;
  readonly invoices: InvoiceStore;
  readonly payments: PaymentReader;
  readonly resolver: Resolver;
  readonly journal: CallJournal;
  readonly system: System;
  /** Null where no Asterisk is at hand: outside a server, or in one without an AMI password. */
  readonly callPlacer: CallPlacer | null;
  readonly checks: HealthChecks;
  /** True when calls are waited for and none are taken. */
  readonly draining: () => boolean;
  readonly version: string;
}

export function createOperations(ports: OperationsPorts): Operations {
  const { merchants, invoices, payments, journal } = ports;
  return {
    async applyMerchants(declared) {
      await merchants.apply(declared);
      return { merchants: declared.length, lines: declared.flatMap(({ lines }) => lines).length };
    },
    merchants: () => merchants.list(),
    addInvoice: (request) => addInvoice(ports, request),
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
    health: () => readHealth(ports.checks, ports.version, ports.system, ports.draining()),
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

/** A code made for an invoice has this many digits before its check digit. */
const CODE_BODY_DIGITS = 7;
/** How often a made code may be taken before giving up: at a million invoices one more try in ten. */
const CODE_TRIES = 20;

async function addInvoice(ports: OperationsPorts, request: InvoiceRequest): Promise<Invoice> {
  checkInvoice(request, ports.system.now());
  const tries = request.code === undefined ? CODE_TRIES : 1;
  for (let nth = 0; nth < tries; nth += 1) {
    const added = await ports.invoices.add(newInvoice(ports.system, request));
    if (added === 'noMerchant') {
      throw new OperationFault(
        `There is no merchant ${request.merchantId}. Declare it first: zangpay apply FILE`,
      );
    }
    if (added !== 'codeTaken') return added;
  }
  throw new OperationFault(
    request.code === undefined
      ? `No free invoice code was found in ${tries} tries. Give one yourself.`
      : `Merchant ${request.merchantId} has an invoice ${request.code} already.`,
  );
}

function newInvoice(system: System, request: InvoiceRequest) {
  return {
    invoiceId: system.newId('inv'),
    billId: system.newId('bill'),
    merchantId: request.merchantId,
    code: request.code ?? randomCode(system),
    amount: request.amount,
    description: request.description ?? null,
    mobile: request.mobile === undefined ? null : mobileOf(request.mobile),
    expiresAt: request.expiresAt ?? null,
  };
}

/** People write a mobile in groups, too. */
function mobileOf(text: string): Mobile {
  const mobile = readMobile(asciiDigits(text).replace(/[\s()-]/g, ''));
  if (mobile !== null) return mobile;
  throw new OperationFault(`${text} is no Iranian mobile number. Give one such as 09121234567.`);
}

function randomCode(system: System): string {
  const body = system.random64() % 10n ** BigInt(CODE_BODY_DIGITS);
  return invoiceCode(body.toString().padStart(CODE_BODY_DIGITS, '0'));
}

function checkInvoice({ amount, code, expiresAt }: InvoiceRequest, now: number): void {
  if (!isBillable(amount)) {
    throw new OperationFault(
      `The amount must be in Rial, a multiple of ${AMOUNT_STEP}, at most ${LARGEST_AMOUNT - (LARGEST_AMOUNT % AMOUNT_STEP)}.`,
    );
  }
  if (code !== undefined && !isInvoiceCode(code)) {
    throw new OperationFault(
      /^\d{6,11}$/.test(code)
        ? `The last digit of ${code} is not its check digit: ${invoiceCode(code.slice(0, -1))} would be right.`
        : `An invoice code has 6 to 11 digits, the last one a check digit.`,
    );
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new OperationFault('The invoice would have expired before it is added. Give a later time.');
  }
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
