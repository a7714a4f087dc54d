import type { SecretRef } from '../gather/gather.ts';
import type { Language } from '../merchant/line.ts';
import { type Mobile, nationalMobile } from '../merchant/mobile.ts';
import type { Rial } from '../payment/amount.ts';
import type { BankId } from '../payment/card.ts';
import { BANK_NAMES } from './bank-names.ts';
import { prompts } from './sentences.ts';

export { prompts } from './sentences.ts';

/** What fills a slot. */
interface SlotValues {
  /** Said in Toman when it divides by ten, and in Rial otherwise. */
  readonly amount: Rial;
  /** Said in Rial, as the bank's own message has it. */
  readonly amountOther: Rial;
  /** The merchant's id: the clip `merchant.<id>` says its name. */
  readonly merchant: string;
  /** Said as it is keyed, `09…`. */
  readonly mobile: Mobile;
  readonly bank: BankId;
  /** The last four digits of a card. */
  readonly last4: string;
  readonly ref: SpeakableRef;
  /** The last digits of an invoice's code. */
  readonly tail: string;
  /** The bounds of an amount, said as it is. */
  readonly min: Rial;
  readonly max: Rial;
  /** A small count. */
  readonly n: number;
  /** A key of the telephone. */
  readonly key: number;
  /** Parts of a birth date that stays in the vault under that name. */
  readonly birthYear: SecretRef;
  readonly birthMonth: SecretRef;
  readonly birthDay: SecretRef;
}

/** A bank's reference that is made of digits alone. One with letters has no clips: see `canSpeak`. */
export type SpeakableRef = `${number}`;

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsIn<Rest>
  : never;

export type PromptKey = keyof typeof prompts;
export type SlotName = keyof SlotValues;

/** The slots of one sentence, read from its Persian text. */
type SlotsOf<K extends PromptKey> = Pick<SlotValues, SlotsIn<(typeof prompts)[K]['fa']> & SlotName>;

type PromptOf<K extends PromptKey> = K extends PromptKey
  ? [keyof SlotsOf<K>] extends [never]
    ? { readonly key: K }
    : { readonly key: K; readonly slots: SlotsOf<K> }
  : never;

/**
 * A sentence of the script with its slots filled: plain data, as the journal keeps it. `in` is there when it is
 * said in another language than that of the call: a menu of languages speaks both.
 */
export type Prompt = PromptOf<PromptKey> & { readonly in?: Language };

/**
 * Fills a sentence: `say('bill.fixed', { amount: 500_000 })`. A sentence without slots takes none, and one
 * with slots is refused by the compiler without them.
 */
export function say<K extends PromptKey>(
  key: K,
  ...[slots]: [keyof SlotsOf<K>] extends [never] ? [] : [slots: SlotsOf<K>]
): PromptOf<K> {
  // The compiler does not follow the conditional type through the spread; the signature is the check.
  return (slots === undefined ? { key } : { key, slots }) as PromptOf<K>;
}

/** The same sentence, said in that language whatever the call speaks. */
export function inLanguage(prompt: Prompt, language: Language): Prompt {
  return { ...prompt, in: language };
}

/** The language in which a prompt of a call is said. */
export function languageOf(prompt: Prompt, ofCall: Language): Language {
  return prompt.in ?? ofCall;
}

/** True for a reference of digits alone: only such a one can be said. */
export function canSpeak(ref: string): ref is SpeakableRef {
  return /^[0-9]+$/.test(ref);
}

/** One part of a sentence: words, or a slot with the value that fills it. */
export type Part = string | Slot;
export type Slot = {
  readonly [S in SlotName]: { readonly slot: S; readonly value: SlotValues[S] };
}[SlotName];

/** A sentence cut at its slots, in order; a part of words may be a lone full stop. */
export function partsOf(prompt: Prompt, ofCall: Language): readonly Part[] {
  const values = 'slots' in prompt ? prompt.slots : {};
  return cutAtSlots(prompts[prompt.key][languageOf(prompt, ofCall)]).map((part, index) =>
    index % 2 === 0 ? part : ({ slot: part, value: values[part as keyof typeof values] } as Slot),
  );
}

/** Cuts a text at its slots: words at even places, names of slots at odd ones. */
export function cutAtSlots(text: string): readonly string[] {
  return text.split(/\{(\w+)\}/);
}

/**
 * The sentence as a person reads it: slots filled, amounts with separators; the Persian without the marks
 * that only the voice needs and with Persian digits. A merchant is shown by its name when that is given,
 * and by its id otherwise.
 */
export function text(prompt: Prompt, ofCall: Language, merchantName?: string): string {
  const language = languageOf(prompt, ofCall);
  const slot = (part: Slot) =>
    part.slot === 'merchant' ? (merchantName ?? part.value) : slotText(part, language);
  return partsOf(prompt, ofCall)
    .map((part) => (typeof part === 'string' ? readable(part, language) : slot(part)))
    .join('');
}

function slotText(part: Exclude<Slot, { slot: 'merchant' }>, language: Language): string {
  switch (part.slot) {
    case 'amount':
    case 'min':
    case 'max':
      return part.value % 10 === 0
        ? `${number(part.value / 10, language)} ${UNITS.toman[language]}`
        : slotText({ slot: 'amountOther', value: part.value }, language);
    case 'amountOther':
      return `${number(part.value, language)} ${UNITS.rial[language]}`;
    case 'mobile':
      return digits(nationalMobile(part.value), language);
    case 'bank':
      return readable(BANK_NAMES[part.value][language], language);
    case 'n':
    case 'key':
      return number(part.value, language);
    case 'last4':
    case 'ref':
    case 'tail':
      return digits(part.value, language);
    case 'birthYear':
      return KEPT.repeat(4);
    case 'birthMonth':
    case 'birthDay':
      return KEPT.repeat(2);
  }
}

/** Stands for a digit that nobody may read. */
const KEPT = '•';

export const UNITS = { toman: { fa: 'تومان', en: 'Toman' }, rial: { fa: 'ریال', en: 'Rial' } } as const;

/** Fatha, damma, kasra, shadda and sukun: written for the voice. The tanvin of «لطفاً» is spelling and stays. */
function readable(words: string, language: Language): string {
  return language === 'fa' ? words.replace(/[\u064E-\u0652]/g, '') : words;
}

/** A whole number with separators, in the digits of a language. */
export function number(value: number, language: Language): string {
  const grouped = String(value).replace(/\B(?=(\d{3})+$)/g, language === 'fa' ? '٬' : ',');
  return digits(grouped, language);
}

/** Digits in the script of a language. */
export function digits(latin: string, language: Language): string {
  return language === 'fa' ? latin.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit))) : latin;
}
