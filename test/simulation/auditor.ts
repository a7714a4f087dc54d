import type { Charge, PayAsked } from './bank.ts';
import type { Clock } from './clock.ts';
import { judgeGuessing } from './judge-payer.ts';
import { findLeaks } from './leaks.ts';
import type { RegisterAnswer } from './register.ts';
import type { Move, Say, SeenChannel, SeenRow, TalkRule } from './seen.ts';
import { judgeTalk } from './talk-auditor.ts';

/**
 * The auditor. It shares no code with the product: it has its own table of edges, reads the bank's ledger,
 * watches every COMMIT, and hears what was said on the line. It judges by payment.md, "Invariants", and by call.md
 * (talk-auditor.ts).
 *
 * Judged here: 1 to 10 and 12. Not yet: of 9 and 10 what becomes of the outbox, which has no sender, so that no
 * webhook and no receipt is counted; 11, since nothing refunds. No person settles anything in these worlds, so that `notPaid`
 * and `reversed` are never legal here.
 */

/** What is wrong: the invariant's number or the rule, and the call that it shows in (from 0; null: none). */
export interface Violation {
  readonly invariant: number | TalkRule;
  readonly call: number | null;
  readonly what: string;
}

export interface SeenEvidence {
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly verdict: { readonly type: string };
  readonly text: string;
}

/** What is there when all has come to rest. */
export interface AtRest {
  readonly rows: readonly SeenRow[];
  readonly evidence: ReadonlyMap<string, { readonly text: string }>;
  readonly outbox: readonly { readonly attemptId: string; readonly state: string }[];
  readonly jobsLeft: number;
  readonly spooled: number;
  /** Every result that the spool or the queue has ever taken, as text. */
  readonly safe: readonly string[];
  readonly channels: readonly SeenChannel[];
  /** The lines of the calls that still have a place. */
  readonly places: readonly string[];
  readonly callsRunning: number;
  /** Answers that reached a process which still lives. */
  readonly heard: readonly { readonly orderId: string; readonly outcome: string }[];
  /** When answers reached any process, by order id. */
  readonly answeredMs: ReadonlyMap<string, number>;
  /** What the registers of who pays have said. */
  readonly registerAnswers: readonly RegisterAnswer[];
  /** All text at rest, and the secrets that must not be in it. */
  readonly texts: Iterable<readonly [place: string, text: string]>;
  readonly secrets: ReadonlySet<string>;
}

const EDGES: Readonly<Record<string, readonly string[]>> = {
  born: ['prepared'],
  prepared: ['dispatched', 'notSent'],
  dispatched: ['paid', 'declined', 'unknown', 'notSent'],
  unknown: ['paid', 'declined', 'notSent'],
  declined: ['paid'],
  notSent: ['paid'],
};

const BLOCKING = ['dispatched', 'unknown', 'paid'];
const PIN_LIFE_MS = 120_000;
const WRONG_PINS = 2;

/** Sentences that say that no money moved, or that ask the caller to pay once more. */
const AS_IF_UNPAID =
  /^(declined|declined\.enough|nothing\.taken|way\.otherCard|way\.newPin|card\.ask|pin\.ask|pin\.maybe)$/;

/** What a payer and a merchant are told of; that nothing was sent is told when it was a bank's doubt before. */
function isVerdict(state: string): boolean {
  return ['paid', 'declined', 'unknown'].includes(state);
}

interface Known {
  readonly row: SeenRow;
  readonly states: string[];
  readonly moves: Move[];
}

export class Auditor {
  readonly violations: Violation[] = [];
  readonly #known = new Map<string, Known>();
  readonly #byOrder = new Map<string, Known>();
  readonly #otps = new Map<string, PayAsked | Omit<PayAsked, 'pin'>>();
  readonly #pays = new Map<string, PayAsked>();
  readonly #charges = new Map<string, Charge[]>();
  readonly #wrongPins = new Map<string, number>();
  readonly #evidence = new Map<string, SeenEvidence>();
  readonly #lengths = new Set<number>();
  readonly #clock: Clock;
  readonly #faults: boolean;
  readonly #callOf: (callId: string | null) => number | null;

