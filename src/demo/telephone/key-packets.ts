import { type Codec, encode, PAYLOAD_TYPES } from './g711.ts';

/** RTP goes out every 20 ms: 160 samples. */
export const TICK_MS = 20;
export const TICK_SAMPLES = 160;

/** One RTP packet to be sent, but for what its stream adds. */
export interface Packet {
  readonly type: number;
  readonly payload: Buffer;
  readonly marker?: boolean;
  /** How many samples before now its time lies: an event keeps the time at which it began. */
  readonly age?: number;
  /** It takes its number, and never arrives. */
  readonly lost?: boolean;
}

/** The packets of 20 ms. */
export type Tick = readonly Packet[];

const KEYS = '0123456789*#ABCD';
const ROWS = [697, 770, 852, 941] as const;
const COLUMNS = [1209, 1336, 1477, 1633] as const;
const PAD = '123A456B789C*0#D';

/** The volume of an event, in dB below the loudest. */
const EVENT_VOLUME = 10;
const END_BIT = 0x80;
/** RFC 4733 sends the end of an event three times. */
const ENDS = 3;
const AMPLITUDE = 6_000;

/** A key as events of RFC 4733, of whose end so many packets arrive. */
export function eventTicks(key: string, type: number, durationMs: number, endPackets: number): Tick[] {
  const event = KEYS.indexOf(key);
  return ticksOf(durationMs, (tick, isLast): Tick => {
    const age = tick * TICK_SAMPLES;
    const payload = Buffer.from([event, EVENT_VOLUME, 0, 0]);
    payload.writeUInt16BE(age + TICK_SAMPLES, 2);
    if (!isLast) return [{ type, payload, age, marker: tick === 0 }];
    payload.writeUInt8(END_BIT | EVENT_VOLUME, 1);
    return Array.from({ length: Math.max(endPackets, ENDS) }, (_, n) => ({
      type,
      payload,
      age,
      marker: tick === 0,
      lost: n >= endPackets,
    }));
  });
}

/** A key as the two tones that a telephone of old sends. */
export function toneTicks(key: string, codec: Codec, durationMs: number): Tick[] {
  const place = PAD.indexOf(key);
  return chordTicks([ROWS[place >> 2] ?? 0, COLUMNS[place & 3] ?? 0], codec, durationMs);
}

/** A chord of so many hertz. */
export function chordTicks(tones: readonly number[], codec: Codec, durationMs: number): Tick[] {
  return ticksOf(durationMs, (tick) => [soundOf(codec, tones, tick)]);
}

/** The packet of one tick of a chord; of none, silence. */
export function soundOf(codec: Codec, tones: readonly number[], tick: number): Packet {
  const samples = Array.from({ length: TICK_SAMPLES }, (_, n) => {
    const angle = (2 * Math.PI * (tick * TICK_SAMPLES + n)) / 8_000;
    return tones.reduce((sum, hertz) => sum + AMPLITUDE * Math.sin(angle * hertz), 0);
  });
  return { type: PAYLOAD_TYPES[codec], payload: encode(codec, samples) };
}

function ticksOf(durationMs: number, tickAt: (tick: number, isLast: boolean) => Tick): Tick[] {
  const length = Math.max(1, Math.round(durationMs / TICK_MS));
  return Array.from({ length }, (_, tick) => tickAt(tick, tick === length - 1));
}
