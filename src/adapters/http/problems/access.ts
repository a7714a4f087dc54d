import { problem } from './text.ts';

/** Problems of who asks, and how often. */
export const ACCESS_PROBLEMS = {
  key_missing: problem(
    401,
    ['API key missing', 'Send your API key as "Authorization: Bearer KEY".'],
    ['کلید API ناموجود', 'لطفاً کلید API را به شکل «Authorization: Bearer KEY» بفرستید.'],
  ),
  key_invalid: problem(
    401,
    ['API key not valid', 'This API key is not known here.'],
    ['کلید API نامعتبر', 'این کلید API در این سامانه شناخته نیست.'],
  ),
  key_expired: problem(
    401,
    ['API key expired', 'This API key has expired. Use the one that took its place, or have a new one made.'],
    [
      'کلید API منقضی',
      'اعتبارِ این کلید API به پایان رسیده است. لطفاً از کلید جایگزین استفاده کنید یا کلیدی نو بگیرید.',
    ],
  ),
  key_revoked: problem(
    401,
    ['API key revoked', 'This API key was revoked.'],
    ['کلید API باطل', 'این کلید API باطل شده است.'],
  ),
  key_of_other_mode: problem(
    401,
    [
      'API key of the other mode',
      'A server on the sandbox takes keys of zk_test_, a live one keys of zk_live_.',
    ],
    ['کلید API از محیط دیگر', 'سرور آزمایشی کلیدهای zk_test_ و سرور اصلی کلیدهای zk_live_ را می‌پذیرد.'],
  ),
  address_not_allowed: problem(
    403,
    ['Address not allowed', 'This API key may not be used from your address.'],
    ['نشانی غیرمجاز', 'استفاده از این کلید API از نشانی شما مجاز نیست.'],
  ),
  scope_missing: problem(
    403,
    ['Scope missing', 'This API key lacks the scope {scope}.'],
    ['دسترسی ناکافی', 'این کلید API دسترسیِ {scope} را ندارد.'],
  ),
  too_many_requests: problem(
    429,
    [
      'Too many requests',
      'There were too many requests in a short time. Try again after Retry-After seconds.',
    ],
    [
      'درخواست بیش از حد',
      'شمار درخواست‌ها در زمانی کوتاه از حد گذشت. لطفاً پس از ثانیه‌های Retry-After دوباره بکوشید.',
    ],
  ),
} as const;
