import { randomInt } from 'node:crypto';
import { ear } from './ear.ts';
import { type Packet, soundOf, TICK_MS, TICK_SAMPLES, type Tick } from './key-packets.ts';
import type { Heard } from './phone-call.ts';
import type { Agreed, Direction } from './sdp.ts';
import { openUdp } from './udp.ts';

/** What a caller's exchange plays to whom it puts on hold. */
const HOLD_MUSIC = [440];
const SECOND = 1_000 / TICK_MS;

/** The sound of one call, in both directions. */
export interface RtpStream {
  readonly port: number;
  /** Begins to send: a packet every 20 ms, of silence where nothing is said. */
  start(agreed: Agreed): void;
  /** What goes out from now on while nothing is said: silence, music on hold, or nothing. */
  turn(direction: Direction): void;
  /** Says this after all that is to be said already; resolves when it has been sent, and then pauses. */
  say(ticks: readonly Tick[], pauseMs: number): Promise<void>;
  heard(): Heard;
  /** Sends no more. What arrives is still counted. */
  fallSilent(): void;
  close(): void;
}

export async function openRtpStream(): Promise<RtpStream> {
  const { hear, heard } = ear();
  const socket = await openUdp(hear);
  const ssrc = randomInt(2 ** 32);
  let sequence = randomInt(2 ** 16);
  let time = randomInt(2 ** 32);
  let timer: NodeJS.Timeout | undefined;
  let idle: (tick: number) => Tick = () => [];
  let turnTo: RtpStream['turn'] = () => undefined;
  const queue: { readonly packets: Tick; readonly sent?: () => void }[] = [];

  const begin = ({ host, port, codec }: Agreed) => {
    const cycle = (tones: readonly number[]): Tick[] =>
      Array.from({ length: SECOND }, (_, tick) => [soundOf(codec, tones, tick)]);
    const [silence, music] = [cycle([]), cycle(HOLD_MUSIC)];
    turnTo = (direction) => {
      const sound = { sendrecv: silence, sendonly: music, inactive: [] }[direction];
      idle = (tick) => sound[tick % SECOND] ?? [];
    };
    turnTo('sendrecv');

    const send = ({ type, payload, marker = false, age = 0, lost = false }: Packet) => {
      sequence = (sequence + 1) % 2 ** 16;
      if (lost) return;
      const header = Buffer.alloc(12);
      header.writeUInt8(0x80);
      header.writeUInt8(type | (marker ? 0x80 : 0), 1);
      header.writeUInt16BE(sequence, 2);
      header.writeUInt32BE((time - age) >>> 0, 4);
      header.writeUInt32BE(ssrc, 8);
      socket.send(Buffer.concat([header, payload]), port, host);
    };
    const since = performance.now();
    let ticks = 0;
    // Timers are late now and then: what is due by the clock is sent, so that time does not stretch.
    timer = setInterval(() => {
      for (const due = (performance.now() - since) / TICK_MS; ticks < due; ticks += 1) {
        const { packets, sent } = queue.shift() ?? { packets: idle(ticks) };
        packets.forEach(send);
        time = (time + TICK_SAMPLES) >>> 0;
        sent?.();
      }
    }, TICK_MS);
  };

  return {
    port: socket.port,
    start: begin,
    turn: (direction) => turnTo(direction),
    say(ticks, pauseMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      queue.push(
        ...ticks.map((packets, n) => (n === ticks.length - 1 ? { packets, sent: resolve } : { packets })),
      );
      for (let ms = 0; ms < pauseMs; ms += TICK_MS) queue.push({ packets: idle(ms / TICK_MS) });
      return promise;
    },
    heard,
    fallSilent: () => clearInterval(timer),
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
}
