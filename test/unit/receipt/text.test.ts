import { describe, expect, it } from 'vitest';
import { iranDate } from '../../../src/domain/receipt/iran-date.ts';
import { smsParts } from '../../../src/domain/receipt/parts.ts';
import { isStillTrue, RECEIPT_KINDS, type ReceiptFacts } from '../../../src/domain/receipt/receipt.ts';
import { receiptText } from '../../../src/domain/receipt/text.ts';

const DAY_MS = 86_400_000;

/** The calendar of the language. */
const PERSIAN = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  ...{ timeZone: 'UTC', year: 'numeric', month: '2-digit', day: '2-digit' },
});

const FACTS: ReceiptFacts = {
  kind: 'paid',
  afterDoubt: false,
  mayPayAgain: false,
  language: 'fa',
  merchantName: 'کتاب‌فروشی',
  amount: 500_000,
  refId: '123456789012',
  cardLast4: '1234',
  // 25 November 2025, 19:34 UTC.
  at: Date.UTC(2025, 10, 25, 19, 34),
};
const ENGLISH: ReceiptFacts = { ...FACTS, language: 'en', merchantName: 'Bookshop' };

describe('the text of a receipt', () => {
  it('says that a payment was made', () => {
    expect(receiptText(FACTS)).toBe(
      [
        'کتاب‌فروشی',
        'پرداخت شما انجام شد.',
        'مبلغ: ۵۰٬۰۰۰ تومان (۵۰۰٬۰۰۰ ریال)',
        'کارت منتهی به ۱۲۳۴',
        'شمارهٔ پیگیری: 123456789012',
        '۱۴۰۴/۰۹/۰۴، ۲۳:۰۴',
      ].join('\n'),
    );
    expect(receiptText(ENGLISH)).toBe(
      [
        'Bookshop',
        'Your payment was made.',
        'Amount: 50,000 Toman (500,000 Rial)',
        'Card ending in 1234',
        'Reference: 123456789012',
        '2025-11-25 23:04',
      ].join('\n'),
    );
  });

  it('says what became of a payment that was in doubt', () => {
    expect(receiptText({ ...FACTS, afterDoubt: true }).split('\n')[1]).toBe(
      'پرداخت شما که نتیجه‌اش روشن نبود، انجام شد.',
    );
    expect(receiptText({ ...ENGLISH, afterDoubt: true }).split('\n')[1]).toBe(
      'Your payment, whose result was not clear, was made.',
    );
    const notPaid = { kind: 'notPaid', afterDoubt: true, refId: null } as const;
    expect(receiptText({ ...FACTS, ...notPaid, mayPayAgain: true })).toBe(
      [
        'کتاب‌فروشی',
        'پرداخت شما که نتیجه‌اش روشن نبود، انجام نشد.',
        'می‌توانید دوباره پرداخت کنید.',
        'مبلغ: ۵۰٬۰۰۰ تومان (۵۰۰٬۰۰۰ ریال)',
        'کارت منتهی به ۱۲۳۴',
        '۱۴۰۴/۰۹/۰۴، ۲۳:۰۴',
      ].join('\n'),
    );
    expect(receiptText({ ...ENGLISH, ...notPaid })).toBe(
      [
        'Bookshop',
        'Your payment, whose result was not clear, was not made.',
        'Amount: 50,000 Toman (500,000 Rial)',
        'Card ending in 1234',
        '2025-11-25 23:04',
      ].join('\n'),
    );
  });

  it('says that a payment was given back', () => {
    expect(receiptText({ ...FACTS, kind: 'refunded' }).split('\n')[1]).toBe(
      'مبلغ این پرداخت به شما بازگردانده شد.',
    );
    expect(receiptText({ ...ENGLISH, kind: 'refunded' }).split('\n')[1]).toBe(
      'This payment was given back to you.',
    );
  });

  it('names an amount in Rial alone that no whole Toman is', () => {
    expect(receiptText({ ...ENGLISH, amount: 12_345 })).toContain('Amount: 12,345 Rial\n');
  });

  it('is two messages in Persian and one in English, and three at most', () => {
    expect(smsParts(receiptText(FACTS))).toBe(2);
    expect(smsParts(receiptText(ENGLISH))).toBe(1);
    for (const language of ['fa', 'en'] as const) {
      for (const kind of RECEIPT_KINDS) {
        const reference = kind === 'notPaid' ? null : '9'.repeat(40);
        const long = { kind, language, afterDoubt: true, mayPayAgain: true, merchantName: 'ب'.repeat(80) };
        const text = receiptText({ ...FACTS, ...long, amount: 999_999_999_990, refId: reference });
        expect(smsParts(text)).toBeLessThanOrEqual(3);
        expect(text).toContain(reference ?? '');
        expect(text.split('\n')[0]).toBe(`${'ب'.repeat(29)}…`);
      }
    }
  });

  it('keeps to lines whatever a merchant is called', () => {
    expect(receiptText({ ...ENGLISH, merchantName: 'Book\r\n\u202Eshop' }).split('\n')[0]).toBe('Book shop');
  });
});

describe('the parts of a message', () => {
  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(307), 3],
    ['ب'.repeat(70), 1],
    ['ب'.repeat(71), 2],
    ['ب'.repeat(134), 2],
    ['ب'.repeat(135), 3],
    // What the telephones' own alphabet writes with two characters, or has not at all, goes as UCS-2.
    [`${'a'.repeat(70)}€`, 2],
    [`${'a'.repeat(70)}{`, 2],
  ])('%#', (text, parts) => {
    expect(smsParts(text)).toBe(parts);
  });
});

describe('a date', () => {
  it('is that of the Jalali calendar on every day that anybody will pay on', () => {
    const wrong: string[] = [];
    for (let day = 0; day < 45_000; day += 1) {
      const at = day * DAY_MS;
      const part = Object.fromEntries(
        PERSIAN.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
      );
      const right = `${part.year}/${part.month}/${part.day}، 03:30`;
      const said = iranDate(at, 'fa').replace(/[۰-۹]/g, (digit) => String('۰۱۲۳۴۵۶۷۸۹'.indexOf(digit)));
      if (said !== right) wrong.push(`${said} is not ${right}`);
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('is tomorrow’s when it is past midnight in Iran', () => {
    expect(iranDate(Date.UTC(2026, 2, 20, 20, 29), 'fa')).toBe('۱۴۰۴/۱۲/۲۹، ۲۳:۵۹');
    expect(iranDate(Date.UTC(2026, 2, 20, 20, 30), 'fa')).toBe('۱۴۰۵/۰۱/۰۱، ۰۰:۰۰');
    expect(iranDate(Date.UTC(2026, 2, 20, 20, 30), 'en')).toBe('2026-03-21 00:00');
  });
});

describe('a receipt', () => {
  it('is not sent once the books know better', () => {
    expect(isStillTrue('notPaid', 'notPaid')).toBe(true);
    expect(isStillTrue('notPaid', 'paid')).toBe(false);
    expect(isStillTrue('paid', 'reversed')).toBe(true);
    expect(isStillTrue('refunded', 'paid')).toBe(false);
  });
});
