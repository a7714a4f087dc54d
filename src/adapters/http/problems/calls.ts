import { problem } from './text.ts';

/** Problems of calls and call-backs. */
export const CALL_PROBLEMS = {
  call_not_found: problem(
    404,
    ['Call not found', 'You have no call of this id.'],
    ['تماس یافت نشد', 'تماسی با این شناسه ندارید.'],
  ),
  line_closed: problem(
    422,
    ['Line closed', 'The line is closed now, and nobody is rung. opensAt tells when it opens.'],
    ['خط بسته است', 'این خط اکنون بسته است و با کسی تماس گرفته نمی‌شود. زمانِ باز شدنِ آن در opensAt آمده است.'],
  ),
  payer_blocked: problem(
    422,
    ['Number blocked', 'You have blocked this number: its owner could not be answered.'],
    ['شمارهٔ مسدود', 'این شماره را مسدود کرده‌اید و نمی‌توان با صاحبِ آن تماس گرفت.'],
  ),
  rung_too_often: problem(
    429,
    [
      'Rung too often',
      'This number was rung as often as is allowed in an hour. Try again after Retry-After seconds.',
    ],
    [
      'تماسِ بیش از حد',
      'با این شماره در یک ساعتِ گذشته به اندازهٔ مجاز تماس گرفته شده است. لطفاً پس از ثانیه‌های Retry-After دوباره بکوشید.',
    ],
  ),
  exchange_down: problem(
    503,
    ['Nobody can be rung', 'The telephone exchange cannot be asked to ring now. Nobody was rung.'],
    ['تماس ممکن نیست', 'مرکز تلفن اکنون پاسخ نمی‌دهد و با کسی تماس گرفته نشد.'],
  ),
} as const;
