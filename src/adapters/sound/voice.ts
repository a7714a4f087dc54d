import type { Language } from '../../domain/merchant/line.ts';
import { PEAK_LIMIT_DB, SPEECH_LEVEL_DB, trimmed } from './level.ts';
import { levelled } from './limiter.ts';
import { RAW, runTool } from './tools.ts';
import { readSamples } from './wav.ts';

const VOICES: Readonly<Record<Language, readonly string[]>> = {
  fa: ['-v', 'fa', '-s', '150'],
  en: ['-v', 'en', '-s', '150'],
};

/** Room for the filters, then the telephone's band: 200 to 3400 Hz at 8 kHz. */
export const FILTER = 'gain -6 rate 8000 highpass 200 lowpass 3400'.split(' ');

/** All that a spoken clip depends on: while it stays the same, so does the sound. */
export function voiceRecipe(text: string, language: Language): string {
  return JSON.stringify([VOICES[language], FILTER, SPEECH_LEVEL_DB, PEAK_LIMIT_DB, text]);
}

/** Speaks a text: filtered for the telephone, trimmed and levelled (call.md, "Clips"). */
export async function speak(text: string, language: Language): Promise<Int16Array> {
  const voice = await runTool('espeak-ng', [...VOICES[language], '--stdin', '--stdout'], text);
  const filtered = await runTool('sox', ['-D', '-V1', '-t', 'wav', '-', ...RAW, '-', ...FILTER], voice);
  return levelled(trimmed(readSamples(filtered)), SPEECH_LEVEL_DB);
}
