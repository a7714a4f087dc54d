/** PayStar's status codes as its identity services tell them (contracts.md 4). */
export const STATUS_TEXTS = {
  0: 'خطای سرور',
  1: 'درخواست با موفقیت انجام شد',
  2: 'برنامه یافت نشد',
  3: 'برنامه فعال نیست',
  4: 'توکن احراز هویت اشتباه است',
  5: 'توکن احراز هویت منقضی شده است',
  6: 'رمز دسترسی برنامه اشتباه است',
  7: 'آی پی مجاز نمی باشد',
  8: 'سرویس مورد نظر برای شما فعال نمی باشد',
  9: 'اعتبار کیف بانکداری باز کافی نمی باشد',
  10: 'اطلاعات ارسال شده صحیح نمی باشد',
  11: 'خطای سرویس دهنده',
  12: 'تنظیمات بانکداری باز یافت نشد',
  13: 'توکن بازیابی API key اشتباه است',
} as const;

export type StatusCode = keyof typeof STATUS_TEXTS;

/** What transfers say of a wrong or expired key, whose code is not told there. */
export const ACCESS_DENIED = 'دسترسی نامعتبر';
