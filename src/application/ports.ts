import type { Heard, Presentation, RecordedBy } from '../domain/call/event.ts';
import type { JournalEntry } from '../domain/call/journal.ts';
import type { BillSource, Language } from '../domain/merchant/line.ts';
import type { Mobile } from '../domain/merchant/mobile.ts';
import type { Rial } from '../domain/payment/amount.ts';
import type {
  AttemptState,
  DispatchRefusal,
  NotSentReason,
  PaymentChannel,
} from '../domain/payment/attempt.ts';
import type { Bill, BillRefusal } from '../domain/payment/bill.ts';
import type { EvidenceSource, Finding, SettlementAlarm, Verdict } from '../domain/payment/finding.ts';
import type { OrderId } from '../domain/payment/order-id.ts';
import type { OtpOutcome, Outcome } from '../domain/payment/outcome.ts';
import type { BillStatus } from '../domain/payment/status.ts';
import { Fault } from './fault.ts';
import type { Secret } from './secret.ts';

/* ---------------------------------------------------------------- the line */

/** What the telephone line tells. `key` is the only place where a raw key exists outside the vault. */
export type LineEvent =
  | {
      readonly type: 'arrived';
      readonly channelId: string;
      readonly did: string;
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
    }
  | { readonly type: 'key'; readonly channelId: string; readonly key: string; readonly durationMs: number }
  | {
      readonly type: 'promptEnded';
      readonly channelId: string;
      readonly playbackId: string;
      readonly heard: Heard;
    }
  | { readonly type: 'gone'; readonly channelId: string; readonly cause: number | null }
  /** The connection to the exchange was lost for so long; this call is still there. */
  | { readonly type: 'gap'; readonly channelId: string; readonly ms: number }
  /** A call that is on the line and that this process does not know: another one left it behind. */
  | {
      readonly type: 'found';
      readonly channelId: string;
      /** Our call id as it was kept on the channel; null when none was. */
      readonly callId: string | null;
      readonly did: string;
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
    };

/** Q.850 causes (ITU-T Q.850, table 1). */
export type HangUpCode = 1 | 16 | 17 | 21 | 34;

/**
 * One telephone line with its channels. Every method has a deadline of its own and rejects with
 * `ChannelGone` when the channel is there no more, or with `LineFault` otherwise.
 */
export interface Telephony {
  /** Registers the one listener. It is called in the order of arrival and must not throw. */
  listen(listener: (event: LineEvent) => void): void;
  answer(channelId: string): Promise<void>;
  /** Ends a channel, answered or not; the caller's exchange is told the cause. */
  hangUp(channelId: string, cause: HangUpCode): Promise<void>;
  /**
   * Hands a call that has just arrived back to the dialplan, which tries the next application, or says that no
   * payment is possible. Nothing more is told of it.
   */
  passOn(channelId: string): Promise<void>;
  /** Keeps our call id on the channel, where it outlives this process. */
  setCallId(channelId: string, callId: string): Promise<void>;
  /**
   * Starts to play clips one after the other under an id of our choosing, unique in this process. Its end
   * arrives as `promptEnded`: `whole`; `stopped` by us; `cut`, because the caller left; or `missing`, because
   * a clip is not there or the request failed, which rejects besides. A prompt that runs when the connection
   * to the exchange is lost has no end of its own: `gap` stands for it.
   */
  play(channelId: string, playbackId: string, clips: readonly string[], language: Language): Promise<void>;
  /** Stops a playback; one that has ended already is no error. */
  stop(playbackId: string): Promise<void>;
  /** What the caller hears while nothing is played: media never stops (call.md, "What ARI does"). */
  keepMedia(channelId: string, media: 'silence' | 'music'): Promise<void>;
  /**
   * Takes a call from an application that is dead; it then arrives as `found`. A prompt of the dead one is
   * heard to its end first, and keys are lost meanwhile.
   */
  take(channelId: string): Promise<void>;
  /** Renews the dialplan's absolute time-out, the net under a stuck channel. Seconds. */
  setNet(channelId: string, seconds: number): Promise<void>;
}

export class ChannelGone extends Error {
  override readonly name = 'ChannelGone';
}

export class LineFault extends Fault {
  override readonly name = 'LineFault';
}

