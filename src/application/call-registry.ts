import { CAUSES } from './call-line.ts';
import { type CallNews, type CallOrigin, CallSession, type SessionPorts } from './call-session.ts';
import { hangUp } from './hang-up.ts';
import type { LineEvent } from './ports.ts';
import { bringBackCall, resumeCall } from './resume-call.ts';
import { inRounds } from './rounds.ts';
import { atMost } from './waiting.ts';

/** How often the log says what is waited for. */
const TELL_MS = 10_000;

type LeftBehind = Extract<LineEvent, { readonly type: 'found' | 'back' }>;

/** The running calls of this process, by channel. */
export class CallRegistry {
  readonly #ports: SessionPorts;
  readonly #calls = new Map<string, CallSession>();
  /** Calls that are being taken up, and whether their caller has left meanwhile. */
  readonly #takenUp = new Map<string, CallNews | null>();
  /** Their ids: their journals have been read, or are being read. */
  readonly #resuming = new Set<string>();
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

  /** Whether a call of this id runs here, or is being taken up. */
  isRunning(callId: string): boolean {
    return this.#resuming.has(callId) || [...this.#calls.values()].some((call) => call.callId === callId);
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
      case 'back':
        return void this.#takeUp(event);
      default:
        return this.#news(event);
    }
  }

  #news(event: CallNews): void {
    const { channelId } = event;
    // Whoever had the call before is not told: it writes the last of its journal, and another goes on with it.
    if (!this.#takenUp.has(channelId)) return this.#calls.get(channelId)?.hear(event);
    if (event.type === 'gone') this.#takenUp.set(channelId, event);
  }

  #arrived(origin: CallOrigin): void {
    if (this.#open) this.#lookAfter(CallSession.begin(this.#ports, origin));
    else this.#passOn(origin.channelId);
  }

  /**
   * A call that the books do not know is greeted afresh; one with nothing left to talk about is ended. While no
   * call is taken it is left as it is: another process takes it over, or the next start of this one.
   */
  async #takeUp(event: LeftBehind): Promise<void> {
    const { callId, channelId, did, callerNumber, presentation, invoice } = event;
    const origin = { channelId, did, callerNumber, presentation, invoice };
    if (!this.#open) return event.type === 'back' ? this.#passOn(channelId) : undefined;
    this.#takenUp.set(channelId, null);
    if (callId !== null) this.#resuming.add(callId);
    try {
      // Whoever handed the call over must have written all of its journal.
      await this.#calls.get(channelId)?.ended;
      const call =
        event.type === 'back'
          ? await bringBackCall(this.#ports, origin, callId, event.operator)
          : await resumeCall(this.#ports, origin, callId);
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
      if (callId !== null) this.#resuming.delete(callId);
    }
  }

  #lookAfter(call: CallSession): void {
    this.#calls.set(call.channelId, call);
    void call.ended.then(() => {
      // An operator may have brought the channel back meanwhile, under a session of its own.
      if (this.#calls.get(call.channelId) === call) this.#calls.delete(call.channelId);
    });
  }

  #passOn(channelId: string): void {
    this.#ports.telephony.passOn(channelId).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a call could not be passed on');
    });
  }

  #hangUp(channelId: string): void {
    hangUp(this.#ports, channelId, CAUSES.noService).catch((error: unknown) => {
      this.#ports.log.warn({ error, channelId }, 'a call could not be hung up');
    });
  }
}
