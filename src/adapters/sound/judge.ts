import { PEAK_LIMIT_DB, peakLevel, SPEECH_LEVEL_DB, speechLevel } from './level.ts';
import type { SoundKind } from './sounds.ts';
import { PHONE_RATE, readWav, type Wav } from './wav.ts';

/** How far a merchant's own recording may be from the level, and from the peak's limit. In dB. */
const LEVEL_TOLERANCE_DB = 3;
const PEAK_TOLERANCE_DB = 0.5;

/** What keeps a sound from being played well: its form, or its level; null when nothing does. For people. */
export function problemOf(bytes: Uint8Array, kind: SoundKind): string | null {
  const wav = readWav(bytes);
  const problem = formProblem(wav);
  return wav === null || problem !== null || kind === 'pause' ? problem : levelProblem(wav.samples, kind);
}

/** What keeps a sound from being played at all: Asterisk skips such a file without a word. For people. */
export function formProblem(wav: Wav | null): string | null {
  if (wav === null) return 'it is not a WAV file of plain PCM';
  if (wav.rate !== PHONE_RATE) return `its rate is ${wav.rate} instead of ${PHONE_RATE}`;
  if (wav.channels !== 1) return `it has ${wav.channels} channels instead of 1`;
  if (wav.bits !== 16) return `it has ${wav.bits} bits a sample instead of 16`;
  return null;
}

function levelProblem(samples: Int16Array, kind: SoundKind): string | null {
  const peak = peakLevel(samples);
  const level = speechLevel(samples);
  if (peak === Number.NEGATIVE_INFINITY) return 'it is silent';
  if (peak > PEAK_LIMIT_DB + PEAK_TOLERANCE_DB)
    return `its peak is at ${peak.toFixed(1)} dBFS, above ${PEAK_LIMIT_DB}`;
  if (kind === 'voice' && Math.abs(level - SPEECH_LEVEL_DB) > LEVEL_TOLERANCE_DB)
    return `its level is ${level.toFixed(1)} dBFS instead of ${SPEECH_LEVEL_DB}`;
  return null;
}
