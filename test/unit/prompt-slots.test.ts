import { describe, expect, test } from 'vitest';
import { filled, promptKeyOf, slotOf } from '../../src/cli/prompt-slots.ts';
import { type PromptKey, prompts } from '../../src/domain/prompt/script.ts';

describe('a slot', () => {
  test.each([
    ['amount=500000', { amount: 500_000 }],
    ['amount=۵۰۰٬۰۰۰', { amount: 500_000 }],
    ['amountOther=1', { amountOther: 1 }],
    ['min=1000', { min: 1_000 }],
    ['max=999999999999', { max: 999_999_999_999 }],
    ['merchant=bookshop', { merchant: 'bookshop' }],
    ['mobile=۰۹۱۲۱۲۳۴۵۶۷', { mobile: '+989121234567' }],
    ['bank=melli', { bank: 'melli' }],
    ['last4=0012', { last4: '0012' }],
    ['tail=821', { tail: '821' }],
    ['ref= 000123 ', { ref: '000123' }],
    ['n=0', { n: 0 }],
    ['key=9', { key: 9 }],
    ['birthYear=۱۳۷۰۰۵۱۲', { birthYear: '13700512' }],
  ])('%s is read', (text, read) => {
    expect(slotOf(text, { n: 4 })).toEqual({ n: 4, ...read });
  });

  test.each([
    ['amount', 'Give it as name=value'],
    ['amont=5', 'No sentence has a slot of this name. There are: amount, '],
    ['=5', 'No sentence has a slot of this name.'],
    ['amount=0', 'amount must be a whole number of Rial'],
    ['amount=1000000000000', 'amount must be a whole number of Rial'],
    ['amount=1.5', 'amount must be a whole number of Rial'],
    ['merchant=Book shop', "merchant must be a merchant's id"],
    ['mobile=02112345678', 'mobile must be a mobile number'],
    ['bank=mellli', 'bank must be one of melli, '],
    ['last4=123', 'last4 must be four digits'],
    ['tail=', 'tail must be 1 to 6 digits'],
    ['ref=12ab', 'ref must be 1 to 20 digits'],
    ['ref=123456789012345678901', 'ref must be 1 to 20 digits'],
    ['n=-1', 'n must be a whole number from 0 to 999'],
    ['key=10', 'key must be a key from 0 to 9'],
    ['birthDay=12', 'birthDay must be a birth date, such as 13700512'],
  ])('%s is refused', (text, sentence) => {
    expect(() => slotOf(text, {})).toThrow(sentence);
  });
});

describe('a sentence', () => {
  test('takes the slots that it has', () => {
    expect(filled('card.more', { n: 4 }, undefined)).toEqual({ key: 'card.more', slots: { n: 4 } });
    expect(filled('bye', {}, 'bookshop')).toEqual({ key: 'bye' });
  });

  test('takes an amount for its other form, and the merchant whose recordings are played', () => {
    const slots = { amount: 5_000, amountOther: 5_000 };
    expect(filled('bill.fixed', { amount: 5_000 }, undefined)).toEqual({ key: 'bill.fixed', slots });
    expect(filled('greet.hello', {}, 'bookshop')).toEqual({
      key: 'greet.hello',
      slots: { merchant: 'bookshop' },
    });
    expect(filled('greet.hello', { merchant: 'other' }, 'bookshop')).toMatchObject({
      slots: { merchant: 'other' },
    });
  });

  test('says what it lacks and what has no place in it', () => {
    expect(filled('card.confirm.card', {}, undefined)).toEqual({
      wrong: expect.stringMatching(
        /^card\.confirm\.card needs --slot bank=… --slot last4=… \(bank: one of melli, /,
      ),
    });
    expect(filled('bye', { n: 4 }, undefined)).toEqual({ wrong: 'bye has no slot n.' });
  });

  test('of every key can be filled', () => {
    const all = {
      ...{ amount: 1, amountOther: 1, min: 1, max: 1, merchant: 'm', mobile: '+989121234567', bank: 'melli' },
      ...{ last4: '1234', tail: '1', ref: '1', n: 1, key: 1 },
      ...{ birthYear: '13700512', birthMonth: '13700512', birthDay: '13700512' },
    } as const;
    for (const key of Object.keys(prompts) as PromptKey[]) {
      const lacking = filled(key, {}, undefined);
      const names =
        'wrong' in lacking ? [...lacking.wrong.matchAll(/--slot (\w+)=/g)].map(([, name]) => name) : [];
      const own = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
      expect(filled(key, own, undefined)).toMatchObject({ key });
    }
  });

  test('that is misspelt is told with those that are like it', () => {
    expect(promptKeyOf('paid.reference')).toBe('paid.reference');
    expect(() => promptKeyOf('paid.refrence')).toThrow(/Did you mean paid\.reference/);
    expect(() => promptKeyOf('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')).toThrow(
      '"zangpay prompts list" shows them',
    );
  });
});
