import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialling } from '../telephone.ts';
import { chordTicks, eventTicks, toneTicks } from './key-packets.ts';
import type { PhoneCall } from './phone-call.ts';
import { openRtpStream } from './rtp-stream.ts';
import { type Agreed, type Direction, type Offer, readAnswer, writeOffer } from './sdp.ts';
import { openSipDialog, type Trunk } from './sip-dialog.ts';

/** A call as odd as calls can be. The user parts are sent as they are spelt here. */
export interface SipDialling extends Dialling {
  /** Who calls by P-Asserted-Identity, beside From. Left out, only a withheld number is sent so. */
  readonly asserted?: string;
  /** `Privacy: id`: the network is asked to show the number to nobody. */
  readonly privacy?: boolean;
  /** The payload type of telephone-event; null for an exchange that has none. Left out, 101. */
  readonly telephoneEvent?: number | null;
  /** How keys travel: as events of RFC 4733 if this is left out, as tones in the sound, or as SIP INFO. */
  readonly keysBy?: 'rfc4733' | 'inband' | 'info';
  /** How many of the three packets that end a key arrive; 6 when each comes twice. Left out, 3. */
  readonly endPackets?: number;
}

/** Such a call in the caller's hand. Its keys may be of any length, and `hangUp` works before the answer too. */
export interface SipCall extends PhoneCall {
  /** The caller's exchange holds the line: with music (`sendonly`, which is taken if it is left out), or with nothing. */
  hold(direction?: Exclude<Direction, 'sendrecv'>): Promise<void>;
  resume(): Promise<void>;
  /** The caller's exchange is gone: no sound, no answer to anything, no BYE. */
  goSilent(): void;
}

/** What a caller sounds like who says something. */
const VOICE = [440];

export async function openSipCall(trunk: Trunk, dialling: SipDialling): Promise<SipCall> {
  const { to, codec, telephoneEvent = 101, keysBy = 'rfc4733', endPackets = 3 } = dialling;
  const stream = await openRtpStream();
  const codecs = codec === undefined ? (['alaw', 'ulaw'] as const) : [codec];
  const sound: Offer = { port: stream.port, codecs, telephoneEvent };
  let version = 1;
  const offer = (direction: Direction) => ({
    type: 'application/sdp',
    body: writeOffer(sound, direction, version),
  });
  const dialog = await openSipDialog(trunk, to, { ...identityOf(dialling), offer: offer('sendrecv') }).catch(
    (error: unknown) => {
      stream.close();
      throw error;
    },
  );
  const agreed = dialog.answered.then((sdp) => (sdp === null ? null : readAnswer(sdp)));
  const answered = agreed.then((media) => {
    if (media !== null) stream.start(media);
    return media !== null;
  });
  const over = dialog.ended.then((): never => {
    stream.close();
    dialog.close();
    throw new Error('The call is over.');
  });
  // Only who keys wants to know.
  over.catch(() => undefined);

  const press = async (
    key: string,
    { codec, telephoneEvent }: Agreed,
    durationMs: number,
    betweenMs: number,
  ) => {
    if (keysBy === 'inband') return stream.say(toneTicks(key, codec, durationMs), betweenMs);
    if (keysBy === 'info') {
      await sleep(betweenMs + durationMs);
      const body = `Signal=${key}\r\nDuration=${durationMs}\r\n`;
      return dialog.request('INFO', { type: 'application/dtmf-relay', body });
    }
    if (telephoneEvent === null) throw new Error('No telephone-event was agreed on for this call.');
    return stream.say(eventTicks(key, telephoneEvent, durationMs, endPackets), betweenMs);
  };
  const turn = async (direction: Direction) => {
    version += 1;
    await dialog.request('INVITE', offer(direction));
    stream.turn(direction);
  };

  return {
    answered,
    ended: dialog.ended,
    async key(digits, { betweenMs = 60, durationMs = 100 } = {}) {
      const media = await agreed;
      if (media === null) return over;
      for (const key of digits) await Promise.race([press(key, media, durationMs, betweenMs), over]);
    },
    hangUp: dialog.hangUp,
    async speak(ms) {
      const media = await agreed;
      if (media !== null) await Promise.race([stream.say(chordTicks(VOICE, media.codec, ms), 0), over]);
    },
    heard: async () => stream.heard(),
    hold: (direction = 'sendonly') => turn(direction),
    resume: () => turn('sendrecv'),
    goSilent() {
      stream.fallSilent();
      dialog.goSilent();
    },
  };
}

function identityOf({ from, withheld = false, asserted, privacy = withheld }: SipDialling) {
  const user = withheld ? 'anonymous' : from;
  const host = user === 'anonymous' ? 'anonymous.invalid' : '127.0.0.1';
  const number = asserted ?? (withheld ? from : undefined);
  return {
    from: `<sip:${user === '' ? '' : `${user}@`}${host}>`,
    headers: [
      ...(number === undefined ? [] : [['P-Asserted-Identity', `<sip:${number}@127.0.0.1>`] as const]),
      ...(privacy ? [['Privacy', 'id'] as const] : []),
    ],
  };
}
