import { levelled } from './limiter.ts';
import { RAW, runTool } from './tools.ts';
import { PHONE_RATE, readSamples } from './wav.ts';

/** Quieter than the voice: the caller listens for a word. In dBFS. */
const LEVEL_DB = -30;
const NOTE_S = 0.5;
/** How long a note rings: over the four that follow it. */
const RING_S = 2.4;

/** Broken chords, a bar of four notes each; the last bar leads back to the first. */
const BARS = [
  'A3 E4 A4 C5',
  'F3 C4 F4 A4',
  'C4 G4 C5 E5',
  'G3 D4 G4 B4',
  'A3 E4 C5 B4',
  'F3 C4 A4 G4',
  'D4 A4 D5 F5',
  'E4 G4 B4 E5',
  'F4 A4 C5 A4',
  'G4 B4 D5 B4',
];

const NOTES = BARS.flatMap((bar) => bar.split(' '));

const EFFECTS = [
  ...['synth', String(RING_S), ...NOTES.flatMap((note) => ['pluck', note])],
  ...['fade', 'l', '0.01', String(RING_S), String(RING_S - 0.1)],
  ...['delay', ...NOTES.map((_, index) => String(index * NOTE_S))],
  ...['remix', '-', 'highpass', '200', 'lowpass', '1800', 'gain', '-n', '-12'],
];

export const MUSIC_RECIPE = JSON.stringify([EFFECTS, LEVEL_DB]);

/** The tune that is heard while the bank is asked: 20 s that begin again without a seam. */
export async function waitingMusic(): Promise<Int16Array> {
  const samples = readSamples(await runTool('sox', ['-D', '-V1', '-R', '-n', ...RAW, '-', ...EFFECTS], ''));
  const loop = samples.slice(0, NOTES.length * NOTE_S * PHONE_RATE);
  // What still rings at the end is heard over the beginning.
  samples.subarray(loop.length).forEach((sample, index) => {
    loop[index] = (loop[index] ?? 0) + sample;
  });
  return levelled(loop, LEVEL_DB);
}