/** Places calls, to try a line out. */
export interface CallPlacer {
  /**
   * Rings `to` (an extension, or an endpoint such as `PJSIP/alice`) and connects whoever answers to the
   * line's number, through the dialplan that real callers come by. Resolves once Asterisk has accepted
   * the request; rejects with `LineFault`.
   */
  placeCall(request: { readonly line: string; readonly to: string }): Promise<void>;
}

/* ------------------------------------------------------------- the gateway */

/** One request for a dynamic PIN (contracts.md 5.1). */
export interface OtpRequest {
  readonly sequence: string;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly pan: Secret;
}

/** One payment of a call (contracts.md 5.2 with `ivr: 1`). */
export interface PayRequest extends OtpRequest {
  readonly pin: Secret;
  readonly mobile: Mobile;
}

/** What the gateway said, without anything secret: for evidence and for support. */
export interface GatewayTrace {
  /** Null when no reply came. */
  readonly httpStatus: number | null;
  readonly code: number | null;
  readonly tookMs: number;
  /** What was said, in a few words, or what went wrong; never a raw body. */
  readonly note: string;
}

export interface Gateway {
  /** Asks the bank to text a dynamic PIN. Never rejects: what went wrong is in the outcome. */
  requestOtp(request: OtpRequest): Promise<{ readonly outcome: OtpOutcome; readonly trace: GatewayTrace }>;
  /**
   * Sends one `pay`, once. Never rejects and never resends. Gives up before a byte leaves when
   * `mayStillSend` says no at that moment; the outcome is then `notSent(notConfirmed)`.
   */
  pay(
    request: PayRequest,
    mayStillSend: () => boolean,
  ): Promise<{ readonly outcome: Outcome; readonly trace: GatewayTrace }>;
}

/* --------------------------------------------------------------- the vault */

/** The secrets of one call, in memory, zeroed at its end. */
export interface CallVault {
  /** Begins an empty secret under a name, wiping what was there. */
  begin(ref: string): void;
  /** Adds one key to a secret. At most 32 keys are held; more are refused by returning false. */
  append(ref: string, key: string): boolean;
  /** Empties a secret and zeroes its bytes. */
  clear(ref: string): void;
  /** The secret of that name. Throws `SecretLost` when there is none. */
  secret(ref: string): Secret;
  /** Zeroes and forgets everything. */
  wipe(): void;
}

export interface Vault {
  open(callId: string): CallVault;
}

export class SecretLost extends Error {
  override readonly name = 'SecretLost';
}

