import type { CommandOf, HangUpCause } from '../domain/call/command.ts';
import { playlist } from '../domain/prompt/clips.ts';
import { ChannelGone, type HangUpCode, type Log, type System, type Telephony } from './ports.ts';
import type { RunningCall } from './running-call.ts';
import { atMost, pause, WAIT_FOR_BOOKS_MS } from './waiting.ts';

/** What the caller's exchange is told (ITU-T Q.850): normal clearing; no circuit or channel available. */
export const CAUSES: Readonly<Record<HangUpCause, HangUpCode>> = { normal: 16, noService: 34 };

/** The silence between answering and the first word (call.md, "Answering"). */
const SETTLE_MS = 400;

export interface CallLinePorts {
  readonly telephony: Telephony;
  readonly system: System;
  readonly log: Log;
}

/** The telephone line of one call: asked in order, one request at a time. */
export class CallLine {
  readonly #ports: CallLinePorts;
  readonly #call: RunningCall;
  #last: Promise<void> = Promise.resolve();

  constructor(ports: CallLinePorts, call: RunningCall) {
    this.#ports = ports;
    this.#call = call;
  }

  /** Resolves when the line has been asked all that was to be asked. */
  get idle(): Promise<void> {
    return this.#last;
  }

  answer(): void {
    this.#ask(async () => {
      await this.#answerOrHangUp();
      await pause(this.#ports.system, SETTLE_MS);
      this.#call.tell({ type: 'Answered' });
    });
  }

  /** A caller who was not answered must not be kept in silence. */
  async #answerOrHangUp(): Promise<void> {
    const { telephony } = this.#ports;
    const { channelId } = this.#call;
    await telephony.answer(channelId).catch(async (error: unknown) => {
      await telephony.hangUp(channelId, CAUSES.noService);
      throw error;
    });
  }

  play({ play, prompts, verdict }: CommandOf<'Play'>, durable: Promise<void>): void {
    const { channelId, policy } = this.#call;
    const { language } = policy();
    const clips = playlist(prompts, language);
    this.#ask(async () => {
      if (verdict) await atMost(this.#ports.system, WAIT_FOR_BOOKS_MS, durable);
      await this.#ports.telephony.play(channelId, this.#playbackId(play), clips, language);
    });
  }

  stop(play: number): void {
    this.#ask(() => this.#ports.telephony.stop(this.#playbackId(play)));
  }

  keepMedia(media: 'silence' | 'music'): void {
    this.#ask(() => this.#ports.telephony.keepMedia(this.#call.channelId, media));
  }

  setNet(seconds: number): void {
    this.#ask(() => this.#ports.telephony.setNet(this.#call.channelId, seconds));
  }

  hangUp(cause: HangUpCause): void {
    this.#ask(() => this.#ports.telephony.hangUp(this.#call.channelId, CAUSES[cause]));
  }

  /** Our own id of a playback: known before it is asked for, and never twice. */
  #playbackId(play: number): string {
    return `${this.#call.callId}.${play}`;
  }

  #ask(request: () => Promise<void>): void {
    this.#last = this.#last.then(request).catch((error: unknown) => {
      if (error instanceof ChannelGone) return;
      this.#ports.log.warn({ error, callId: this.#call.callId }, 'the line did not do what it was asked');
    });
  }
}
