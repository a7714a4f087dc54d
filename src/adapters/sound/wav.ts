/** One channel of 16-bit samples. */
export interface Wav {
  /** Samples per second. */
  readonly rate: number;
  readonly channels: number;
  /** Bits per sample. */
  readonly bits: number;
  /** Interleaved when there are several channels; empty when `bits` is not 16. */
  readonly samples: Int16Array;
}

/** The rate of the telephone (ITU-T G.711), in samples per second. */
export const PHONE_RATE = 8000;

const HEADER_BYTES = 44;
const PCM = 1;

/** Reads a RIFF WAVE file of plain PCM; null when it is no such file. */
export function readWav(bytes: Uint8Array): Wav | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') return null;
  const format = findChunk(bytes, view, 'fmt ');
  const data = findChunk(bytes, view, 'data');
  if (format === null || data === null || format.length < 16) return null;
  if (view.getUint16(format.start, true) !== PCM) return null;
  const bits = view.getUint16(format.start + 14, true);
  return {
    rate: view.getUint32(format.start + 4, true),
    channels: view.getUint16(format.start + 2, true),
    bits,
    samples:
      bits === 16 ? readSamples(bytes.subarray(data.start, data.start + data.length)) : new Int16Array(),
  };
}

/** Writes one channel of 16-bit samples at the telephone's rate. */
export function writeWav(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + samples.length * 2);
  const view = new DataView(bytes.buffer);
  putTag(bytes, 0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  putTag(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, PHONE_RATE, true);
  view.setUint32(28, PHONE_RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  putTag(bytes, 36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    view.setInt16(HEADER_BYTES + index * 2, sample, true);
  });
  return bytes;
}

/** Reads little-endian 16-bit samples; an odd last byte is dropped. */
export function readSamples(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => view.getInt16(index * 2, true));
}

/** Finds a chunk; one that claims more bytes than there are is cut to those that are. */
function findChunk(
  bytes: Uint8Array,
  view: DataView,
  name: string,
): { start: number; length: number } | null {
  let at = 12;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    if (tag(bytes, at) === name) return { start: at + 8, length: Math.min(length, bytes.length - at - 8) };
    at += 8 + length + (length % 2);
  }
  return null;
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function putTag(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    at,
  );
}
