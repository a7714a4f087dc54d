import { createHash } from 'node:crypto';
import { LANGUAGES, type Language } from '../../domain/merchant/line.ts';
import { allClips, type Clip, merchantClip, PAUSES_MS } from '../../domain/prompt/clips.ts';
import { MUSIC_RECIPE, waitingMusic } from './music.ts';
import { speak, voiceRecipe } from './voice.ts';
import { PHONE_RATE } from './wav.ts';

/** The names of merchants whose names are spoken, by id. */
export type MerchantNames = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/** What a sound is held to: a voice has a level, music is quiet, a pause is silent. */
export type SoundKind = 'voice' | 'pause' | 'music';

/** A sound file of the folder: where it is, what it depends on, and how it is made. */
export interface Sound {
  /** Inside the folder, without the ending: `fa/bye`. */
  readonly path: string;
  readonly kind: SoundKind;
  /** A hash of the text and the recipe. */
  readonly hash: string;
  readonly make: () => Promise<Int16Array>;
}

/** Every sound that may be played: both languages and the music. */
export function allSounds(merchants: MerchantNames): readonly Sound[] {
  const music: Sound = { path: 'music/wait', kind: 'music', hash: hashOf(MUSIC_RECIPE), make: waitingMusic };
  return [...LANGUAGES.flatMap((language) => soundsOf(language, merchants)), music];
}

/** The sounds of one language. */
export function soundsOf(language: Language, merchants: MerchantNames): readonly Sound[] {
  const names = Object.entries(merchants).map(([id, name]) => ({
    name: merchantClip(id),
    text: name[language],
  }));
  return [
    ...[...allClips(language), ...names].map((clip) => voiceSound(clip, language)),
    ...PAUSES_MS.map((ms) => pauseSound(ms, language)),
  ];
}

function voiceSound(clip: Clip, language: Language): Sound {
  return {
    path: `${language}/${clip.name}`,
    kind: 'voice',
    hash: hashOf(voiceRecipe(clip.text, language)),
    make: () => speak(clip.text, language),
  };
}

function pauseSound(ms: number, language: Language): Sound {
  const samples = (ms * PHONE_RATE) / 1000;
  return {
    path: `${language}/pause.${ms}`,
    kind: 'pause',
    hash: hashOf(`silence of ${samples}`),
    make: async () => new Int16Array(samples),
  };
}

function hashOf(recipe: string): string {
  return createHash('sha256').update(recipe).digest('hex').slice(0, 16);
}