  /**
   * @param faults whether services are away at times
   * @param callOf the number of the caller that one of the product's call ids stands for
   */
  constructor(clock: Clock, faults: boolean, callOf: (callId: string | null) => number | null) {
    this.#clock = clock;
    this.#faults = faults;
    this.#callOf = callOf;
  }

  /** A call was told that all PINs of its bank have this length: one may end by it from now on. */
  habitTold(length: number): void {
    this.#lengths.add(length);
  }

  otpLeft(otp: Omit<PayAsked, 'pin'>): void {
    this.#otps.set(otp.orderId, otp);
  }

  moved(row: SeenRow, from: string | null): void {
    const { attemptId, orderId } = row.attempt;
    const known = this.#known.get(attemptId) ?? { row, states: [], moves: [] };
    this.#known.set(attemptId, known);
    this.#byOrder.set(orderId, known);
    const before = known.states.at(-1) ?? null;
    known.states.push(row.state);
    known.moves.push({ row, state: row.state, atMs: this.#clock.ms });
    if (before !== from) this.#wrong(8, row, `moved from ${from}, but was ${before}`);
    if (!EDGES[from ?? 'born']?.includes(row.state)) this.#wrong(8, row, `moved ${from} -> ${row.state}`);
    this.#unpaidHoldsNoCharge(row);
    if (row.state === 'dispatched') this.#aloneOnItsBill(row, 'dispatched');
  }

  learned(evidence: SeenEvidence): void {
    this.#evidence.set(evidence.evidenceId, { ...evidence });
  }

  payArrived(pay: PayAsked, wrongPin: boolean): void {
    const known = this.#byOrder.get(pay.orderId);
    if (known === undefined) return this.#report(1, null, `a pay for order ${pay.orderId}, which has no row`);
    const { row } = known;
    if (row.state !== 'dispatched') this.#wrong(1, row, `pay arrived while it was ${row.state}`);
    if (this.#pays.has(pay.orderId)) this.#wrong(2, row, 'a second pay for one order id');
    this.#pays.set(pay.orderId, pay);
    this.#isAsItsOtp(row, pay);
    this.#aloneOnItsBill(row, 'paid for');
    if (wrongPin) this.#countWrongPin(row, pay.pan);
  }

  charged(charge: Charge): void {
    const list = this.#charges.get(charge.orderId) ?? [];
    this.#charges.set(charge.orderId, [...list, charge]);
    const row = this.#byOrder.get(charge.orderId)?.row;
    if (row !== undefined) this.#unpaidHoldsNoCharge(row);
  }

  /** When the faults have stopped and nothing happens any more. */
  judge(rest: AtRest): void {
    this.#eachChargeHasItsRow(rest.rows);
    for (const row of rest.rows) this.#rowAtRest(row, rest);
    this.#eachPaidBillHasOnePayment(rest.rows);
    this.#eachChangeIsToldOnce(rest.outbox);
    for (const [evidenceId, { text, attemptId }] of this.#evidence) {
      const row = this.#known.get(attemptId)?.row ?? null;
      if (rest.evidence.get(evidenceId)?.text !== text)
        this.#wrong(8, row, `evidence ${evidenceId} has gone`);
    }
    if (rest.jobsLeft > 0) this.#report(9, null, `${rest.jobsLeft} results are still in the queue`);
    if (rest.spooled > 0) this.#report(9, null, `${rest.spooled} results are still spooled`);
    if (rest.callsRunning > 0) this.#report(9, null, `${rest.callsRunning} calls never end`);
    for (const { orderId, outcome } of rest.heard) this.#answerIsKept(orderId, outcome);
    for (const text of rest.safe) {
      const { orderId, outcome } = JSON.parse(text);
      this.#answerIsKept(orderId, outcome.type);
    }
    for (const channel of rest.channels) this.#wordsFit(channel);
    this.#judgeTalk(rest);
    for (const leak of findLeaks(rest.texts, rest.secrets)) {
      this.#report(12, null, `a secret, ${leak.spelling}, in ${leak.place}`);
    }
  }

  #isAsItsOtp(row: SeenRow, pay: PayAsked): void {
    const otp = this.#otps.get(pay.orderId);
    if (otp === undefined) return this.#wrong(2, row, 'a pay whose PIN was never asked for');
    for (const field of ['pan', 'amount', 'sequence'] as const) {
      if (otp[field] !== pay[field]) this.#wrong(2, row, `the ${field} differs from that of its OTP`);
    }
    if (row.attempt.amount !== pay.amount) this.#wrong(2, row, 'another amount than the one frozen');
    if (pay.leftMs - otp.leftMs > PIN_LIFE_MS) this.#wrong(6, row, 'a pay with a stale PIN');
  }

  #aloneOnItsBill({ attempt }: SeenRow, what: string): void {
    for (const { row } of this.#known.values()) {
      const other = row.attempt.billId === attempt.billId && row.attempt.attemptId !== attempt.attemptId;
      if (other && BLOCKING.includes(row.state)) {
        this.#wrong(3, { attempt }, `${what} while ${row.attempt.attemptId} of its bill is ${row.state}`);
      }
    }
  }

  #countWrongPin(row: SeenRow, pan: string): void {
    // A world is shorter than a day, so that all of it is one window.
    const count = (this.#wrongPins.get(pan) ?? 0) + 1;
    this.#wrongPins.set(pan, count);
    if (count > WRONG_PINS) this.#wrong(6, row, `wrong PIN number ${count} of one card`);
  }

  #unpaidHoldsNoCharge(row: SeenRow): void {
    const { state, attempt } = row;
    if (this.#charges.has(attempt.orderId) && ['declined', 'notSent', 'prepared'].includes(state)) {
      this.#wrong(4, row, `${state} holds a charge`);
    }
  }

