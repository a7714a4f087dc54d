import type { System } from '../../src/application/ports.ts';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

const EPOCH = Date.UTC(2026, 0, 1);

/** Lets everything happen that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until it is moved by hand; ids and random numbers count up. Nothing is left to chance. */
export class SimulatedSystem implements System {
  #ms = 0;
  #count = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return EPOCH + this.#ms;
  }

  monotonicMs(): number {
    return this.#ms;
  }

  random64(): bigint {
    this.#count += 1;
    return BigInt(this.#count);
  }

  newId(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.#count}`;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.#ms + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers run. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Moves the clock, stopping at every timer on the way and letting happen what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#ms + ms;
    await settle();
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#ms = next.due;
      this.#timers.delete(next);
      next.run();
      await settle();
    }
    this.#ms = end;
  }

  /** Goes on from where another one stands: ids and times of a second process are later than those of the first. */
  follow(before: SimulatedSystem): void {
    this.#ms = before.#ms;
    this.#count = before.#count;
  }

  /** Moves the clock without letting anything happen, as when the process was stopped or the machine slept. */
  skip(ms: number): void {
    this.#ms += ms;
  }

  /** The timer that is due first, the older one of two; sets keep the order of adding. */
  #nextUntil(end: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ due }) => due <= end)
      .reduce<Timer | undefined>(
        (first, timer) => (first && first.due <= timer.due ? first : timer),
        undefined,
      );
  }
}
