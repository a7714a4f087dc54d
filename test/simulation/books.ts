import type {
  AgedDoubt,
  Attempt,
  AttemptResult,
  CardHash,
  FoundLine,
  Leftovers,
  LeftWhen,
  MerchantStore,
  NewAttempt,
  OtpCaps,
  PaymentReader,
  PaymentStore,
  PrepareRefusal,
  ProcessRegister,
  RunningProcess,
  Settlement,
} from '../../src/application/ports.ts';
import { ForeignResult } from '../../src/application/ports.ts';
import type { RecordedBy } from '../../src/domain/call/event.ts';
import {
  type AttemptState,
  type DispatchRefusal,
  mayMove,
  type NotSentReason,
  reasonKept,
} from '../../src/domain/payment/attempt.ts';
import type { Bill, BillRefusal, OfferedBill } from '../../src/domain/payment/bill.ts';
import type { Verdict } from '../../src/domain/payment/finding.ts';
import { billStatus, mayCharge } from '../../src/domain/payment/status.ts';

/** A row of the books. Times are milliseconds since the epoch, by the clock of the books. */
export interface Row {
  readonly attempt: NewAttempt;
  readonly preparedAt: number;
  readonly expiresAt: number;
  state: AttemptState;
  reason: NotSentReason | null;
  refId: string | null;
  code: number | null;
  surplus: boolean;
  owner: string | null;
  dispatchedAt: number | null;
  settledAt: number | null;
  doubt: { readonly owner: string; readonly dueAt: number } | null;
}

export interface EvidenceRow {
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly verdict: Verdict;
  readonly source: 'bank' | 'restart';
  readonly moved: boolean;
  /** All of it, as it is at rest. */
  readonly text: string;
}

interface BillRow {
  readonly billId: string;
  readonly merchantId: string;
  readonly amount: number;
  readonly invoiceId: string | null;
  /** The payer's of an invoice, to whom it is offered. */
  readonly mobile: string | null;
  readonly expiresAt: number | null;
}

interface CardRow {
  readonly tries: Map<string, number>;
  blockedUntil: number;
}

/** Who is told of every change, at the moment of its COMMIT. */
export interface BooksWatcher {
  moved(row: Row, from: AttemptState | null): void;
  learned(evidence: EvidenceRow): void;
}

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
const TRIES = 2;
const BATCH = 100;

/**
 * The store in memory, with the rules of the contract suites. Every method does its work in one go, so that
 * it is a transaction that had all its locks; `rows`, `evidence` and the like lie open to the auditor.
 */
