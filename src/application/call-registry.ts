import { CAUSES } from './call-line.ts';
import { type CallNews, type CallOrigin, CallSession, type SessionPorts } from './call-session.ts';
import type { LineEvent } from './ports.ts';
import { resumeCall } from './resume-call.ts';
import { inRounds } from './rounds.ts';
import { atMost } from './waiting.ts';

/** How often the log says what is waited for. */
const TELL_MS = 10_000;

type Found = Extract<LineEvent, { readonly type: 'found' }>;

/** The running calls of this process, by channel. */
export class CallRegistry {
  readonly #ports: SessionPorts;
  readonly #calls = new Map<string, CallSession>();
  /** Calls that are being taken up, and whether their caller has left meanwhile. */
  readonly #takenUp = new Map<string, CallNews | null>();
  #open = true;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    ports.circuit.watch((news) => {
      for (const call of this.#calls.values()) call.gatewayChanged(news);
    });
  }

  /** Begins to take calls. */
  listen(): void {
    this.#ports.telephony.listen((event) => this.#hear(event));
  }

  /** How many calls run, those whose payment outlives its caller included. */
  get size(): number {
    return this.#calls.size;
  }

  /** Whether a call of this id runs here. */
  isRunning(callId: string): boolean {
    return [...this.#calls.values()].some((call) => call.callId === callId);
  }

  /** True from the moment that no new call is taken. */
  get draining(): boolean {
    return !this.#open;
  }

  /** Takes no new call, and waits so long for those that run to end by themselves. Milliseconds. */
  async drain(ms: number): Promise<void> {
    this.#open = false;
    const ended = Promise.all([...this.#calls.values()].map((call) => call.ended));
    await this.#tellingOf(
      'no new calls are taken; those that run are waited for',
      atMost(this.#ports.system, ms, ended),
    );
  }

  /** Takes no new call, ends those that run, and waits for their payments and their last entries. */
  async close(): Promise<void> {
    this.#open = false;
    const ended = Promise.all([...this.#calls.values()].map((call) => call.close()));
    await this.#tellingOf('calls are ended; their payments that are out are waited for', ended);
  }

  async #tellingOf(message: string, work: Promise<unknown>): Promise<void> {
    if (this.size === 0) return;
    const { system, log } = this.#ports;
    const endTelling = inRounds(system, TELL_MS, async () => log.info({ calls: this.size }, message));
    await work.finally(endTelling);
  }

  #hear(event: LineEvent): void {
    switch (event.type) {
      case 'arrived':
        return this.#arrived(event);
      case 'found':
        return void this.#found(event);
      default:
        return this.#news(event);
    }
  }

  #news(event: CallNews): void {
    const { channelId } = event;
    if (event.type === 'gone' && this.#takenUp.has(channelId)) this.#takenUp.set(channelId, event);
    this.#calls.get(channelId)?.hear(event);
  }

  #arrived(origin: CallOrigin): void {
    if (this.#open) this.#lookAfter(CallSession.begin(this.#ports, origin));
    else this.#passOn(origin.channelId);
  }

  /**
   * A call that the books do not know is greeted afresh; one with nothing left to talk about is ended. While no
   * call is taken it is left as it is: another process takes it over, or the next start of this one.
   */
  async #found({ callId, ...origin }: Found): Promise<void> {
    if (!this.#open) return;
    const { channelId } = origin;
    this.#takenUp.set(channelId, null);
    try {
      const call = await resumeCall(this.#ports, origin, callId);
      if (call === 'over') return this.#hangUp(channelId);
      if (call === 'unknown') this.#arrived(origin);
      else this.#lookAfter(call);
      const gone = this.#takenUp.get(channelId) ?? null;
      if (gone !== null) this.#calls.get(channelId)?.hear(gone);
    } catch (error) {
      this.#ports.log.error(
        { error, callId, channelId },
        'a call that was left behind could not be taken up',
      );
      this.#hangUp(channelId);
    } finally {
      this.#takenUp.delete(channelId);
    }
  }

  #lookAfter(call: CallSession): void {
    this.#calls.set(call.channelId, call);
    void call.ended.then(() => this.#calls.delete(call.channelId));
  }

  #passOn(channelId: string): void {
    this.#ports.telephony.passOn(channelId).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a call could not be passed on');
    });
  }

  #hangUp(channelId: string): void {
    this.#ports.telephony.hangUp(channelId, CAUSES.noService).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a call could not be hung up');
    });
  }
}
