import type { Log, System } from '../../src/application/ports.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';

/** When a simulated world begins: milliseconds since the epoch. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** How requests to one outside service fare on their way. Probabilities. */
export interface Wire {
  /** Whether nobody answers there now. */
  readonly away: () => boolean;
  /** The connection is lost before the work is done or after it: the caller cannot tell which. */
  readonly lost: () => number;
  /** Milliseconds there and back, at most. */
  readonly slowestMs: number;
}

/** What a world lends to each start of the application. */
export interface Ground {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly newId: (kind: string) => string;
  /** How likely the process is killed, or stopped for a while, at any one request to the outside. */
  readonly killAtAwait: () => number;
  readonly stopAtAwait: () => number;
  readonly logged: (line: string) => void;
  /** The process is dead (for ever), or stopped for so long. Milliseconds. */
  readonly fell: (host: Host, ms: number) => void;
}

/**
 * One start of the application on a simulated machine. Killed, nothing of it ever runs again: its timers do
 * not fire and what it waits for never comes. Stopped, all that waits until it is resumed.
 */
export class Host {
  readonly owner: string;
  readonly #ground: Ground;
  readonly #onKill: (downMs: number) => void;
  #alive = true;
  #stopped = false;
  #stoppedUntilMs = 0;
  #backlog: (() => void)[] = [];
  #lineFreeAt = 0;

  constructor(owner: string, ground: Ground, onKill: (downMs: number) => void) {
    this.owner = owner;
    this.#ground = ground;
    this.#onKill = onKill;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** When it goes on, or went on last. */
  get stoppedUntilMs(): number {
    return this.#stoppedUntilMs;
  }

  /** @param downMs how long it takes until another is started */
  kill(downMs: number): void {
    if (!this.#alive) return;
    this.#ground.fell(this, Number.POSITIVE_INFINITY);
    this.#alive = false;
    this.#backlog = [];
    this.#onKill(downMs);
  }

  /** SIGSTOP, and SIGCONT after so many milliseconds. */
  stopFor(ms: number): void {
    this.#ground.fell(this, ms);
    this.#stopped = true;
    this.#stoppedUntilMs = this.#ground.clock.ms + ms;
    this.#ground.clock.after(ms, () => this.#resume());
  }

  #resume(): void {
    this.#stopped = false;
    const waiting = this.#backlog;
    this.#backlog = [];
    for (const run of waiting) this.#later(0, run);
  }

  /** Something that reaches this process after so many milliseconds, if it still lives. */
  #later(ms: number, run: () => void): () => void {
    return this.#ground.clock.after(ms, () => this.#receive(run));
  }

  #receive(run: () => void): void {
    if (!this.#alive) return;
    if (this.#stopped) this.#backlog.push(run);
    else run();
  }

  /** Tells this process something of the line; what is told first arrives first. */
  tell(run: () => void): void {
    const { clock, dice } = this.#ground;
    this.#lineFreeAt = Math.max(this.#lineFreeAt, clock.ms + dice.between(1, 8));
    this.#later(this.#lineFreeAt - clock.ms, run);
  }

  /** Waits as a process does: not while it is stopped, and never again once it is dead. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#later(ms, resolve);
    });
  }

  /** Asks an outside service: the request travels, work is done there, and its answer travels back. */
  async ask<T>(wire: Wire, work: () => Promise<T>): Promise<T> {
    const { clock, dice } = this.#ground;
    const way = () => dice.between(0, wire.slowestMs >> 1);
    if (!this.#alive) await never();
    this.#mayFall();
    const lost = dice.chance(wire.lost()) ? dice.pick(['request', 'answer'] as const) : null;
    // On its way the request outlives its sender.
    await new Promise<void>((resolve) => {
      clock.after(way(), resolve);
    });
    if (lost === 'request' || wire.away()) {
      await this.pause(way());
      throw new Error('nobody answers there');
    }
    const answer = work();
    answer.catch(() => undefined);
    this.#mayFall();
    await this.pause(way());
    if (lost === 'answer') throw new Error('the connection was lost before the answer came');
    return answer;
  }

  #mayFall(): void {
    const { dice, killAtAwait, stopAtAwait } = this.#ground;
    if (dice.chance(killAtAwait())) this.kill(dice.between(500, 20_000));
    if (dice.chance(stopAtAwait())) this.stopFor(dice.between(500, 150_000));
  }

  readonly system: System = {
    now: () => EPOCH + this.#ground.clock.ms,
    monotonicMs: () => this.#ground.clock.ms,
    random64: () => this.#ground.dice.random64(),
    newId: (kind) => this.#ground.newId(kind),
    after: (ms, run) => {
      let pending = true;
      this.#later(ms, () => {
        if (pending) run();
      });
      return () => {
        pending = false;
      };
    },
  };

  readonly log: Log = {
    info: (fields, message) => this.#ground.logged(lineOf('info', fields, message)),
    warn: (fields, message) => this.#ground.logged(lineOf('warn', fields, message)),
    error: (fields, message) => this.#ground.logged(lineOf('error', fields, message)),
  };
}

/** The port's methods, each asked over the wire. The service itself does its work in one go, as under a lock. */
export function remote<T extends object>(host: Host, wire: Wire, service: T): T {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => host.ask(wire, async () => method.apply(target, args));
    },
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function lineOf(level: string, fields: object, message: string): string {
  const plain = JSON.stringify(fields, (_, value: unknown) =>
    value instanceof Error ? { error: value.message } : value,
  );
  return `${level} ${message} ${plain}`;
}