/** A keyed hash of a card: HMAC-SHA-256 under `ZANGPAY_PAN_KEY` (payment.md, "Cards"). */
export interface CardHash {
  readonly keyId: string;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

export interface CardHasher {
  hash(pan: Secret): CardHash;
}

/* --------------------------------------------------------------- the store */

/** An attempt as the books have it (payment.md, "Words"). Times are milliseconds since the epoch. */
export interface Attempt {
  readonly attemptId: string;
  readonly billId: string;
  readonly merchantId: string;
  readonly line: string;
  readonly callId: string | null;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly sequence: string;
  readonly channel: PaymentChannel;
  readonly mobile: Mobile;
  readonly cardFirst6: string;
  readonly cardLast4: string;
  readonly state: AttemptState;
  readonly notSentReason: NotSentReason | null;
  readonly refId: string | null;
  readonly code: number | null;
  /** A second charge on one bill: recorded, a refund is due. */
  readonly surplus: boolean;
  readonly preparedAt: number;
  readonly dispatchedAt: number | null;
  readonly settledAt: number | null;
}

/** What is needed to prepare an attempt. */
export interface NewAttempt {
  readonly attemptId: string;
  readonly billId: string;
  /** The line's main number: payers are told apart by line (payment.md, "Dispatch" 1). */
  readonly line: string;
  readonly callId: string | null;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly sequence: string;
  readonly channel: PaymentChannel;
  readonly mobile: Mobile;
  readonly cardFirst6: string;
  readonly cardLast4: string;
  readonly cardHash: CardHash;
  /**
   * How long from now, by the database's clock, until the sweeper may set it aside. Milliseconds. Two processes,
   * or one whose wall clock was moved, do not agree on a time of day.
   */
  readonly expiresInMs: number;
}

export type PrepareRefusal = 'billPaid' | 'billClosed' | 'billBusy' | 'payerBusy' | 'pinBudget' | 'cardLimit';

/** A result of one attempt as it travels: self-sufficient, free of secrets. */
export interface AttemptResult {
  /** Unique for each thing learned of an attempt; the same one is recorded once, however often it arrives. */
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly orderId: OrderId;
  readonly outcome: Outcome;
  readonly trace: GatewayTrace;
  /** When it was learned: milliseconds since the epoch. */
  readonly learnedAt: number;
}

/** A result names an attempt that is not in these books, or another order id than the attempt's. */
export class ForeignResult extends Error {
  override readonly name = 'ForeignResult';
}

/** What recording a result did. `recorded` without `moved`: the evidence was kept, the state stayed. */
export interface Settlement {
  readonly recorded: boolean;
  readonly moved: boolean;
  readonly state: AttemptState;
  readonly surplus: boolean;
  /** What an operator must look at; none when nothing moved. */
  readonly alarms: readonly SettlementAlarm[];
}

export interface PaymentStore {
  /** The bill of an invoice code on this merchant's lines, or why it cannot be paid now, by the database's clock. */
  findInvoiceBill(merchantId: string, code: string): Promise<Bill | BillRefusal>;
  /** Creates the bill of a purchase that is born in a call. The same id twice is the same bill. */
  openBill(bill: { billId: string; merchantId: string; line: string; amount: Rial }): Promise<Bill>;
  /**
   * Commits an attempt as `prepared`, with its card hash, after the checks that dispatch will make again
   * (payment.md, "Dispatch" 1): so that a payer learns early what cannot be paid.
   */
  prepare(attempt: NewAttempt, limits: { otpsPerCardHour: number }): Promise<'prepared' | PrepareRefusal>;
  /**
   * payment.md, "Dispatch" 1: in one transaction, all checks under the bill's lock, then `dispatched`.
   * Resolves only after the COMMIT was acknowledged. A loser is `notSent` with its reason in the same
   * transaction.
   */
  dispatch(attemptId: string, by: { owner: string; amount: Rial }): Promise<'dispatched' | DispatchRefusal>;
  /** `prepared -> notSent(reason)`; an attempt that is not `prepared` stays as it is, answering false. */
  setAside(attemptId: string, reason: NotSentReason): Promise<boolean>;
  /**
   * One guarded update, the evidence row, the card's budget and the outbox rows in one transaction. The
   * same `evidenceId` again changes nothing. An edge that does not exist is kept as evidence only. Rejects
   * with `ForeignResult` when it is not of these books.
   */
  record(result: AttemptResult, by: RecordedBy): Promise<Settlement>;
}

export interface CardHashPurger {
  /** Forgets the hashes that no attempt has needed for 72 hours after it was settled; resolves to their count. */
  purgeCardHashes(): Promise<number>;
}

/** What a person found out of an attempt. `evidenceId` as of a result. */
export interface Resolution {
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly finding: Finding;
  /** Why it is believed, in the person's own words. */
  readonly sentence: string;
  readonly who: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Why a finding is not taken: *not paid* only 15 minutes after dispatch, and only of what is in doubt. */
export type ResolutionRefusal =
  | { readonly refused: 'noAttempt' }
  | { readonly refused: 'state'; readonly state: AttemptState }
  | { readonly refused: 'tooEarly'; readonly waitMs: number };

export interface Resolver {
  /** Records what a person found out, by the road of `PaymentStore.record`, or says why not. */
  resolve(resolution: Resolution): Promise<Settlement | ResolutionRefusal>;
}

/** A process on these books. */
export interface RunningProcess {
  /** The name that it writes on what it owns; no other start of it has the same. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
}

/** The processes on these books, and what one of them at a time may do. */
export interface ProcessRegister {
  /** Says that the process lives. It counts as gone when it has not said so for a while. */
  heartbeat(running: RunningProcess): Promise<void>;
  /** Takes or renews a lease for so many milliseconds; false while another holds it. */
  takeLease(name: string, owner: string, ms: number): Promise<boolean>;
  /** Strikes a process that ends in good order off the register, and frees its leases. */
  leave(owner: string): Promise<void>;
  /** Forgets processes and leases that have been dead for a day. */
  forgetGone(): Promise<void>;
}

/** A call that nobody looks after. */
export interface LeftCall {
  readonly callId: string;
  readonly channelId: string;
}

export interface LeftCalls {
  /** Calls that have not ended and whose owner has not been heard of for so long, the oldest first. */
  find(silentMs: number): Promise<readonly LeftCall[]>;
}

/** When a dispatched attempt counts as left, in milliseconds by the clock of the database. */
export interface LeftWhen {
  /** Since its dispatch, when besides ... */
  readonly sentMs: number;
  /** ... its owner has not been heard of for this long. */
  readonly silentMs: number;
  /** Since its dispatch, whoever owns it. */
  readonly anywayMs: number;
}

/** A charge in doubt that is due for an alarm. */
export interface AgedDoubt {
  readonly attemptId: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly since: number;
  readonly dueAt: number;
  readonly overdue: boolean;
}

/** What nobody works on any more (payment.md, "Who settles what is left"). */
export interface Leftovers {
  /** Prepared attempts that have expired and dispatched ones that were left, oldest first, some at a time. */
  find(when: LeftWhen): Promise<readonly string[]>;
  /**
   * Moves one of them, `prepared` to `notSent(expired)` and `dispatched` to `unknown(restart)`, and resolves
   * to its new state; null when it is not left after all. Many processes may do so at once.
   */
  settle(attemptId: string, when: LeftWhen): Promise<'notSent' | 'unknown' | null>;
  /** The doubts that have grown old enough for another alarm; each alarm is given out once. */
  raiseDoubts(): Promise<readonly AgedDoubt[]>;
}

/** A line as `apply` declares it and as a call loads it. */
export interface Line {
  readonly merchantId: string;
  readonly number: string;
  readonly aliases: readonly string[];
  readonly sequence: string;
  readonly language: Language;
  readonly bill: BillSource;
  readonly confirmCard: boolean;
}

export interface Merchant {
  readonly merchantId: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly webhookUrl: string | null;
  readonly lines: readonly Line[];
}

/** A number or an alias that a merchant declares belongs to another line or to another merchant. */
export class LineTaken extends Fault {
  override readonly name = 'LineTaken';