  #eachChargeHasItsRow(rows: readonly SeenRow[]): void {
    for (const [orderId, charges] of this.#charges) {
      const own = rows.filter(({ attempt }) => attempt.orderId === orderId);
      const row = own[0];
      if (row === undefined || own.length > 1 || charges.length > 1) {
        this.#report(
          5,
          this.#callOf(row?.attempt.callId ?? null),
          `${charges.length} charges, ${own.length} rows`,
        );
        continue;
      }
      const charge = charges[0] as Charge;
      if (!['paid', 'unknown'].includes(row.state)) this.#wrong(5, row, `charged, and ${row.state}`);
      if (row.attempt.amount !== charge.amount) this.#wrong(5, row, 'charged with another amount');
      if (row.state === 'paid' && row.refId !== charge.refId) this.#wrong(5, row, 'another reference');
    }
  }

  /** A bill is paid exactly when one payment of it counts; every further one is surplus. */
  #eachPaidBillHasOnePayment(rows: readonly SeenRow[]): void {
    const paid = Map.groupBy(
      rows.filter(({ state }) => state === 'paid'),
      ({ attempt }) => attempt.billId,
    );
    for (const payments of paid.values()) {
      const counting = payments.filter(({ surplus }) => !surplus).length;
      if (counting !== 1) this.#wrong(10, payments[0] ?? null, `${counting} payments of its bill count`);
    }
  }

  /** Every verdict that moved a row is in the outbox, once. */
  #eachChangeIsToldOnce(outbox: AtRest['outbox']): void {
    const told = Map.groupBy(outbox, ({ attemptId }) => attemptId);
    for (const [attemptId, { row, states }] of this.#known) {
      const tellings = (told.get(attemptId) ?? []).map(({ state }) => state).filter(isVerdict);
      const moves = states.filter(isVerdict);
      if (tellings.join() !== moves.join()) {
        this.#wrong(10, row, `became ${moves.join(', ')} and is told as ${tellings.join(', ')}`);
      }
    }
  }

  #rowAtRest(row: SeenRow, { evidence }: AtRest): void {
    const { state, attempt, doubt } = row;
    const known = this.#known.get(attempt.attemptId);
    if (known?.states.at(-1) !== state) this.#wrong(8, row, `${state} without a move`);
    if (state === 'prepared' || state === 'dispatched') this.#wrong(9, row, `still ${state}`);
    if (state === 'unknown' && (doubt === null || doubt.owner === '' || !(doubt.dueAt > 0))) {
      this.#wrong(9, row, 'unknown without an owner and a due date');
    }
    if (state === 'paid' && !this.#charges.has(attempt.orderId)) this.#wrong(5, row, 'paid without a charge');
    if (['paid', 'declined', 'unknown'].includes(state)) {
      const said = [...this.#evidence.values()].some(
        (each) =>
          each.attemptId === attempt.attemptId &&
          each.verdict.type === state &&
          evidence.has(each.evidenceId),
      );
      if (!said) this.#wrong(8, row, `${state} without evidence that says so`);
    }
  }

  /** Promise 1 of the product: no result is lost. */
  #answerIsKept(orderId: string, outcome: string): void {
    const row = this.#byOrder.get(orderId)?.row;
    if (row === undefined) return;
    const kept = [...this.#evidence.values()].some(
      ({ attemptId, verdict }) => attemptId === row.attempt.attemptId && verdict.type === outcome,
    );
    if (!kept) this.#wrong(5, row, `the answer "${outcome}" reached us and is not in the books`);
  }

  #wordsFit(channel: SeenChannel): void {
    const { call, facts } = channel;
    for (const fact of facts) {
      if (fact.type !== 'said') continue;
      const charged = this.#chargedBefore(channel, fact.atMs);
      const unpaid = fact.clips.find((clip) => AS_IF_UNPAID.test(clip));
      if (unpaid !== undefined && charged) this.#report(7, call, `"${unpaid}" was said after a charge`);
      if (fact.clips.includes('paid') && !charged) this.#report(7, call, '"paid" was said without a charge');
    }
  }

  /** Whether a pay that this call had sent by then moved money, then or later. */
  #chargedBefore({ callIds }: SeenChannel, atMs: number): boolean {
    return [...this.#pays.values()].some(({ orderId, leftMs }) => {
      const callId = this.#byOrder.get(orderId)?.row.attempt.callId ?? '';
      return leftMs <= atMs && this.#charges.has(orderId) && callIds.has(callId);
    });
  }

  #judgeTalk({ channels, places, answeredMs, registerAnswers }: AtRest): void {
    const talk = {
      channels,
      attempts: [...this.#known.values()].map(({ moves }) => moves),
      pays: [...this.#pays.values()],
      pins: [...this.#otps].map(([orderId, { pan, leftMs }]) => ({ orderId, pan, leftMs })),
      registerAnswers,
      answeredMs,
      lengths: this.#lengths,
      faults: this.#faults,
      restMs: this.#clock.ms,
    };
    const sayOf =
      ({ call }: SeenChannel): Say =>
      (rule, what) =>
        this.#report(rule, call, what);
    judgeTalk(talk, sayOf);
    judgeGuessing(registerAnswers, (what) => this.#report('payer', null, what));
    for (const line of places) this.#report('places', null, `a call that is over has a place on ${line}`);
  }

  #wrong(invariant: Violation['invariant'], row: Pick<SeenRow, 'attempt'> | null, what: string): void {
    const { attemptId = 'somewhere', callId = null } = row?.attempt ?? {};
    this.#report(invariant, this.#callOf(callId), `${attemptId}: ${what}`);
  }

  #report(invariant: Violation['invariant'], call: number | null, what: string): void {
    this.violations.push({ invariant, call, what });
  }
}
