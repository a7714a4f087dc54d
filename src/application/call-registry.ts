import { CallSession, type SessionPorts } from './call-session.ts';
import type { LineEvent } from './ports.ts';

/** The running calls of this process, by channel. */
export class CallRegistry {
  readonly #ports: SessionPorts;
  readonly #calls = new Map<string, CallSession>();
  #open = true;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** Begins to take calls. */
  listen(): void {
    this.#ports.telephony.listen((event) => this.#hear(event));
  }

  /** How many calls run, those whose payment outlives its caller included. */
  get size(): number {
    return this.#calls.size;
  }

  /** Takes no new call, ends those that run, and waits for their payments and their last entries. */
  async close(): Promise<void> {
    this.#open = false;
    const calls = [...this.#calls.values()];
    for (const { channelId } of calls) this.#hangUp(channelId);
    await Promise.all(calls.map((call) => call.ended));
  }

  #hear(event: LineEvent): void {
    if (event.type === 'arrived') return this.#arrived(event);
    this.#calls.get(event.channelId)?.hear(event);
  }

  #arrived(event: Extract<LineEvent, { type: 'arrived' }>): void {
    if (!this.#open) return this.#hangUp(event.channelId);
    const call = new CallSession(this.#ports, event);
    this.#calls.set(event.channelId, call);
    void call.ended.then(() => this.#calls.delete(event.channelId));
  }

  #hangUp(channelId: string): void {
    this.#ports.telephony.hangUp(channelId, 34).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a channel could not be hung up');
    });
  }
}
