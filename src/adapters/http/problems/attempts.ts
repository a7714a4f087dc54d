import { problem } from './text.ts';

/** Problems of a card, its dynamic PIN, and the attempt to pay with them. */
export const ATTEMPT_PROBLEMS = {
  card_malformed: problem(
    422,
    ['Card number wrong', 'This is no card number. Please check its 16 digits.'],
    ['شمارهٔ کارت نادرست', 'شمارهٔ کارت درست نیست. لطفاً ۱۶ رقمِ آن را بررسی فرمایید.'],
  ),
  card_differs: problem(
    409,
    [
      'Card differs',
      'The dynamic PIN was asked for with another card. Pay with that one, or ask for a PIN anew.',
    ],
    [
      'کارت متفاوت',
      'رمز پویا برای کارتِ دیگری درخواست شده است. لطفاً با همان کارت بپردازید یا رمز تازه بگیرید.',
    ],
  ),
  pin_budget: problem(
    429,
    [
      'Too many wrong PINs',
      'There were too many wrong PINs with this card. Pay with another card, or tomorrow.',
    ],
    [
      'رمز نادرستِ بیش از حد',
      'رمز این کارت بیش از حد نادرست وارد شده است. لطفاً با کارتی دیگر یا فردا بپردازید.',
    ],
  ),
  card_limit: problem(
    429,
    [
      'Too many PINs for this card',
      'Too many dynamic PINs were asked for with this card. Try later or with another one.',
    ],
    [
      'رمزِ بیش از حد برای این کارت',
      'برای این کارت بیش از حد رمز پویا درخواست شده است. لطفاً ساعتی دیگر یا با کارتی دیگر بکوشید.',
    ],
  ),
  caller_limit: problem(
    429,
    [
      'Too many PINs',
      'Too many dynamic PINs were asked for, or too many cards tried, by this payer or on this line. Try later.',
    ],
    [
      'رمزِ بیش از حد',
      'این پرداخت‌کننده یا این خط بیش از حد رمز پویا خواسته یا کارت آزموده است. لطفاً ساعتی دیگر بکوشید.',
    ],
  ),
  key_limit: problem(
    429,
    ['Too many PINs by this key', 'Too many dynamic PINs were asked for with this API key. Try later.'],
    [
      'رمزِ بیش از حد با این کلید',
      'با این کلید API بیش از حد رمز پویا درخواست شده است. لطفاً ساعتی دیگر بکوشید.',
    ],
  ),
  otp_refused: problem(
    422,
    ['PIN refused', 'The bank does not send a dynamic PIN for this card and amount. Try another card.'],
    ['رمز فرستاده نشد', 'بانک برای این کارت و مبلغ رمز پویا نمی‌فرستد. لطفاً کارتی دیگر بیازمایید.'],
  ),
  price_mismatch: problem(
    409,
    [
      'Bank’s amount differs',
      'The bank wants to charge another amount than you asked for. Nothing was charged.',
    ],
    ['مبلغِ بانک متفاوت', 'مبلغی که بانک اعلام کرد با مبلغ شما برابر نیست و برداشتی انجام نشده است.'],
  ),
  attempt_expired: problem(
    409,
    ['Attempt expired', 'The dynamic PIN of this attempt is too old. Ask for a new one: POST /v1/otp.'],
    ['مهلتِ تلاش گذشته', 'مهلت رمز پویای این تلاش گذشته است. لطفاً رمزی تازه بگیرید: POST /v1/otp.'],
  ),
  attempt_used: problem(
    409,
    [
      'Attempt used',
      'This attempt has been used up; nothing is sent for it again. GET /v1/payments/ID tells how it stands.',
    ],
    [
      'تلاشِ به‌کاررفته',
      'این تلاش پیش‌تر به کار رفته است و دیگر برای آن چیزی فرستاده نمی‌شود. وضعیت آن را GET /v1/payments/ID نشان می‌دهد.',
    ],
  ),
  attempt_not_found: problem(
    422,
    ['Attempt not found', 'You have no attempt of this id. Ask for a dynamic PIN first: POST /v1/otp.'],
    ['تلاش یافت نشد', 'تلاشی با این شناسه ندارید. لطفاً نخست رمز پویا درخواست کنید: POST /v1/otp.'],
  ),
} as const;
