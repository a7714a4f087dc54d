import type { TimerEvent } from '../domain/call/event.ts';
import type { System } from './ports.ts';

/** The named timers of one call. Each delivers the event of its name, once. */
export class CallTimers {
  readonly #system: System;
  readonly #tell: (event: { readonly type: TimerEvent }) => void;
  readonly #running = new Map<TimerEvent, () => void>();

  constructor(system: System, tell: (event: { readonly type: TimerEvent }) => void) {
    this.#system = system;
    this.#tell = tell;
  }

  start(timer: TimerEvent, ms: number): void {
    this.stop(timer);
    const cancel = this.#system.after(ms, () => {
      this.#running.delete(timer);
      this.#tell({ type: timer });
    });
    this.#running.set(timer, cancel);
  }

  stop(timer: TimerEvent): void {
    this.#running.get(timer)?.();
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
