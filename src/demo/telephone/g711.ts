/** The two codecs of telephony (ITU-T G.711), at 8,000 samples of one byte in a second. */
export type Codec = 'alaw' | 'ulaw';

/** Their payload types in RTP. */
export const PAYLOAD_TYPES = { alaw: 8, ulaw: 0 } as const;

const LOUDEST = 32_635;
const ULAW_BIAS = 132;

/** Samples of 16 bits as bytes of the codec. */
export function encode(codec: Codec, samples: readonly number[]): Buffer {
  return Buffer.from(samples.map(codec === 'alaw' ? toAlaw : toUlaw));
}

/** The 16-bit samples that each byte of a codec stands for. */
export const DECODED = { alaw: tableOf(fromAlaw), ulaw: tableOf(fromUlaw) };

function toUlaw(sample: number): number {
  const size = Math.min(Math.abs(sample), LOUDEST) + ULAW_BIAS;
  const exponent = 24 - Math.clz32(size);
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((size >> (exponent + 3)) & 0x0f)) & 0xff;
}

function fromUlaw(byte: number): number {
  const bits = ~byte & 0xff;
  const size = ((((bits & 0x0f) << 3) + ULAW_BIAS) << ((bits >> 4) & 7)) - ULAW_BIAS;
  return bits & 0x80 ? -size : size;
}

function toAlaw(sample: number): number {
  const size = Math.min(Math.abs(sample), LOUDEST);
  const exponent = Math.max(24 - Math.clz32(size), 0);
  const mantissa = (size >> (Math.max(exponent, 1) + 3)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55;
}

function fromAlaw(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return bits & 0x80 ? size : -size;
}

function tableOf(sampleOf: (byte: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, byte) => sampleOf(byte));
}