  constructor(number: string, merchantId: string) {
    super(`The number ${number}, declared for merchant ${merchantId}, already belongs to another line.`);
  }
}

export interface MerchantStore {
  /**
   * Declares merchants and their lines, any number of times; those not named stay as they are. All or
   * nothing: rejects with `LineTaken` when a number belongs to another line.
   */
  apply(merchants: readonly Merchant[]): Promise<void>;
  list(): Promise<readonly Merchant[]>;
  /** The line that answers this number, in any of its spellings, with its merchant's name. */
  findLine(did: string): Promise<(Line & { readonly merchantName: Merchant['name'] }) | null>;
}

export interface Invoice {
  readonly invoiceId: string;
  readonly merchantId: string;
  readonly billId: string;
  readonly code: string;
  readonly amount: Rial;
  readonly description: string | null;
  readonly status: BillStatus | 'cancelled' | 'expired';
  readonly createdAt: number;
  /** Null: it does not expire. */
  readonly expiresAt: number | null;
}

export interface NewInvoice {
  readonly invoiceId: string;
  readonly billId: string;
  readonly merchantId: string;
  readonly code: string;
  readonly amount: Rial;
  readonly description: string | null;
  readonly expiresAt: number | null;
}

export interface InvoiceStore {
  /** Resolves to `codeTaken` when this merchant has that code already, `noMerchant` when there is none. */
  add(invoice: NewInvoice): Promise<Invoice | 'codeTaken' | 'noMerchant'>;
  /** Newest first. */
  list(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Invoice[]>;
}

/** One thing learned of an attempt, as support reads it. */
export interface Evidence {
  readonly evidenceId: string;
  readonly outcome: Verdict;
  /** What the gateway said; of a person, `note` is the sentence given. */
  readonly trace: GatewayTrace;
  readonly source: EvidenceSource;
  /** The person who said so; null when it was no person. */
  readonly who: string | null;
  readonly recordedBy: RecordedBy;
  readonly moved: boolean;
  readonly learnedAt: number;
  readonly recordedAt: number;
}

/** A charge in doubt: an attempt with who answers for it, since when, and by when. */
export interface Doubt extends Attempt {
  readonly owner: string;
  readonly since: number;
  readonly dueAt: number;
  /** By the clock of the database. */
  readonly overdue: boolean;
}

export interface PaymentReader {
  /** Newest first. */
  list(filter: {
    readonly merchantId?: string;
    readonly state?: AttemptState;
    readonly callId?: string;
    readonly limit: number;
  }): Promise<readonly Attempt[]>;
  /** What is in doubt, oldest first. */
  doubts(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Doubt[]>;
  show(
    attemptId: string,
  ): Promise<{ readonly attempt: Attempt; readonly evidence: readonly Evidence[] } | null>;
}

/** One line of the list of calls. */
export interface CallSummary {
  readonly callId: string;
  readonly line: string;
  readonly merchantId: string | null;
  /** E.164; null when withheld or none. */
  readonly caller: string | null;
  readonly startedAt: number;
  /** Null while the call runs. */
  readonly endedAt: number | null;
  readonly stage: string;
  readonly entries: number;
}

/** What the list of calls knows of a call from its beginning. */
export interface CallRecord {
  readonly callId: string;
  readonly channelId: string;
  readonly line: string;
  readonly caller: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The process that looks after it. */
  readonly owner: string;
}

export interface CallJournal {
  /** Registers a call before its first entry. The same call again is no error: it changes hands. */
  begin(call: CallRecord): Promise<void>;
  /**
   * Appends entries of one call in order; durable when resolved. All of them again, in the same words, is no
   * error, since an acknowledgement may be lost; another entry under a (callId, seq) that is taken is one.
   */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Notes what the list of calls shows; at least one fact. */
  note(callId: string, facts: { merchantId?: string; line?: string; endedAt?: number }): Promise<void>;
  read(callId: string): Promise<readonly JournalEntry[]>;
  /** The call that runs on a channel, by what `begin` was told; null when the books know of none. */
  callOn(channelId: string): Promise<string | null>;
  /** Newest first. */
  list(filter: { readonly line?: string; readonly limit: number }): Promise<readonly CallSummary[]>;
  show(callId: string): Promise<CallSummary | null>;
}

/* --------------------------------------------------------------- the queue */

export interface ResultQueue {
  /** Resolves when the result is safely in the queue; rejects at once when the queue is not there. */
  add(result: AttemptResult): Promise<void>;
  /** Begins to work: the handler is idempotent, since a job may run twice. */
  work(handler: (result: AttemptResult) => Promise<void>): Promise<void>;
  healthy(): boolean;
  close(): Promise<void>;
}

/* --------------------------------------------------------------- the spool */

/** Results on this machine's own disk, from the bank's answer until the books have them (payment.md). */
export interface Spool {
  /** Resolves when the result outlives a power cut; rejects with `Fault` when it cannot be written. */
  write(result: AttemptResult): Promise<void>;
  /** All that is in it, in no order. What cannot be read is set aside, with an alarm. */
  list(): Promise<readonly AttemptResult[]>;
  /** Forgets a result that the books have. One that is not there is no error. */
  drop(evidenceId: string): Promise<void>;
  /** Keeps a result that these books refuse out of the way of others, under a name that says so. */
  setAside(evidenceId: string): Promise<void>;
}

/** A journal, or its end, that the store did not take from the process that wrote it. */
export interface SpooledJournal {
  readonly call: CallRecord;
  /** In their order. */
  readonly entries: readonly JournalEntry[];
}

/** Journals on this machine's own disk while the store is away. */
export interface JournalSpool {
  /** Adds entries of a call behind those that are there. Resolves when they outlive a power cut. */
  write(call: CallRecord, entries: readonly JournalEntry[]): Promise<void>;
  /** All that is in it. What cannot be read is set aside, with an alarm. */
  list(): Promise<readonly SpooledJournal[]>;
  /** Forgets the entries of a call that the store has. */
  drop(callId: string): Promise<void>;
}

/* -------------------------------------------------------------- the system */

export interface System {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** 64 random bits. */
  random64(): bigint;
  /** A new id with a prefix that tells its kind: `call_…`, `att_…`; ids made later sort later. */
  newId(kind: 'call' | 'bill' | 'att' | 'inv' | 'evd'): string;
  /** Calls back once after so many milliseconds unless cancelled. */
  after(ms: number, run: () => void): () => void;
}

/** Structured logging; `fields` never hold a secret or a raw reply. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
