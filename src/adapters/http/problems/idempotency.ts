import { problem } from './text.ts';

/** Problems of Idempotency-Keys. */
export const IDEMPOTENCY_PROBLEMS = {
  idempotency_key_invalid: problem(
    400,
    ['Idempotency-Key not valid', 'An Idempotency-Key has 1 to 255 visible ASCII characters.'],
    ['کلید Idempotency نامعتبر', 'Idempotency-Key باید ۱ تا ۲۵۵ نویسهٔ اسکی و بدون فاصله باشد.'],
  ),
  idempotency_key_reused: problem(
    409,
    [
      'Idempotency-Key reused',
      'This Idempotency-Key was used with another request. Take a new one for a new request.',
    ],
    [
      'کلید Idempotency تکراری',
      'این Idempotency-Key با درخواست دیگری به کار رفته است. لطفاً برای هر درخواست کلیدی نو بسازید.',
    ],
  ),
  idempotency_unfinished: problem(
    409,
    [
      'First request unfinished',
      'The first request with this Idempotency-Key did not finish, and it is not known how it ended. Look at your payments before you repeat it under a new key.',
    ],
    [
      'درخواست نخست ناتمام',
      'درخواست نخست با این Idempotency-Key به پایان نرسیده و سرانجامش روشن نیست. لطفاً پیش از تکرار با کلید نو، پرداخت‌ها را بررسی فرمایید.',
    ],
  ),
} as const;
