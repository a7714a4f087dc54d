import { problem } from './text.ts';

/** Problems on our side. */
export const SERVER_PROBLEMS = {
  internal: problem(
    500,
    ['Internal error', 'The server could not answer. Tell support the request id.'],
    ['خطای داخلی', 'سرور نتوانست پاسخ دهد. لطفاً شناسهٔ درخواست را به پشتیبانی اعلام فرمایید.'],
  ),
  draining: problem(
    503,
    ['Ending', 'This server is about to end and takes nothing new. Try again after Retry-After seconds.'],
    [
      'در حال پایان',
      'این سرور در حال پایان است و کار تازه نمی‌پذیرد. لطفاً پس از ثانیه‌های Retry-After دوباره بکوشید.',
    ],
  ),
  store_down: problem(
    503,
    [
      'Books away',
      'The books cannot be reached at the moment. This request has charged nobody; an earlier one may have. Send it again, with the same Idempotency-Key, after Retry-After seconds.',
    ],
    [
      'دفتر در دسترس نیست',
      'دفتر پرداخت‌ها اکنون در دسترس نیست. با این درخواست از کسی برداشتی نشده است، اما شاید با درخواستی پیش از آن شده باشد. لطفاً پس از ثانیه‌های Retry-After آن را با همان Idempotency-Key دوباره بفرستید.',
    ],
  ),
  gateway_down: problem(
    503,
    [
      'Bank away',
      'The bank cannot be reached at the moment, so it was not asked. Try again after Retry-After seconds.',
    ],
    [
      'بانک در دسترس نیست',
      'بانک اکنون در دسترس نیست و از آن چیزی خواسته نشد. لطفاً پس از ثانیه‌های Retry-After دوباره بکوشید.',
    ],
  ),
} as const;
