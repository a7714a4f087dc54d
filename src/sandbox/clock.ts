/** The sandbox's clock: this machine's, moved forward on demand, so that nobody waits for a token to end. */
export class SandboxClock {
  #aheadMs = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
