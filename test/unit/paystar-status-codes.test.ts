import { describe, expect, it } from 'vitest';
import { type StatusAct, statusMeaning } from '../../src/adapters/paystar/status-codes.ts';

/** contracts.md 4, "Status table", row by row: whether a person has something to do is the last column. */
const TABLE: readonly (readonly [number, string, StatusAct, boolean])[] = [
  [0, 'خطای سرور', 'retry', false],
  [1, 'درخواست موفق', 'none', false],
  [2, 'برنامه یافت نشد', 'settings', true],
  [3, 'برنامه فعال نیست', 'settings', true],
  [4, 'توکن احراز هویت اشتباه است', 'renewKey', false],
  [5, 'توکن احراز هویت منقضی شده است', 'renewKey', false],
  [6, 'رمز دسترسی برنامه اشتباه است', 'settings', true],
  [7, 'آی‌پی مجاز نمی‌باشد', 'settings', true],
  [8, 'سرویس مورد نظر برای شما فعال نمی‌باشد', 'settings', true],
  [9, 'اعتبار کیف بانکداری باز کافی نمی‌باشد', 'payIn', true],
  [10, 'اطلاعات ارسال شده صحیح نمی‌باشد', 'showUser', false],
  [11, 'خطای سرویس‌دهنده', 'retry', false],
  [12, 'تنظیمات بانکداری باز یافت نشد', 'settings', true],
  [13, 'توکن بازیابی API key اشتباه است', 'settings', true],
];

describe('status codes of PayStar’s applications', () => {
  it.each(TABLE)('%i', (code, fa, act, forAPerson) => {
    const meaning = statusMeaning(code);
    expect(meaning).toMatchObject({ fa, act, en: expect.stringMatching(/^[a-z][\w’ -]+$/) });
    expect(meaning?.remedy !== null).toBe(forAPerson);
    if (forAPerson) expect(meaning?.remedy).toMatch(/^[A-Z].+\.$/);
  });

  it.each([-1, 14, 99, Number.NaN])('%d is none', (code) => {
    expect(statusMeaning(code)).toBeNull();
  });
});
