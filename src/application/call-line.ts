import type { CommandOf, HangUpCause } from '../domain/call/command.ts';
import type { SecretRef } from '../domain/gather/gather.ts';
import { readBirthDate } from '../domain/identity/birth-date.ts';
import { playlist } from '../domain/prompt/clips.ts';
import { hangUp } from './hang-up.ts';
import {
  ChannelGone,
  type HangUpCode,
  type Log,
  type Recordings,
  type System,
  type Telephony,
} from './ports.ts';
import type { RunningCall } from './running-call.ts';
import { atMost, pause, WAIT_FOR_BOOKS_MS } from './waiting.ts';

/** What the caller's exchange is told (ITU-T Q.850): cleared, busy, rejected, no circuit or channel available. */
export const CAUSES: Readonly<Record<HangUpCause, HangUpCode>> = {
  normal: 16,
  busy: 17,
  rejected: 21,
  noService: 34,
};

/** The silence between answering and the first word (call.md, "Answering"). */
const SETTLE_MS = 400;

export interface CallLinePorts {
  readonly telephony: Telephony;
  readonly recordings: Recordings;
  readonly system: System;
  readonly log: Log;
}

/** The telephone line of one call: asked in order, one request at a time. */
export class CallLine {
  readonly #ports: CallLinePorts;
  readonly #call: RunningCall;
  #last: Promise<void> = Promise.resolve();
  #recorded: ReturnType<Recordings['of']> | undefined;

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
      await this.#hangUp('noService');
      throw error;
    });
  }

  play({ play, language, prompts, verdict }: CommandOf<'Play'>, durable: Promise<void>): void {
    const { channelId } = this.#call;
    const sounds = playlist(prompts, language, (ref) => this.#birthDate(ref));
    this.#ask(async () => {
      if (verdict) await atMost(this.#ports.system, WAIT_FOR_BOOKS_MS, durable);
      const recorded = await this.#recordings();
      await this.#ports.telephony.play(channelId, this.#playbackId(play), sounds.map(recorded));
    });
  }

  /** Read from the vault when it is said, so that no command and no journal has it. */
  #birthDate(ref: SecretRef) {
    return this.#call.vault.secret(ref).expose(readBirthDate);
  }

  /** The merchant's own recordings are looked up once in a call, so that it speaks with one voice. */
  #recordings(): ReturnType<Recordings['of']> {
    const { merchantId, line } = this.#call.policy();
    this.#recorded ??= this.#ports.recordings.of(merchantId, line);
    return this.#recorded;
  }

  /** Nobody looks after a call that could be handed to nobody, so that it is ended. */
  handOver(extension: string, durable: Promise<void>): void {
    const { telephony, system } = this.#ports;
    const { channelId } = this.#call;
    this.#ask(async () => {
      // Whoever brings it back reads in the journal that it was handed over.
      await atMost(system, WAIT_FOR_BOOKS_MS, durable);
      await telephony.handOver(channelId, extension).catch(async (error: unknown) => {
        await this.#hangUp('noService');
        throw error;
      });
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
    this.#ask(() => this.#hangUp(cause));
  }

  #hangUp(cause: HangUpCause): Promise<void> {
    const { channelId, callerGone } = this.#call;
    return hangUp(this.#ports, channelId, CAUSES[cause], callerGone);
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
