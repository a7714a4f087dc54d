import type {
  Attempt,
  AttemptResult,
  CallerMemory,
  CallJournal,
  Gateway,
  GatewayTrace,
  IdentityFinding,
  IdentityRegister,
  LineSlots,
  Log,
  NewAttempt,
  OtpCaps,
  OtpRequest,
  PaymentStore,
  PayRequest,
  PinHabits,
  PrepareRefusal,
  PresentedCaller,
  RateCounters,
  Recordings,
  ResultQueue,
  Settlement,
  Spool,
} from '../../src/application/ports.ts';
import { ForeignResult, JournalTaken } from '../../src/application/ports.ts';
import { Secret } from '../../src/application/secret.ts';
import type { Pending, RecordedBy } from '../../src/domain/call/event.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';
import type { Language } from '../../src/domain/merchant/line.ts';
import {
  type AttemptState,
  type DispatchRefusal,
  mayMove,
  type NotSentReason,
  reasonKept,
} from '../../src/domain/payment/attempt.ts';
import type { OfferedBill } from '../../src/domain/payment/bill.ts';
import type { OtpOutcome, Outcome } from '../../src/domain/payment/outcome.ts';
import { NO_HABIT, type PinHabit } from '../../src/domain/payment/pin-habit.ts';

/** Small stand-ins for the ports, in memory: what they were asked can be read, what they answer can be set. */

export const PAID: Outcome = { type: 'paid', refId: '123456789012' };
export const TRACE: GatewayTrace = { httpStatus: 200, code: null, tookMs: 900, note: 'a reply' };
/** An invented card with a right check digit, of a bank that is known, and a PIN of eight unusual digits. */
export const PAN = '6037991846275315';
export const PIN = '73915284';
/** An invented national id with a right check digit, and a birth date in both calendars. */
export const NATIONAL_ID = '0837194628';
export const BIRTH_DATE = '13700512';
export const BORN = '1991-08-03';

export function secretOf(digits: string): Secret {
  return new Secret(Uint8Array.from(digits, (digit) => digit.charCodeAt(0)));
}

export function digitsOf(secret: Secret): string {
  return secret.expose((bytes) => String.fromCharCode(...bytes));
}

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

export class FakeLog implements Log {
  readonly lines: LogLine[] = [];
  readonly info = this.#keep('info');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');

  get errors(): readonly string[] {
    return this.lines.filter(({ level }) => level === 'error').map(({ message }) => message);
  }

  #keep(level: keyof Log): Log['info'] {
    return (fields, message) => void this.lines.push({ level, fields, message });
  }
}

/** Something that may be away; whoever asks it then is refused. */
class Service {
  away = false;

  /** Throws while it is away. */
  protected ask(): void {
    if (this.away) throw new Error('it is away');
  }
}

type Kept = { state: AttemptState; reason: NotSentReason | null };

export class FakeBooks extends Service implements PaymentStore {
  readonly prepared: NewAttempt[] = [];
  readonly states = new Map<string, Kept>();
  readonly evidence = new Map<string, AttemptResult>();
  readonly recordedBy: string[] = [];
  refusePrepare: PrepareRefusal | null = null;
  refuseDispatch: DispatchRefusal | null = null;
  /** A COMMIT that happens, and whose acknowledgement does not arrive. */
  loseDispatchAck = false;
  /** When it is set, recording neither succeeds nor fails. */
  hangs = false;
  readonly dispatchedBy: Parameters<PaymentStore['dispatch']>[1][] = [];
  /** What a `prepare` waits for. */
  preparing: Promise<void> = Promise.resolve();
  /** Runs while a dispatch waits for its locks. */
  whileDispatching: () => Promise<void> = async () => undefined;

  async findInvoiceBill(): ReturnType<PaymentStore['findInvoiceBill']> {
    this.ask();
    return { billId: 'bill_of_invoice', amount: 750_000, invoiceId: 'inv_1' };
  }

  /** What `findCallerBills` finds. */
  offers: readonly OfferedBill[] = [];

  async findCallerBills() {
    this.ask();
    return this.offers;
  }

  async openBill({ billId, amount }: Parameters<PaymentStore['openBill']>[0]) {
    this.ask();
    return { billId, amount, invoiceId: null };
  }

  async prepare(attempt: NewAttempt) {
    this.ask();
    await this.preparing;
    if (this.refusePrepare !== null) return this.refusePrepare;
    this.prepared.push(attempt);
    this.states.set(attempt.attemptId, { state: 'prepared', reason: null });
    return 'prepared' as const;
  }

