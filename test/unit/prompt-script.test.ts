import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/domain/merchant/line.ts';
import { BANK_NAMES } from '../../src/domain/prompt/bank-names.ts';
import { allClips } from '../../src/domain/prompt/clips.ts';
import {
  canSpeak,
  cutAtSlots,
  type Prompt,
  type PromptKey,
  prompts,
  say,
  text,
} from '../../src/domain/prompt/script.ts';

const KEYS = Object.keys(prompts) as PromptKey[];

function slotsIn(sentence: string): readonly string[] {
  return cutAtSlots(sentence)
    .filter((_, index) => index % 2 === 1)
    .sort();
}

describe('the script', () => {
  test.each(KEYS)('%s has the same slots in both languages and ends with a full stop', (key) => {
    expect(slotsIn(prompts[key].en)).toEqual(slotsIn(prompts[key].fa));
    for (const language of LANGUAGES) expect(prompts[key][language]).toMatch(/\.$/);
  });

  test('keeps the rules of writing for the Persian voice', () => {
    const texts = [...KEYS.map((key) => prompts[key].fa), ...Object.values(BANK_NAMES).map(({ fa }) => fa)];
    for (const written of texts) {
      expect(written).not.toMatch(/\u0651\u0650|\u0650\u0651/);
      expect(
        cutAtSlots(written)
          .filter((_, index) => index % 2 === 0)
          .join(''),
      ).not.toMatch(/[A-Za-z0-9()[\]«»]/);
    }
  });

  test('says what must be heard to its end without a break', () => {
    const insisted = KEYS.filter((key) => prompts[key].kind === 'uninterruptible');
    expect(insisted.toSorted()).toEqual([
      'bill.already.paid',
      'bill.busy',
      'bill.confirm.amount',
      'bill.fixed',
      'bill.unknown',
      'card.confirm.card',
      'card.confirm.last4',
      'declined',
      'operator.connect',
      'paid',
      'pay.still',
      'pay.wait',
      'payer.busy',
      'pending.paid',
      'pending.unknown',
      'pin.lastTry',
      'unknown',
      'verify.birthDate.said',
    ]);
  });

  test('asks not to pay again wherever money may have moved, and says in one sentence alone that none has', () => {
    for (const key of ['unknown', 'bill.unknown', 'bill.already.paid', 'pending.unknown'] as const) {
      expect(prompts[key].en).toMatch(/Please do not pay (it )?again\.$/);
      expect(prompts[key].fa).toMatch(/دوباره پرداخت نکنید\.$/);
    }
    expect(KEYS.filter((key) => /taken|charged/.test(prompts[key].en))).toEqual(['nothing.taken']);
  });
});

describe('say', () => {
  test('fills the slots of a sentence', () => {
    expect(say('bye')).toEqual({ key: 'bye' });
    const amounts = { amount: 500_000, amountOther: 500_000 };
    expect(say('bill.fixed', amounts)).toEqual({ key: 'bill.fixed', slots: amounts });
  });

  test('is refused by the compiler with slots that are missing, wrong or too many', () => {
    // @ts-expect-error an amount is missing
    say('bill.fixed');
    // @ts-expect-error an amount is a number
    say('bill.fixed', { amount: '500000', amountOther: 500_000 });
    // @ts-expect-error it has no slot
    say('bye', { amount: 1 });
    // @ts-expect-error a reference that may hold letters is asked about first (canSpeak)
    say('paid.reference', { ref: String('A1') });
    expect(canSpeak('00123')).toBe(true);
    for (const ref of ['', 'A1', '1 2', '۱۲', '1e5', '-1']) expect(canSpeak(ref)).toBe(false);
  });
});

describe('text', () => {
  test.each<[Prompt, string, string]>([
    [
      say('bill.confirm.amount', { amount: 1_234_500, amountOther: 1_234_500 }),
      '۱۲۳٬۴۵۰ تومان، یعنی ۱٬۲۳۴٬۵۰۰ ریال.',
      '123,450 Toman, that is 1,234,500 Rial.',
    ],
    [
      say('bill.fixed', { amount: 1_000, amountOther: 1_000 }),
      'مبلغ پرداخت: ۱۰۰ تومان، یعنی ۱٬۰۰۰ ریال.',
      'The amount to pay is 100 Toman, that is 1,000 Rial.',
    ],
    [
      say('card.confirm.card', { bank: 'melli', last4: '0012' }),
      'کارت بانک ملی، چهار رقم آخر: ۰۰۱۲.',
      'Bank Melli card, ending in 0012.',
    ],
    [
      say('mobile.confirm.number', { mobile: '+989123456789' }),
      'شمارهٔ شما: ۰۹۱۲۳۴۵۶۷۸۹.',
      'Your number is 09123456789.',
    ],
    [
      say('verify.birthDate.said', { birthYear: 'b.1', birthMonth: 'b.1', birthDay: 'b.1' }),
      'سال ••••، ماه ••، روز ••.',
      'Year ••••, month ••, day ••.',
    ],
    [say('card.more', { n: 12 }), '۱۲ رقم رسید.', '12 digits have arrived.'],
    [say('paid.reference', { ref: '00123' }), 'شمارهٔ پیگیری: ۰۰۱۲۳.', 'Your reference is 00123.'],
    [say('otp.asking'), 'لطفاً چند لحظه صبر کنید. از بانک رمز می‌خواهیم.', 'One moment please.'],
    [
      say('greet.hello', { merchant: 'bookshop' }),
      'به پرداخت تلفنی bookshop خوش آمدید.',
      'line of bookshop.',
    ],
  ])('%j is read as a person reads it', (prompt, fa, en) => {
    expect(text(prompt, 'fa')).toContain(fa);
    expect(text(prompt, 'en')).toContain(en);
  });
});

test.each(LANGUAGES)('what the voice is given in %s begins with a word', (language) => {
  for (const clip of allClips(language)) expect(clip.text, clip.name).toMatch(/^\p{L}/u);
});

test('a merchant is shown by its name where that is known', () => {
  const hello = say('greet.hello', { merchant: 'bookshop' });
  expect(text(hello, 'en', 'Bookshop')).toBe('Hello. Welcome to the payment line of Bookshop.');
});
