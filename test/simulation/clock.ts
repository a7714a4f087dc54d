interface Due {
  readonly at: number;
  readonly nth: number;
  run: (() => void) | null;
}

/** Lets everything happen that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Simulated time: events are released one by one, the earliest first, and all that follows settles between. */
export class Clock {
  #ms = 0;
  #count = 0;
  /** A binary heap, the earliest on top. */
  readonly #heap: Due[] = [];

  get ms(): number {
    return this.#ms;
  }

  /** Runs something after so many milliseconds; returns the function that takes it back. */
  after(ms: number, run: () => void): () => void {
    this.#count += 1;
    const due: Due = { at: this.#ms + Math.max(0, ms), nth: this.#count, run };
    this.#push(due);
    return () => {
      due.run = null;
    };
  }

  /** Releases events until the time is reached, or until `done` says that it is enough. */
  async runUntil(at: number, done: () => boolean = () => false): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= at; next = this.#heap[0]) {
      this.#pop();
      if (next.run === null) continue;
      this.#ms = next.at;
      next.run();
      await settle();
      if (done()) return;
    }
    this.#ms = at;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(due);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Due;
      if (!isBefore(due, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Due)) child += 1;
      const smaller = heap[child] as Due;
      if (!isBefore(smaller, last)) break;
      heap[place] = smaller;
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.nth < b.nth);
}
