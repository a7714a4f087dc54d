import { DECODED, PAYLOAD_TYPES } from './g711.ts';
import type { Heard } from './phone-call.ts';

/** A packet whose samples are quieter than this on average is silence; a longer silence ends a stretch of sound. */
const QUIET = 256;
const SILENCE_MS = 200;
const RTP_HEADER = 12;

/** Sums up the RTP packets that arrive. */
export function ear() {
  let rtpPackets = 0;
  let sounds = 0;
  let soundMs = 0;
  /** The time of the stream at which the last sound ended. */
  let quietFrom = 0;
  return {
    heard: (): Heard => ({ rtpPackets, sounds, soundMs: Math.round(soundMs) }),
    hear(packet: Buffer): void {
      rtpPackets += 1;
      const samples = packet.subarray(RTP_HEADER);
      if (loudness(samples, packet.readUInt8(1) & 0x7f) < QUIET) return;
      const time = packet.readUInt32BE(4);
      const pauseMs = ((time - quietFrom) | 0) / 8;
      // Asterisk's last packet of a sound begins a little before the end of the one before.
      const goesOn = sounds > 0 && Math.abs(pauseMs) <= SILENCE_MS;
      if (!goesOn) sounds += 1;
      soundMs += samples.length / 8 + (goesOn ? pauseMs : 0);
      quietFrom = time + samples.length;
    },
  };
}

function loudness(samples: Buffer, type: number): number {
  const decoded = type === PAYLOAD_TYPES.alaw ? DECODED.alaw : DECODED.ulaw;
  return samples.reduce((sum, byte) => sum + Math.abs(decoded[byte] ?? 0), 0) / samples.length;
}
