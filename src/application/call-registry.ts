import { CAUSES } from './call-line.ts';
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
    await Promise.all([...this.#calls.values()].map((call) => call.close()));
  }

  #hear(event: LineEvent): void {
    if (event.type === 'arrived') return this.#arrived(event);
    this.#calls.get(event.channelId)?.hear(event);
  }

  #arrived(event: Extract<LineEvent, { type: 'arrived' }>): void {
    const { channelId } = event;
    if (!this.#open) return this.#refuse(channelId);
    const call = new CallSession(this.#ports, event);
    this.#calls.set(channelId, call);
    void call.ended.then(() => this.#calls.delete(channelId));
  }

  #refuse(channelId: string): void {
    this.#ports.telephony.hangUp(channelId, CAUSES.noService).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a call could not be refused');
    });
  }
}
