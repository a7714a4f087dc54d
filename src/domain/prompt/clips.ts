import type { SecretRef } from '../gather/gather.ts';
import type { JalaliDate } from '../jalali.ts';
import type { Language } from '../merchant/line.ts';
import { nationalMobile } from '../merchant/mobile.ts';
import { BANK_NAMES } from './bank-names.ts';
import {
  cutAtSlots,
  languageOf,
  type Prompt,
  type PromptKey,
  partsOf,
  prompts,
  type Slot,
} from './script.ts';
import { numberWords, spokenNumber } from './spoken-number.ts';

/** A sound file: its name without folder and ending, and the text that a voice says in it. */
export interface Clip {
  readonly name: string;
  readonly text: string;
}

/** The silences between clips, in milliseconds: in a number, between digits or parts, between groups. */
export const PAUSES_MS = [60, 120, 400] as const;
type Pause = `pause.${(typeof PAUSES_MS)[number]}`;

const IN_NUMBER: Pause = 'pause.60';
const BETWEEN_DIGITS: Pause = 'pause.120';
const BETWEEN_PARTS: Pause = 'pause.120';
const BETWEEN_GROUPS: Pause = 'pause.400';
const BETWEEN_SENTENCES: Pause = 'pause.400';

/** Written as a voice has to read them. */
const UNIT_WORDS: Readonly<Record<Language, readonly Clip[]>> = {
  fa: [
    { name: 'unit.toman', text: 'تُمان.' },
    { name: 'unit.rial', text: 'ریال.' },
  ],
  en: [
    { name: 'unit.toman', text: 'Toemaan.' },
    { name: 'unit.rial', text: 'Ree-ahl.' },
  ],
};

/** The clip that says a merchant's name. */
export function merchantClip(merchantId: string): string {
  return `merchant.${merchantId}`;
}

/** Every clip with a voice in it that a sentence may need, but for the merchants' names. */
export function allClips(language: Language): readonly Clip[] {
  const sentences = (Object.keys(prompts) as PromptKey[]).flatMap((key) => sentenceClips(key, language));
  const banks = Object.entries(BANK_NAMES).map(([id, name]) => ({
    name: `bank.${id}`,
    text: name[language],
  }));
  return [...sentences, ...numberWords(language), ...UNIT_WORDS[language], ...banks];
}

/** Lends a birth date that is in the vault of the call; null when it is not there any more. */
export type LendBirthDate = (ref: SecretRef) => JalaliDate | null;

/** A journal that is heard again has no vault: what was kept there is left out. */
const NOTHING_KEPT: LendBirthDate = () => null;

/** The names of the clips that say one sentence, pauses among them, in order. */
export function clipsOf(
  prompt: Prompt,
  ofCall: Language,
  lend: LendBirthDate = NOTHING_KEPT,
): readonly string[] {
  const language = languageOf(prompt, ofCall);
  const spoken = partsOf(prompt, ofCall).map((part, index) => {
    if (typeof part !== 'string') return slotClips(part, language, lend);
    return wordsOf(part) === '' ? [] : [clipName(prompt.key, index, language)];
  });
  return joined(spoken, BETWEEN_PARTS);
}

/**
 * Several sentences of a call said one after the other: the places of their clips in the sounds folder, such as
 * `fa/bye`.
 */
export function playlist(
  prompts: readonly Prompt[],
  ofCall: Language,
  lend: LendBirthDate = NOTHING_KEPT,
): readonly string[] {
  const placed = prompts.map((prompt) =>
    clipsOf(prompt, ofCall, lend).map((clip) => `${languageOf(prompt, ofCall)}/${clip}`),
  );
  return joined(placed, `${ofCall}/${BETWEEN_SENTENCES}`);
}

/** The clips of a sentence's own words: the whole of it, or what stands before, between and after slots. */
function sentenceClips(key: PromptKey, language: Language): readonly Clip[] {
  return cutAtSlots(prompts[key][language])
    .map((part, index) => ({ name: clipName(key, index, language), text: wordsOf(part), index }))
    .filter(({ text, index }) => index % 2 === 0 && text !== '')
    .map(({ name, text }) => ({ name, text }));
}

/** `bye` for a sentence without slots; `bill.fixed.1`, `bill.fixed.2` … for the words around slots. */
function clipName(key: PromptKey, index: number, language: Language): string {
  return cutAtSlots(prompts[key][language]).length === 1 ? key : `${key}.${index / 2 + 1}`;
}

/** What is left to say of a part: a voice reads a leading comma or a lone full stop aloud. */
function wordsOf(part: string): string {
  return part.replace(/^[\s.,:،؛]+/, '').trim();
}

function slotClips(part: Slot, language: Language, lend: LendBirthDate): readonly string[] {
  switch (part.slot) {
    case 'amount':
    case 'min':
    case 'max':
      return part.value % 10 === 0
        ? money(part.value / 10, 'unit.toman', language)
        : money(part.value, 'unit.rial', language);
    case 'amountOther':
      return money(part.value, 'unit.rial', language);
    case 'n':
    case 'key':
      return numberClips(part.value, language);
    case 'merchant':
      return [merchantClip(part.value)];
    case 'bank':
      return [`bank.${part.value}`];
    case 'mobile':
      return digitByDigit(nationalMobile(part.value), [4, 3, 2]);
    case 'last4':
    case 'ref':
    case 'tail':
      return digitByDigit(part.value, [4]);
    case 'birthYear':
      return numberClips(lend(part.value)?.year, language);
    case 'birthMonth':
      return numberClips(lend(part.value)?.month, language);
    case 'birthDay':
      return numberClips(lend(part.value)?.day, language);
  }
}

function numberClips(value: number | undefined, language: Language): readonly string[] {
  return value === undefined ? [] : inNumber(spokenNumber(value, language));
}

function money(value: number, unit: 'unit.toman' | 'unit.rial', language: Language): readonly string[] {
  return inNumber([...spokenNumber(value, language), unit]);
}

function inNumber(words: readonly string[]): readonly string[] {
  return joined(
    words.map((word) => [word]),
    IN_NUMBER,
  );
}

/**
 * Says digits one by one, in groups from the left.
 * @param sizes the length of each group; the last one counts for all that follow
 */
function digitByDigit(digits: string, sizes: readonly [number, ...number[]]): readonly string[] {
  const [size, ...others] = sizes;
  const group = joined(
    [...digits.slice(0, size)].map((digit) => [`n.${digit}`]),
    BETWEEN_DIGITS,
  );
  if (digits.length <= size) return group;
  const [next = size, ...further] = others;
  return joined([group, digitByDigit(digits.slice(size), [next, ...further])], BETWEEN_GROUPS);
}

/** Puts a pause between runs of clips; an empty run adds none. */
function joined(runs: readonly (readonly string[])[], pause: string): readonly string[] {
  return runs.filter((run) => run.length > 0).flatMap((run, index) => (index === 0 ? run : [pause, ...run]));
}
