import type { AttemptResult } from '../../src/application/ports.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Host } from './host.ts';

type Handler = (result: AttemptResult) => Promise<void>;

/** How jobs fare. Probabilities, and milliseconds. */
export interface JobFaults {
  readonly away: () => boolean;
  readonly doubled: () => number;
  readonly lost: () => number;
  readonly latestMs: () => number;
}

/** A job whose worker has not been heard of for so long is given to another. */
const STALLED_MS = 30_000;
const RETRY_MS = 2_000;

/** The result queue: durable, at least once, in any order. */
export class Jobs {
  /** Job id to the result as it is at rest. */
  readonly waiting = new Map<string, string>();
  /** Every job that was ever accepted, as text. */
  readonly accepted: string[] = [];
  readonly #workers = new Map<Host, Handler>();
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #faults: JobFaults;

  constructor(clock: Clock, dice: Dice, faults: JobFaults) {
    this.#clock = clock;
    this.#dice = dice;
    this.#faults = faults;
  }

  async add(result: AttemptResult): Promise<void> {
    const id = `${result.attemptId}-${result.evidenceId}`;
    if (this.waiting.has(id)) return;
    const text = JSON.stringify(result);
    this.accepted.push(text);
    if (this.#dice.chance(this.#faults.lost())) return;
    this.waiting.set(id, text);
    this.#handOut(id, this.#dice.between(0, this.#faults.latestMs()));
    if (this.#dice.chance(this.#faults.doubled())) {
      this.#clock.after(this.#dice.between(0, 5_000), () => this.#run(id));
    }
  }

  work(host: Host, handler: Handler): void {
    this.#workers.set(host, handler);
  }

  /** Gives the job out after so many milliseconds, and again for as long as nobody has done it. */
  #handOut(id: string, afterMs: number): void {
    this.#clock.after(afterMs, () => {
      if (!this.waiting.has(id)) return;
      this.#handOut(id, this.#run(id) ? STALLED_MS : RETRY_MS);
    });
  }

  #run(id: string): boolean {
    const text = this.waiting.get(id);
    const workers = [...this.#workers].filter(([host]) => host.alive);
    if (text === undefined || workers.length === 0 || this.#faults.away()) return false;
    const [host, handler] = this.#dice.pick(workers);
    host.tell(() => {
      handler(JSON.parse(text)).then(
        () => void this.waiting.delete(id),
        () => undefined,
      );
    });
    return true;
  }
}
