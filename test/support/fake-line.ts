import { ChannelGone, type HangUpCode, type LineEvent, type Telephony } from '../../src/application/ports.ts';
import type { OperatorEnd } from '../../src/domain/call/event.ts';

const CHANNEL = 'channel-1';

/** A telephone line with one caller on it: what was asked of it, in order, and what the caller does. */
export class FakeLine implements Telephony {
  /**
   * Such as `answer`, `play 3 card.ask`, `stop 3`, `hangUp 16`. Pauses are left out, and so is the folder of the
   * Persian sounds; every other place is written whole: `play 3 en/card.ask`, `play 4 merchants/bookshop/fa/bye`.
   */
  readonly asked: string[] = [];
  playing: string | null = null;
  /** Our call id as it was kept on the channel. */
  callId: string | null = null;
  /** When it is set, the line answers nothing it is asked, and tells nothing. */
  dead = false;
  #up = true;
  #away = false;
  #listener: (event: LineEvent) => void = () => undefined;

  listen(listener: (event: LineEvent) => void) {
    this.#listener = listener;
  }

  async answer() {
    this.#ask('answer');
  }

  async hangUp(channelId: string, cause: HangUpCode) {
    this.#ask(`hangUp ${cause}`);
    if (channelId === CHANNEL) this.leave(cause);
  }

  async passOn(channelId: string) {
    this.#ask(`passOn ${channelId}`);
  }

  async setCallId(_channelId: string, callId: string) {
    if (this.dead) throw new Error('no Asterisk answers');
    this.callId = callId;
  }

  async handOver(channelId: string, extension: string) {
    this.#ask(`handOver ${extension}`);
    if (channelId !== CHANNEL || !this.#up || this.#away)
      throw new ChannelGone(`there is no channel ${channelId}`);
    this.#away = true;
    this.playing = null;
  }

  async play(channelId: string, playbackId: string, sounds: readonly string[]) {
    const said = sounds.filter((sound) => !/(^|\/)pause\.\d+$/.test(sound));
    const places = said.map((sound) => sound.replace(/^fa\//, ''));
    this.#ask(`play ${numberOf(playbackId)} ${places.join(' ')}`);
    this.#endPrompt('stopped');
    this.playing = playbackId;
    if (channelId !== CHANNEL) throw new Error(`there is no channel ${channelId}`);
  }

  async stop(playbackId: string) {
    this.#ask(`stop ${numberOf(playbackId)}`);
    if (this.playing === playbackId) this.#endPrompt('stopped');
  }

  async take(channelId: string) {
    this.#ask(`take ${channelId}`);
  }

  async keepMedia(_channelId: string, media: string) {
    this.#ask(media);
  }

  async setNet(_channelId: string, seconds: number) {
    this.#ask(`net ${seconds}`);
  }

  /* What the caller does. */

  ring(callerNumber: string | null = '09121234567', did = '1000', channelId = CHANNEL) {
    const presentation = callerNumber === null ? ('withheld' as const) : ('allowed' as const);
    this.#listener({ type: 'arrived', channelId, did, callerNumber, presentation, invoice: null });
  }

  /** A payer whom we rang for an invoice has answered. */
  answerRing(invoice: string, callerNumber = '+989121234567') {
    const presentation = 'allowed' as const;
    this.#listener({ type: 'arrived', channelId: CHANNEL, did: '1000', callerNumber, presentation, invoice });
  }

  /** The caller has been on the line since before this process. */
  wait(callId: string | null, invoice: string | null = null) {
    this.#listener({
      type: 'found',
      channelId: CHANNEL,
      callId,
      did: '1000',
      callerNumber: '09121234567',
      presentation: 'allowed',
      invoice,
    });
  }

  /** The operator's part of the call is over, and the dialplan gives it back. */
  comeBack(operator: OperatorEnd, callId: string | null = this.callId) {
    this.#away = false;
    this.#listener({
      type: 'back',
      channelId: CHANNEL,
      callId,
      did: '1000',
      callerNumber: '09121234567',
      presentation: 'allowed',
      invoice: null,
      operator,
    });
  }

  /** The connection to the exchange is lost for a moment; what was being said has no end. */
  gap(ms = 900) {
    this.playing = null;
    this.#listener({ type: 'gap', channelId: CHANNEL, ms });
  }

  /** Listens to the end of what is being said. */
  hearOut() {
    this.#endPrompt('whole');
  }

  key(keys: string) {
    for (const key of keys) this.#listener({ type: 'key', channelId: CHANNEL, key, durationMs: 100 });
  }

  leave(cause = 16) {
    if (!this.#up || this.dead) return;
    this.#up = false;
    // Whoever hangs up on an operator is told of by nobody.
    if (this.#away) return;
    this.#endPrompt('cut');
    this.#listener({ type: 'gone', channelId: CHANNEL, cause });
  }

  #endPrompt(heard: 'whole' | 'stopped' | 'cut') {
    const playbackId = this.playing;
    this.playing = null;
    if (playbackId !== null) this.#listener({ type: 'promptEnded', channelId: CHANNEL, playbackId, heard });
  }

  #ask(request: string) {
    this.asked.push(request);
    if (this.dead) throw new Error('no Asterisk answers');
  }
}

function numberOf(playbackId: string): string {
  return playbackId.slice(playbackId.lastIndexOf('.') + 1);
}
