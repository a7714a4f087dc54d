import type { Language } from '../merchant/line.ts';

/** The words of numbers, each with its clip: `n.20`, and in Persian also `n.20.o`, the form that goes on. */
type Words = Readonly<Record<number, string>>;

const WORDS_EN: Words = {
  ...fromZero(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ),
  ...{ 20: 'twenty', 30: 'thirty', 40: 'forty', 50: 'fifty', 60: 'sixty', 70: 'seventy', 80: 'eighty' },
  ...{ 90: 'ninety', 100: 'hundred', 1000: 'thousand', 1000000: 'million', 1000000000: 'billion' },
};

const WORDS_FA: Words = {
  ...fromZero(
    'صفر یک دو سه چهار پنج شش هفت هشت نُه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده',
  ),
  ...{ 20: 'بیست', 30: 'سی', 40: 'چهل', 50: 'پنجاه', 60: 'شصت', 70: 'هفتاد', 80: 'هشتاد', 90: 'نود' },
  ...{ 100: 'صد', 200: 'دویست', 300: 'سیصد', 400: 'چهارصد', 500: 'پانصد', 600: 'ششصد', 700: 'هفتصد' },
  ...{ 800: 'هشتصد', 900: 'نهصد', 1000: 'هزار', 1000000: 'میلیون', 1000000000: 'میلیارد' },
};

/** «و» between number words is said as people say it: a damma on the word before it («بیستُ یک»). */
const JOINING_DAMMA = 'ُ';

/** Every word that numbers are made of: clip name and text. */
export function numberWords(language: Language): readonly { readonly name: string; readonly text: string }[] {
  const words = Object.entries(language === 'fa' ? WORDS_FA : WORDS_EN);
  const plain = words.map(([value, word]) => ({ name: `n.${value}`, text: word }));
  if (language === 'en') return plain;
  const joined = words
    .filter(([value]) => Number(value) >= 20)
    .map(([value, word]) => ({ name: `n.${value}.o`, text: word + JOINING_DAMMA }));
  return [...plain, ...joined];
}

/**
 * The clips that say a whole number from 0 to 999,999,999,999, one per word, without the pauses between
 * them. Throws a RangeError for anything else.
 */
export function spokenNumber(value: number, language: Language): readonly string[] {
  if (!Number.isInteger(value) || value < 0 || value > 999_999_999_999)
    throw new RangeError(`${value} is not a whole number from 0 to 999,999,999,999: it cannot be said.`);
  if (value === 0) return ['n.0'];
  return language === 'fa' ? persian(value) : english(value);
}

const SCALES = [1_000_000_000, 1_000_000, 1000, 1] as const;

/** How many of each scale a number has, largest first, without those that it has none of. */
function groupsOf(value: number): readonly { readonly count: number; readonly scale: number }[] {
  return SCALES.map((scale) => ({ count: Math.floor(value / scale) % 1000, scale })).filter(
    ({ count }) => count > 0,
  );
}

function persian(value: number): readonly string[] {
  const groups = groupsOf(value).map(({ count, scale }) => {
    if (scale === 1) return persianBelowThousand(count);
    // A thousand is «هزار» alone; a million is «یک میلیون».
    return scale === 1000 && count === 1 ? ['n.1000'] : [...persianBelowThousand(count), `n.${scale}`];
  });
  return groups.flatMap((words, index) => (index < groups.length - 1 ? goingOn(words) : words));
}

function persianBelowThousand(count: number): readonly string[] {
  const rest = count % 100;
  const tail = rest < 20 ? [rest] : [rest - (rest % 10), rest % 10];
  const words = [count - rest, ...tail].filter((part) => part > 0).map((part) => `n.${part}`);
  return words.map((word, index) => (index < words.length - 1 ? `${word}.o` : word));
}

/** Puts the last word into the form that goes on. */
function goingOn(words: readonly string[]): readonly string[] {
  return words.map((word, index) => (index === words.length - 1 ? `${word}.o` : word));
}

function english(value: number): readonly string[] {
  return groupsOf(value).flatMap(({ count, scale }) =>
    scale === 1 ? englishBelowThousand(count) : [...englishBelowThousand(count), `n.${scale}`],
  );
}

function englishBelowThousand(count: number): readonly string[] {
  const rest = count % 100;
  const hundreds = count >= 100 ? [(count - rest) / 100, 100] : [];
  const tail = rest < 20 ? [rest] : [rest - (rest % 10), rest % 10];
  return [...hundreds, ...tail.filter((part) => part > 0)].map((part) => `n.${part}`);
}

function fromZero(words: string): Words {
  return Object.fromEntries(words.split(' ').map((word, value) => [value, word]));
}
