import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/domain/merchant/line.ts';
import { BANK_IDS } from '../../src/domain/payment/card.ts';
import { allClips, clipsOf, merchantClip, PAUSES_MS, playlist } from '../../src/domain/prompt/clips.ts';
import {
  cutAtSlots,
  inLanguage,
  type Prompt,
  type PromptKey,
  prompts,
  type SlotName,
  say,
} from '../../src/domain/prompt/script.ts';

const digits = (length: fc.StringConstraints) =>
  fc.string({ ...length, unit: fc.constantFrom(...'0123456789') });
const amount = fc.integer({ min: 1, max: 999_999_999_999 });

const SLOT_VALUES: Readonly<Record<SlotName, fc.Arbitrary<string | number>>> = {
  amount,
  amountOther: amount,
  merchant: fc.constant('bookshop'),
  mobile: digits({ minLength: 9, maxLength: 9 }).map((rest) => `+989${rest}`),
  bank: fc.constantFrom(...BANK_IDS),
  last4: digits({ minLength: 4, maxLength: 4 }),
  ref: digits({ minLength: 1, maxLength: 20 }),
  n: fc.integer({ min: 1, max: 16 }),
  key: fc.integer({ min: 0, max: 9 }),
  tail: digits({ minLength: 4, maxLength: 4 }),
  min: amount,
  max: amount,
  birthYear: fc.constant('birthDate.1'),
  birthMonth: fc.constant('birthDate.1'),
  birthDay: fc.constant('birthDate.1'),
};

const anyPrompt = fc.constantFrom(...(Object.keys(prompts) as PromptKey[])).chain((key) => {
  const names = cutAtSlots(prompts[key].fa).filter((_, index) => index % 2 === 1) as SlotName[];
  if (names.length === 0) return fc.constant({ key } as Prompt);
  const values = Object.fromEntries(names.map((name) => [name, SLOT_VALUES[name]]));
  return fc.record(values).map((slots) => ({ key, slots }) as Prompt);
});

describe.each(LANGUAGES)('the clips in %s', (language) => {
  const names = allClips(language).map(({ name }) => name);
  const known = new Set([...names, ...PAUSES_MS.map((ms) => `pause.${ms}`), merchantClip('bookshop')]);

  test('have each a name of its own and something to say', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const clip of allClips(language)) expect(clip.text.trim()).not.toBe('');
  });

  test('are enough for every sentence with any slots, and a pause never begins or ends one', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const clips = clipsOf(prompt, language, () => ({ year: 1370, month: 5, day: 12 }));
        for (const clip of clips) expect(known).toContain(clip);
        expect(clips.at(0)).not.toMatch(/^pause/);
        expect(clips.at(-1)).not.toMatch(/^pause/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('clipsOf', () => {
  const said = (prompt: Prompt) => clipsOf(prompt, 'fa').join(' ');

  test('says a whole sentence in one clip', () => {
    expect(said(say('bye'))).toBe('bye');
  });

  test('says an amount in Toman when it can, and in Rial for the bank', () => {
    expect(said(say('bill.confirm.amount', { amount: 500_000, amountOther: 500_000 }))).toBe(
      'n.50 pause.60 n.1000 pause.60 unit.toman pause.120 bill.confirm.amount.2 pause.120 ' +
        'n.500 pause.60 n.1000 pause.60 unit.rial',
    );
    expect(said(say('bill.fixed', { amount: 1_001, amountOther: 1_001 }))).toMatch(
      /^bill\.fixed\.1 pause\.120 n\.1000\.o pause\.60 n\.1 pause\.60 unit\.rial /,
    );
  });

  test('says a mobile as people write it: 0912 345 67 89', () => {
    const groups = said(say('mobile.confirm.number', { mobile: '+989123456789' })).split(' pause.400 ');
    expect(groups.map((group) => group.replaceAll(' pause.120 ', ' '))).toEqual([
      'mobile.confirm.number.1 n.0 n.9 n.1 n.2',
      'n.3 n.4 n.5',
      'n.6 n.7',
      'n.8 n.9',
    ]);
  });

  test('says a reference in groups of four from the left', () => {
    const groups = said(say('paid.reference', { ref: '0123456789' })).split(' pause.400 ');
    expect(groups.map((group) => group.replaceAll(' pause.120 ', ' '))).toEqual([
      'paid.reference.1 n.0 n.1 n.2 n.3',
      'n.4 n.5 n.6 n.7',
      'n.8 n.9',
    ]);
  });

  test('says a birth date from the vault, and of a journal without one nothing but the words around it', () => {
    const ref = 'birthDate.4';
    const date = say('verify.birthDate.said', { birthYear: ref, birthMonth: ref, birthDay: ref });
    const lent = clipsOf(date, 'fa', (name) => (name === ref ? { year: 1370, month: 5, day: 12 } : null));
    expect(lent.filter((clip) => !clip.startsWith('pause'))).toEqual([
      'verify.birthDate.said.1',
      ...['n.1000.o', 'n.300.o', 'n.70'],
      'verify.birthDate.said.2',
      'n.5',
      'verify.birthDate.said.3',
      'n.12',
    ]);
    expect(said(date)).toBe(
      'verify.birthDate.said.1 pause.120 verify.birthDate.said.2 pause.120 verify.birthDate.said.3',
    );
  });

  test('says the name of a card’s bank and of a merchant from their own clips', () => {
    expect(said(say('card.confirm.card', { bank: 'mellat', last4: '0012' }))).toBe(
      'card.confirm.card.1 pause.120 bank.mellat pause.120 card.confirm.card.2 pause.120 ' +
        'n.0 pause.120 n.0 pause.120 n.1 pause.120 n.2',
    );
    expect(said(say('greet.hello', { merchant: 'bookshop' }))).toContain(' merchant.bookshop ');
  });
});

test('a playlist puts a longer pause between sentences', () => {
  expect(playlist([say('silence.once'), say('bye')], 'en')).toEqual([
    'en/silence.once',
    'en/pause.400',
    'en/bye',
  ]);
  expect(playlist([say('bye'), inLanguage(say('greet.language'), 'en')], 'fa')).toEqual([
    'fa/bye',
    'fa/pause.400',
    'en/greet.language',
  ]);
  expect(playlist([], 'en')).toEqual([]);
});