  async dispatch(attemptId: string, by: Parameters<PaymentStore['dispatch']>[1]) {
    this.ask();
    this.dispatchedBy.push(by);
    await this.whileDispatching();
    if (this.#stateOf(attemptId) !== 'prepared') return 'notPrepared' as const;
    if (this.refuseDispatch !== null) {
      this.#move(attemptId, 'notSent', reasonKept(this.refuseDispatch));
      return this.refuseDispatch;
    }
    this.#move(attemptId, 'dispatched');
    if (this.loseDispatchAck) throw new Error('the connection was lost');
    return 'dispatched' as const;
  }

  async setAside(attemptId: string, reason: NotSentReason) {
    this.ask();
    if (this.#stateOf(attemptId) !== 'prepared') return false;
    this.#move(attemptId, 'notSent', reason);
    return true;
  }

  async record(result: AttemptResult, by: RecordedBy): Promise<Settlement> {
    this.ask();
    if (this.hangs) await new Promise(() => undefined);
    if (!this.states.has(result.attemptId)) throw new ForeignResult(`there is no ${result.attemptId}`);
    const { attemptId, evidenceId, outcome } = result;
    const known = this.evidence.has(evidenceId);
    const moved = !known && mayMove(this.#stateOf(attemptId), outcome.type);
    this.evidence.set(evidenceId, result);
    this.recordedBy.push(by);
    if (moved) this.#move(attemptId, outcome.type, outcome.type === 'notSent' ? outcome.reason : null);
    return { recorded: !known, moved, state: this.#stateOf(attemptId), surplus: false, alarms: [] };
  }

  /** As a reader has them: newest first. */
  async list() {
    this.ask();
    const attempts = this.prepared.map(({ attemptId, orderId }) => {
      const state = this.#stateOf(attemptId);
      const found = [...this.evidence.values()].findLast((result) => result.attemptId === attemptId)?.outcome;
      const refId = found?.type === 'paid' ? found.refId : null;
      const code = found?.type === 'declined' ? found.code : null;
      return { attemptId, orderId, state, refId, code };
    });
    return attempts.reverse() as unknown as readonly Attempt[];
  }

  /** `paid`, or `notSent(hangup)`: the state of the one attempt, or of the last. */
  get last(): string {
    const kept = [...this.states.values()].at(-1);
    if (kept === undefined) return 'none';
    return kept.reason === null ? kept.state : `${kept.state}(${kept.reason})`;
  }

  #stateOf(attemptId: string): AttemptState {
    const kept = this.states.get(attemptId);
    if (kept === undefined) throw new Error(`there is no attempt ${attemptId}`);
    return kept.state;
  }

  #move(attemptId: string, state: AttemptState, reason: NotSentReason | null = null): void {
    this.states.set(attemptId, { state, reason });
  }
}

export class FakeGateway implements Gateway {
  otp: OtpOutcome = { type: 'accepted' };
  /** The gateway's own id of every order. */
  invoiceId: string | null = null;
  outcome: Outcome = PAID;
  /** What is waited for before the bytes leave, and after. */
  connecting: Promise<void> = Promise.resolve();
  answering: Promise<void> = Promise.resolve();
  otpAnswering: Promise<void> = Promise.resolve();
  readonly otps: { orderId: string; pan: string }[] = [];
  /** What left, as it left. */
  readonly pays: { orderId: string; pan: string; pin: string; amount: number }[] = [];
  /** By which door each came, and for whom. */
  readonly payers: Pick<PayRequest, 'door' | 'mobile'>[] = [];

  async requestOtp({ orderId, pan }: OtpRequest) {
    this.otps.push({ orderId, pan: digitsOf(pan) });
    await this.otpAnswering;
    return { outcome: this.otp, trace: TRACE, invoiceId: this.invoiceId };
  }

  async pay({ orderId, pan, pin, amount, door, mobile }: PayRequest, mayStillSend: () => boolean) {
    const body = { orderId, pan: digitsOf(pan), pin: digitsOf(pin), amount };
    await this.connecting;
    if (!mayStillSend())
      return { outcome: { type: 'notSent', reason: 'notConfirmed' } as const, trace: TRACE };
    this.pays.push(body);
    this.payers.push({ door, mobile });
    await this.answering;
    return { outcome: this.outcome, trace: TRACE };
  }
}

/** The state's registers: who was asked about, and what they say. */
export class FakeRegister implements IdentityRegister {
  finding: IdentityFinding = 'matched';
  answering: Promise<void> = Promise.resolve();
  readonly asked: Readonly<Record<string, string>>[] = [];

  async matchMobile({ nationalId, mobile }: Parameters<IdentityRegister['matchMobile']>[0]) {
    this.asked.push({ nationalId: digitsOf(nationalId), mobile });
    await this.answering;
    return this.finding;
  }

  async matchCard({ nationalId, pan, birthDate }: Parameters<IdentityRegister['matchCard']>[0]) {
    this.asked.push({ nationalId: digitsOf(nationalId), pan: digitsOf(pan), birthDate });
    await this.answering;
    return this.finding;
  }
}

export class FakeCounters extends Service implements RateCounters {
  readonly hits = new Map<string, number>();

  async hit(name: string, windowMs: number) {
    this.ask();
    const hits = (this.hits.get(name) ?? 0) + 1;
    this.hits.set(name, hits);
    return { hits, endsInMs: windowMs };
  }

  async forgetOld() {
    return 0;
  }
}

/** What is kept of callers, of places on lines and of banks, from one call to the next. */
export class FakeCallers extends Service implements CallerMemory {
  readonly languages = new Map<string, Language>();
  readonly told: string[] = [];
  pending: Pending | null = null;
  callsLastHour = 1;

  async recall({ number, mobile }: PresentedCaller) {
    this.ask();
    const language = this.languages.get(number) ?? null;
    return { language, pending: mobile === null ? null : this.pending, callsLastHour: this.callsLastHour };
  }

  async rememberLanguage(_merchantId: string, number: string, language: Language) {
    this.ask();
    this.languages.set(number, language);
  }

  async noteTold(attemptId: string) {
    this.ask();
    this.told.push(attemptId);
  }
}

export class FakeSlots implements LineSlots {
  readonly taken = new Map<string, string>();

  async take({ line, callId, most }: Parameters<LineSlots['take']>[0]) {
    const others = [...this.taken].filter(([id, at]) => id !== callId && at === line).length;
    if (!this.taken.has(callId) && others >= most) return false;
    this.taken.set(callId, line);
    return true;
  }

  async release(callId: string) {
    this.taken.delete(callId);
  }
}

export class FakeHabits extends Service implements PinHabits {
  readonly learned: { first6: string; verdict: string; length: number; delayMs: number }[] = [];
  habit: PinHabit = NO_HABIT;

  async of() {
    this.ask();
    return this.habit;
  }

  async learn(first6: string, pin: Parameters<PinHabits['learn']>[1]) {
    this.ask();
    this.learned.push({ first6, ...pin });
  }
}

export const NO_RECORDINGS: Recordings = { of: async () => (sound) => sound };

/** Caps that no test meets by chance. */
export const OTP_CAPS: OtpCaps = {
  otpsPerCardHour: 5,
  otpsPerCallerHour: 10,
  otpsPerLineHour: 1_000,
  otpsPerKeyHour: 1_000,
  cardsPerCallerDay: 5,
};

export class FakeQueue extends Service implements ResultQueue {
  readonly results: AttemptResult[] = [];
  /** When it is set, adding neither succeeds nor fails. */
  hangs = false;
  #handler: ((result: AttemptResult) => Promise<void>) | null = null;

  async add(result: AttemptResult) {
    this.ask();
    if (this.hangs) await new Promise(() => undefined);
    this.results.push(result);
    void this.#handler?.(result);
  }

  async work(handler: (result: AttemptResult) => Promise<void>) {
    this.#handler = handler;
  }

  healthy() {
    return !this.away;
  }

  async close() {}
}

export class FakeSpool extends Service implements Spool {
  readonly entries = new Map<string, AttemptResult>();
  readonly aside: string[] = [];
  /** When it is set, writing neither succeeds nor fails. */
  hangs = false;

  async write(result: AttemptResult) {
    this.ask();
    if (this.hangs) await new Promise(() => undefined);
    this.entries.set(result.evidenceId, result);
  }

  async list() {
    this.ask();
    return [...this.entries.values()];
  }

  async drop(evidenceId: string) {
    this.ask();
    this.entries.delete(evidenceId);
  }

  async setAside(evidenceId: string) {
    this.aside.push(evidenceId);
    this.entries.delete(evidenceId);
  }
}

export class FakeJournal extends Service implements CallJournal {
  readonly begun: string[] = [];
  readonly entries: JournalEntry[] = [];
  readonly batches: number[] = [];
  readonly endedAt: number[] = [];
  /** There is one call in these tests. */
  #owner = '';
  /** What an append waits for. */
  writing: Promise<void> = Promise.resolve();

  async begin({ callId, owner }: { callId: string; owner: string }) {
    this.ask();
    this.begun.push(callId);
    this.#owner = owner;
  }

  async take(_callId: string, owner: string) {
    this.ask();
    if (this.begun.length > 0) this.#owner = owner;
  }

  /** There is one channel in these tests, and one call on it. */
  async callOn() {
    this.ask();
    return this.endedAt.length > 0 ? null : (this.begun[0] ?? null);
  }

  async append(entries: readonly JournalEntry[], owner: string) {
    this.ask();
    if (!entries.every(({ callId }) => this.begun.includes(callId))) throw new Error('there is no such call');
    if (owner !== this.#owner) throw new JournalTaken('another process has the call');
    await this.writing;
    this.batches.push(entries.length);
    this.entries.push(...entries);
  }

  async note(_callId: string, { endedAt }: { endedAt?: number }) {
    this.ask();
    if (endedAt !== undefined) this.endedAt.push(endedAt);
  }

  async read() {
    return this.entries;
  }

  async list() {
    return [];
  }

  async show() {
    return null;
  }
}
