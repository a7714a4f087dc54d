import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Ari, AriEvent } from './ari.ts';

const Shown = z.object({ caller: z.object({ number: z.string() }) });
const Statistics = z.object({ rxcount: z.number() });

/** Asterisk sends no key shorter than this. */
const SHORTEST_KEY_MS = 100;

/** What a caller has heard so far. */
export interface Heard {
  /** RTP packets that arrived, silent ones too: 50 a second while media flows. */
  readonly rtpPackets: number;
  /** Stretches of sound between silences, and how long they were together, the one that goes on included. */
  readonly sounds: number;
  readonly soundMs: number;
}

/** One call as the caller has it in hand. */
export interface PhoneCall {
  /** True when it was answered; false when it ended before. */
  readonly answered: Promise<boolean>;
  /** How it ended, when it has: the Q.850 cause, 16 for an ordinary hang-up, 17 for busy. */
  readonly ended: Promise<{ readonly cause: number }>;
  /** Keys digits, `*` and `#` (RFC 4733); resolves when the last has been released. Rejects when the call is over. */
  key(digits: string, timing?: { readonly betweenMs?: number; readonly durationMs?: number }): Promise<void>;
  hangUp(): Promise<void>;
  /** Makes a sound for so long, as if somebody spoke; resolves when it is over. */
  speak(ms: number): Promise<void>;
  heard(): Promise<Heard>;
}

/** A call that rang here. */
export interface RungCall extends PhoneCall {
  /** The number that this telephone shows: the other side's. */
  shown(): Promise<string>;
}

/** A call and the place where the telephone delivers its events. */
export interface LiveCall extends RungCall {
  readonly channelId: string;
  /** Both ends are connected: who called was answered, or we have answered. */
  connected(): void;
  deliver(event: AriEvent): void;
}

export function phoneCall(ari: Ari, channelId: string): LiveCall {
  const answered = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<{ cause: number }>();
  const channel = `/channels/${encodeURIComponent(channelId)}`;
  const ear = listening();
  let over = false;
  /** A real telephone sends sound all the time. */
  const keepSending = () => ari.request('POST', `${channel}/silence`).catch(() => undefined);

  return {
    channelId,
    answered: answered.promise,
    ended: ended.promise,
    async key(digits, { betweenMs = 60, durationMs = SHORTEST_KEY_MS } = {}) {
      await ari.request('POST', `${channel}/dtmf`, {
        dtmf: digits,
        between: betweenMs,
        duration: durationMs,
      });
      await sleep(digits.length * (betweenMs + Math.max(durationMs, SHORTEST_KEY_MS)));
    },
    async hangUp() {
      if (over) return;
      await ari.request('DELETE', channel).catch(() => undefined);
      await ended.promise;
    },
    async speak(ms) {
      const tone = randomUUID();
      await ari.request('POST', `${channel}/play/${tone}`, { media: `tone:440/${ms}` });
      await sleep(ms);
      await ari.request('DELETE', `/playbacks/${tone}`);
      await keepSending();
    },
    async heard() {
      const statistics = over
        ? null
        : await ari.request('GET', `${channel}/rtp_statistics`).catch(() => null);
      if (statistics !== null) ear.counted(Statistics.parse(statistics).rxcount);
      return ear.heard();
    },
    async shown() {
      return Shown.parse(await ari.request('GET', channel)).caller.number;
    },
    connected() {
      answered.resolve(true);
      void keepSending();
    },
    deliver(event) {
      ear.deliver(event);
      if (event.type === 'ChannelDestroyed') {
        over = true;
        answered.resolve(false);
        ended.resolve({ cause: event.cause ?? 0 });
      }
    },
  };
}

/** Sums up what arrived at the caller's ear. */
function listening() {
  let rtpPackets = 0;
  let sounds = 0;
  let soundMs = 0;
  let soundSince: number | null = null;
  const going = () => (soundSince === null ? 0 : performance.now() - soundSince);
  return {
    counted: (packets: number) => {
      rtpPackets = packets;
    },
    heard: (): Heard => ({ rtpPackets, sounds, soundMs: Math.round(soundMs + going()) }),
    deliver(event: AriEvent) {
      if (event.type === 'ChannelTalkingStarted') {
        sounds += 1;
        soundSince = performance.now();
      } else if (event.type === 'ChannelTalkingFinished' || event.type === 'ChannelDestroyed') {
        soundMs += event.duration ?? going();
        soundSince = null;
      } else if (event.type === 'ChannelVarset' && event.variable === 'RTPAUDIOQOS') {
        // The last count of a call, set when it ends.
        rtpPackets = Number(/rxcount=(\d+)/.exec(event.value ?? '')?.[1] ?? rtpPackets);
      }
    },
  };
}
