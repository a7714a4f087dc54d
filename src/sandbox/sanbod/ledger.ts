import { randomInt } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

export type TransferKind = 'normal' | 'paya' | 'satna';

/** A transfer that was taken. */
export interface Transfer {
  readonly kind: TransferKind;
  readonly source: string;
  /** An account or an IBAN. */
  readonly destination: string;
  readonly amount: number;
  readonly receiver: string;
  readonly description: string;
  readonly reference: string;
  readonly at: number;
}

export interface Entry {
  readonly at: number;
  /** Below zero where money left. */
  readonly amount: number;
  readonly balance: number;
  readonly description: string;
  readonly reference: string;
}

const OPENING = 10_000_000_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Asia/Tehran, without summer time since 2022. */
const TEHRAN_MS = 3.5 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** Until when an order is taken for a cycle and when that is sent, in minutes of the day (contracts.md 6.7). */
const CYCLES = [
  { until: 3 * 60 + 15, sent: 3 * 60 + 45 },
  { until: 10 * 60 + 15, sent: 10 * 60 + 45 },
  { until: 13 * 60 + 15, sent: 13 * 60 + 45 },
];
const SAME_MS = 10 * MINUTE_MS;

/** The bank's accounts: what moved, and how far transfers have come by the clock. */
export class Ledger {
  readonly #clock: SandboxClock;
  readonly transfers: Transfer[] = [];
  readonly #entries = new Map<string, Entry[]>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The same order a short while ago. */
  earlier(order: Omit<Transfer, 'reference' | 'at'>): Transfer | null {
    const now = this.#clock.now();
    const same = this.transfers.findLast(
      (one) =>
        one.kind === order.kind &&
        one.source === order.source &&
        one.destination === order.destination &&
        one.amount === order.amount &&
        one.description === order.description &&
        now - one.at < SAME_MS,
    );
    return same ?? null;
  }

  /** Moves the money; null when there is not enough. */
  move(order: Omit<Transfer, 'reference' | 'at'>): Transfer | null {
    const before = this.#balanceOf(order.source);
    if (before < order.amount) return null;
    const at = this.#clock.now();
    const digits = String(randomInt(1, 2 ** 47)).padStart(15, '0');
    const transfer = { ...order, reference: order.kind === 'normal' ? `00001${digits}` : digits, at };
    this.transfers.push(transfer);
    this.book(order.source, -order.amount, order.description, transfer.reference);
    if (order.kind === 'normal') {
      this.book(order.destination, order.amount, order.description, transfer.reference);
    }
    return transfer;
  }

  /** Writes a row into a statement. */
  book(deposit: string, amount: number, description: string, reference: string): void {
    const entries = this.#entries.get(deposit) ?? [];
    const balance = this.#balanceOf(deposit) + amount;
    this.#entries.set(deposit, [
      ...entries,
      { at: this.#clock.now(), amount, balance, description, reference },
    ]);
  }

  /** Oldest first. */
  entries(deposit: string): readonly Entry[] {
    return this.#entries.get(deposit) ?? [];
  }

  /**
   * The status of a transfer now. A description such as `status SUSPEND` gives it that one for ever, so that a tester
   * can have any.
   * @param settled how Satna's last status is spelled
   */
  statusOf({ kind, description, at }: Transfer, settled: string): string {
    const [, wanted] = /^status (\w+)$/.exec(description) ?? [];
    if (wanted !== undefined) return wanted;
    const now = this.#clock.now();
    if (kind === 'paya') return now >= nextCycle(at) ? 'PROCESSED' : 'READY_TO_TRANSFER';
    const minutes = (now - at) / MINUTE_MS;
    if (minutes >= 60) return settled;
    if (minutes >= 15) return 'ERSAL_SHODE';
    return minutes >= 5 ? 'TAEED_SHOBE_SHODE' : 'SABT_SHODE';
  }

  #balanceOf(deposit: string): number {
    return this.#entries.get(deposit)?.at(-1)?.balance ?? OPENING;
  }
}

/** When an order of this moment is sent: by the next cycle of a day that is no Friday. Milliseconds. */
function nextCycle(at: number): number {
  const local = at + TEHRAN_MS;
  for (let day = Math.floor(local / DAY_MS); ; day += 1) {
    // The epoch was a Thursday.
    if ((day + 4) % 7 === 5) continue;
    const cycle = CYCLES.find(({ until }) => day * DAY_MS + until * MINUTE_MS > local);
    if (cycle !== undefined) return day * DAY_MS + cycle.sent * MINUTE_MS - TEHRAN_MS;
  }
}
