/** What is to be done about a status code: by the program, by whoever runs it, or by whoever typed what was sent. */
export type StatusAct =
  /** Nothing: it was answered. */
  | 'none'
  /** The same request again, a little later. */
  | 'retry'
  /** A new API key, and the same request once more. */
  | 'renewKey'
  /** A setting here or in PayStar's panel has to be put right by a person; asking again is useless. */
  | 'settings'
  /** The wallet has to be filled. */
  | 'payIn'
  /** Whoever typed it has to look at it again. */
  | 'showUser';

export interface StatusMeaning {
  readonly en: string;
  /** As PayStar's table has it, with its spelling put right. */
  readonly fa: string;
  readonly act: StatusAct;
  /** What a person has to do; null where nothing has to be done by one. */
  readonly remedy: string | null;
}

/** The table of contracts.md 4, which identity applications and their keys answer with. */
const STATUS_CODES: Readonly<Record<number, StatusMeaning>> = {
  0: { en: 'server error', fa: 'خطای سرور', act: 'retry', remedy: null },
  1: { en: 'success', fa: 'درخواست موفق', act: 'none', remedy: null },
  2: {
    en: 'the application was not found',
    fa: 'برنامه یافت نشد',
    act: 'settings',
    remedy: 'Set the application id to the one in PayStar’s panel.',
  },
  3: {
    en: 'the application is inactive',
    fa: 'برنامه فعال نیست',
    act: 'settings',
    remedy: 'Activate the application in PayStar’s panel.',
  },
  4: { en: 'the API key is wrong', fa: 'توکن احراز هویت اشتباه است', act: 'renewKey', remedy: null },
  5: { en: 'the API key has expired', fa: 'توکن احراز هویت منقضی شده است', act: 'renewKey', remedy: null },
  6: {
    en: 'the application’s password is wrong',
    fa: 'رمز دسترسی برنامه اشتباه است',
    act: 'settings',
    remedy: 'Set the access password to the one in PayStar’s panel, before PayStar locks the application.',
  },
  7: {
    en: 'this machine’s address is not allowed',
    fa: 'آی‌پی مجاز نمی‌باشد',
    act: 'settings',
    remedy: 'Add this machine’s address to the application’s list in PayStar’s panel.',
  },
  8: {
    en: 'the service is not enabled for the application',
    fa: 'سرویس مورد نظر برای شما فعال نمی‌باشد',
    act: 'settings',
    remedy: 'Ask PayStar to enable the service.',
  },
  9: {
    en: 'the open-banking wallet’s credit is too low',
    fa: 'اعتبار کیف بانکداری باز کافی نمی‌باشد',
    act: 'payIn',
    remedy: 'Pay into the open-banking wallet in PayStar’s panel.',
  },
  10: {
    en: 'what was sent is not valid',
    fa: 'اطلاعات ارسال شده صحیح نمی‌باشد',
    act: 'showUser',
    remedy: null,
  },
  11: { en: 'the provider behind PayStar failed', fa: 'خطای سرویس‌دهنده', act: 'retry', remedy: null },
  12: {
    en: 'the application has no open-banking settings',
    fa: 'تنظیمات بانکداری باز یافت نشد',
    act: 'settings',
    remedy: 'Complete the open-banking settings in PayStar’s panel.',
  },
  13: {
    en: 'the refresh token is wrong',
    fa: 'توکن بازیابی API key اشتباه است',
    act: 'settings',
    remedy: 'Take a new refresh token from PayStar’s panel and set it.',
  },
};

/** The code that says that all is well. */
export const SUCCESS = 1;

/** What a status code means and what to do about it; null for a code that is not in the table. */
export function statusMeaning(code: number): StatusMeaning | null {
  return STATUS_CODES[code] ?? null;
}
