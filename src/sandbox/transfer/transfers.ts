import { randomInt } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

/** What a transfer is asked for with. */
export interface Asked {
  readonly track_id: string;
  /** Rial. */
  readonly amount: number;
  readonly deposit: string;
  readonly destination_account: string;
  readonly destination_firstname: string;
  readonly destination_lastname: string;
  readonly pay_id: string | null;
}

/** A transfer as it is told of (contracts.md 3). */
export interface Told extends Pick<Asked, 'track_id' | 'amount' | 'deposit' | 'destination_account'> {
  readonly hashid: string;
  readonly status: 'pending' | 'success' | 'failed';
  readonly message: string;
  /** The bank's own, once it is settled. */
  readonly ref_code: string | null;
}

type Kept = Asked & { readonly hashid: string; readonly ref: string; readonly acceptedAt: number };

/** So long a transfer waits for the bank's next cycle. */
const CYCLE_MS = 30 * 60_000;
const FAILS_AT = 99;
export const TRANSFER_RULE =
  'A transfer is pending for 30 minutes of the clock; then it is a success, or failed when its amount ends in 99 Rial.';

/** The transfers that were accepted. */
export class TransferBook {
  readonly #clock: SandboxClock;
  readonly #kept: Kept[] = [];

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get all(): readonly Told[] {
    return this.#kept.map((kept) => this.#told(kept));
  }

  find(trackId: string): Told | null {
    return this.all.find((told) => told.track_id === trackId) ?? null;
  }

  accept(asked: Asked): Told {
    const hashid = `h${randomInt(100_000_000_000, 1_000_000_000_000)}`;
    const ref = String(randomInt(100_000_000_000, 1_000_000_000_000));
    const kept = { ...asked, hashid, ref, acceptedAt: this.#clock.now() };
    this.#kept.push(kept);
    return this.#told(kept);
  }

  #told({ track_id, amount, deposit, destination_account, hashid, ref, acceptedAt }: Kept): Told {
    const common = { track_id, amount, deposit, destination_account, hashid };
    if (this.#clock.now() < acceptedAt + CYCLE_MS) {
      return { ...common, status: 'pending', message: 'در انتظار', ref_code: null };
    }
    if (amount % 100 === FAILS_AT) return { ...common, status: 'failed', message: 'ناموفق', ref_code: null };
    return { ...common, status: 'success', message: 'موفق', ref_code: ref };
  }
}