export class Books
  implements
    PaymentStore,
    Pick<PaymentReader, 'list'>,
    Pick<MerchantStore, 'findLine'>,
    ProcessRegister,
    Leftovers
{
  readonly rows = new Map<string, Row>();
  readonly evidence = new Map<string, EvidenceRow>();
  /** What somebody is to be told of, in order. */
  readonly outbox: { readonly attemptId: string; readonly state: AttemptState }[] = [];
  readonly #byBill = new Map<string, Row[]>();
  readonly #byCall = new Map<string, Row[]>();
  readonly #orderIds = new Set<string>();
  readonly #bills = new Map<string, BillRow>();
  readonly #invoices = new Map<string, string>();
  readonly #cards = new Map<string, CardRow>();
  readonly #seen = new Map<string, number>();
  readonly #leases = new Map<string, { readonly owner: string; readonly until: number }>();
  readonly #lines: readonly FoundLine[];
  readonly #now: () => number;
  readonly #watcher: BooksWatcher;

  constructor(lines: readonly FoundLine[], now: () => number, watcher: BooksWatcher) {
    this.#lines = lines;
    this.#now = now;
    this.#watcher = watcher;
  }

  addInvoice(code: string, invoice: BillRow): void {
    this.#bills.set(invoice.billId, invoice);
    this.#invoices.set(`${invoice.merchantId}/${code}`, invoice.billId);
  }

  rowsOfBill(billId: string): readonly Row[] {
    return this.#byBill.get(billId) ?? [];
  }

  /** Whether a process has been heard of lately, by which the places of its calls are judged. */
  isHeard(owner: string, withinMs: number): boolean {
    return (this.#seen.get(owner) ?? Number.NEGATIVE_INFINITY) >= this.#now() - withinMs;
  }

  async findLine(did: string): Promise<FoundLine | null> {
    return this.#lines.find(({ number }) => number === did) ?? null;
  }

  async findCallerBills(merchantId: string, mobile: string, most: number): Promise<readonly OfferedBill[]> {
    const offered: OfferedBill[] = [];
    for (const [name, billId] of this.#invoices) {
      const [merchant, code = ''] = name.split('/');
      const bill = this.#bills.get(billId);
      if (merchant !== merchantId || bill === undefined || bill.mobile !== mobile) continue;
      if (this.#billRefusal(billId, bill.amount) === null) offered.push({ bill: billOf(bill), code });
    }
    return offered.slice(0, most);
  }

  async findInvoiceBill(merchantId: string, code: string): Promise<Bill | BillRefusal> {
    const bill = this.#bills.get(this.#invoices.get(`${merchantId}/${code}`) ?? '');
    if (bill === undefined) return 'notFound';
    const status = this.#statusOf(bill.billId);
    if (status === 'processing') return 'busy';
    if (status === 'unknown' || status === 'paid') return status;
    if (bill.expiresAt !== null && bill.expiresAt <= this.#now()) return 'expired';
    return billOf(bill);
  }

  async openBill({ billId, merchantId, amount }: Parameters<PaymentStore['openBill']>[0]): Promise<Bill> {
    const bill = this.#bills.get(billId) ?? {
      ...{ billId, merchantId, amount },
      ...{ invoiceId: null, mobile: null, expiresAt: null },
    };
    this.#bills.set(billId, bill);
    return billOf(bill);
  }

  async prepare(attempt: NewAttempt, caps: OtpCaps): Promise<'prepared' | PrepareRefusal> {
    if (this.#orderIds.has(attempt.orderId)) throw new Error('the order id was used before');
    const refusal = this.#billRefusal(attempt.billId, attempt.amount);
    if (refusal !== null) return refusal;
    const busy = this.#payerRefusal(attempt);
    if (busy !== null) return busy;
    if (!this.#hasTry(attempt.cardHash)) return 'pinBudget';
    const capped = this.#capReached(attempt, caps);
    if (capped !== null) return capped;
    this.#insert(attempt);
    return 'prepared';
  }

  async dispatch(
    attemptId: string,
    by: { owner: string; amount: number },
  ): Promise<'dispatched' | DispatchRefusal> {
    const row = this.rows.get(attemptId);
    if (row?.state !== 'prepared') return 'notPrepared';
    const refusal = this.#dispatchRefusal(row, by.amount);
    if (refusal !== null) {
      this.#notSent(row, reasonKept(refusal));
      return refusal;
    }
    this.#card(row.attempt.cardHash).tries.set(attemptId, this.#now());
    this.forceDispatch(attemptId, by.owner);
    return 'dispatched';
  }

  /** What dispatch does when nobody looks first: for the planted bugs. */
  forceDispatch(attemptId: string, owner: string): void {
    const row = this.#row(attemptId);
    row.owner = owner;
    row.dispatchedAt = this.#now();
    this.#move(row, 'dispatched');
  }

  async setAside(attemptId: string, reason: NotSentReason): Promise<boolean> {
    const row = this.rows.get(attemptId);
    if (row?.state !== 'prepared') return false;
    this.#notSent(row, reason);
    return true;
  }

  async record(result: AttemptResult, by: RecordedBy): Promise<Settlement> {
    const row = this.rows.get(result.attemptId);
    if (row === undefined || row.attempt.orderId !== result.orderId) {
      throw new ForeignResult(`the books have no attempt ${result.attemptId} with that order id`);
    }
    const { state, surplus } = row;
    if (this.evidence.has(result.evidenceId)) {
      return { recorded: false, moved: false, state, surplus, alarms: [] };
    }
    return this.#settle(row, result.evidenceId, result.outcome, 'bank', JSON.stringify({ ...result, by }));
  }

  async list({ callId }: Parameters<PaymentReader['list']>[0]): Promise<readonly Attempt[]> {
    const rows = callId === undefined ? [...this.rows.values()] : (this.#byCall.get(callId) ?? []);
    return rows.map(toAttempt).reverse();
  }

  async heartbeat({ owner }: RunningProcess): Promise<void> {
    this.#seen.set(owner, this.#now());
  }

  async takeLease(name: string, owner: string, ms: number): Promise<boolean> {
    const lease = this.#leases.get(name);
    if (lease !== undefined && lease.owner !== owner && lease.until > this.#now()) return false;
    this.#leases.set(name, { owner, until: this.#now() + ms });
    return true;
  }

  async leave(owner: string): Promise<void> {
    this.#seen.delete(owner);
    for (const [name, lease] of this.#leases) if (lease.owner === owner) this.#leases.delete(name);
  }

  async forgetGone(): Promise<void> {}

  async find(when: LeftWhen): Promise<readonly string[]> {
    const left = [...this.rows.values()].filter((row) => this.#isLeft(row, when));
    return left.slice(0, BATCH).map(({ attempt }) => attempt.attemptId);
  }

  async settle(attemptId: string, when: LeftWhen): Promise<'notSent' | 'unknown' | null> {
    const row = this.rows.get(attemptId);
    if (row === undefined || !this.#isLeft(row, when)) return null;
    if (row.state === 'prepared') {
      this.#notSent(row, 'expired');
      return 'notSent';
    }
    const verdict: Verdict = { type: 'unknown', why: 'restart', code: null };
    this.#settle(row, `restart-${attemptId}`, verdict, 'restart', JSON.stringify({ attemptId, verdict }));
    return 'unknown';
  }

  async raiseDoubts(): Promise<readonly AgedDoubt[]> {
    return [];
  }

  #row(attemptId: string): Row {
    const row = this.rows.get(attemptId);
    if (row === undefined) throw new Error(`there is no attempt ${attemptId}`);
    return row;
  }

  #insert(attempt: NewAttempt): void {
    const row: Row = {
      attempt,
      preparedAt: this.#now(),
      expiresAt: this.#now() + attempt.expiresInMs,
      state: 'prepared',
      reason: null,
      refId: null,
      code: null,
      surplus: false,
      owner: null,
      dispatchedAt: null,
      settledAt: null,
      doubt: null,
    };
    this.rows.set(attempt.attemptId, row);
    this.#orderIds.add(attempt.orderId);
    addTo(this.#byBill, attempt.billId, row);
    if (attempt.callId !== null) addTo(this.#byCall, attempt.callId, row);
    this.#watcher.moved(row, null);
  }

  #dispatchRefusal(row: Row, amount: number): DispatchRefusal | null {
    const { attempt } = row;
    const refusal = this.#billRefusal(attempt.billId, attempt.amount);
    if (refusal !== null) return refusal;
    if (attempt.amount !== amount) return 'billClosed';
    if (row.expiresAt <= this.#now()) return 'expired';
    const busy = this.#payerRefusal(attempt);
    if (busy !== null) return busy;
    return this.#hasTry(attempt.cardHash) ? null : 'pinBudget';
  }

  #billRefusal(billId: string, amount: number): 'billPaid' | 'billBusy' | 'billClosed' | null {
    const bill = this.#bills.get(billId);
    if (bill === undefined) return 'billClosed';
    const status = this.#statusOf(billId);
    if (!mayCharge(status)) return status === 'paid' ? 'billPaid' : 'billBusy';
    const expired = bill.expiresAt !== null && bill.expiresAt <= this.#now();
    return expired || bill.amount !== amount ? 'billClosed' : null;
  }

  #statusOf(billId: string) {
    return billStatus(this.rowsOfBill(billId).map(({ state }) => state));
  }

  #payerRefusal({ line, cardHash, mobile }: NewAttempt): 'payerBusy' | 'payerUnknown' | null {
    const states = [...this.rows.values()]
      .filter(({ attempt }) => attempt.line === line)
      .filter(({ attempt }) => attempt.cardHash.hash === cardHash.hash || attempt.mobile === mobile)
      .map(({ state }) => state);
    if (states.includes('dispatched')) return 'payerBusy';
    return states.includes('unknown') ? 'payerUnknown' : null;
  }

  #card({ hash }: CardHash): CardRow {
    const card = this.#cards.get(hash) ?? { tries: new Map<string, number>(), blockedUntil: 0 };
    this.#cards.set(hash, card);
    return card;
  }

  #hasTry(cardHash: CardHash): boolean {
    const { tries, blockedUntil } = this.#card(cardHash);
    const recent = [...tries.values()].filter((at) => at > this.#now() - DAY_MS);
    return blockedUntil <= this.#now() && recent.length < TRIES;
  }

  #capReached({ cardHash, mobile, line }: NewAttempt, caps: OtpCaps): 'cardLimit' | 'callerLimit' | null {
    const lately = [...this.rows.values()].filter(({ preparedAt }) => preparedAt > this.#now() - HOUR_MS);
    const count = (is: (attempt: NewAttempt) => boolean) =>
      lately.filter(({ attempt }) => is(attempt)).length;
    if (count((each) => each.cardHash.hash === cardHash.hash) >= caps.otpsPerCardHour) return 'cardLimit';
    // A world is shorter than a day.
    const cards = [...this.rows.values()]
      .filter(({ attempt }) => attempt.mobile === mobile && attempt.cardHash.hash !== cardHash.hash)
      .map(({ attempt }) => attempt.cardHash.hash);
    const tooMany =
      count((each) => each.mobile === mobile) >= caps.otpsPerCallerHour ||
      count((each) => each.line === line) >= caps.otpsPerLineHour ||
      new Set(cards).size >= caps.cardsPerCallerDay;
    return tooMany ? 'callerLimit' : null;
  }

  #isLeft({ state, expiresAt, dispatchedAt, owner }: Row, when: LeftWhen): boolean {
    const now = this.#now();
    if (state === 'prepared') return expiresAt <= now;
    if (state !== 'dispatched' || dispatchedAt === null) return false;
    const seen = this.#seen.get(owner ?? '') ?? Number.NEGATIVE_INFINITY;
    return (
      dispatchedAt <= now - when.anywayMs ||
      (dispatchedAt <= now - when.sentMs && seen <= now - when.silentMs)
    );
  }

  #settle(
    row: Row,
    evidenceId: string,
    verdict: Verdict,
    source: EvidenceRow['source'],
    text: string,
  ): Settlement {
    const moved = mayMove(row.state, verdict.type);
    const evidence = { evidenceId, attemptId: row.attempt.attemptId, verdict, source, moved, text };
    this.evidence.set(evidenceId, evidence);
    this.#watcher.learned(evidence);
    if (moved) {
      this.#write(row, verdict);
      this.outbox.push({ attemptId: row.attempt.attemptId, state: row.state });
    }
    return { recorded: true, moved, state: row.state, surplus: row.surplus, alarms: [] };
  }

  #write(row: Row, verdict: Verdict): void {
    row.settledAt = this.#now();
    row.refId = verdict.type === 'paid' ? verdict.refId : null;
    row.code = 'code' in verdict ? verdict.code : null;
    row.reason = verdict.type === 'notSent' ? verdict.reason : null;
    row.surplus =
      verdict.type === 'paid' &&
      this.rowsOfBill(row.attempt.billId).some(({ state, surplus }) => state === 'paid' && !surplus);
    if (verdict.type !== 'notSent') row.dispatchedAt ??= this.#now();
    if (verdict.type === 'unknown') row.doubt = { owner: 'support', dueAt: this.#now() + DAY_MS };
    const card = this.#card(row.attempt.cardHash);
    const wrongPin = verdict.type === 'declined' && (verdict.code === 55 || verdict.code === 75);
    if (wrongPin && verdict.code === 75) card.blockedUntil = this.#now() + DAY_MS;
    if (!wrongPin && verdict.type !== 'unknown') card.tries.delete(row.attempt.attemptId);
    this.#move(row, verdict.type);
  }

  #notSent(row: Row, reason: NotSentReason): void {
    row.reason = reason;
    this.#move(row, 'notSent');
  }

  #move(row: Row, state: AttemptState): void {
    const from = row.state;
    row.state = state;
    this.#watcher.moved(row, from);
  }
}

function billOf({ billId, amount, invoiceId }: BillRow): Bill {
  return { billId, amount, invoiceId };
}

function addTo(map: Map<string, Row[]>, key: string, row: Row): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [row]);
  else list.push(row);
}

function toAttempt(row: Row): Attempt {
  const { cardHash: _, expiresInMs: __, ...frozen } = row.attempt;
  const { state, reason: notSentReason, refId, code, surplus, preparedAt, dispatchedAt, settledAt } = row;
  return {
    ...frozen,
    merchantId: 'shop',
    ...{ state, notSentReason, refId, code, surplus, preparedAt, dispatchedAt, settledAt },
  };
}
