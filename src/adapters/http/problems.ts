import type { Language } from '../../domain/merchant/line.ts';
import { INVOICE_PROBLEMS } from './invoice-problems.ts';
import { type ProblemText, problem } from './problem-text.ts';

/** Every problem that the API answers with (RFC 9457). A code never changes; its sentences may. */
export const PROBLEMS = {
  // The request itself.
  not_found: problem(
    404,
    ['Not found', 'There is nothing at this address. /docs lists the addresses that there are.'],
    ['یافت نشد', 'در این نشانی چیزی نیست. نشانی‌های موجود در /docs آمده است.'],
  ),
  method_not_allowed: problem(
    405,
    [
      'Method not allowed',
      'This address does not take this method. The Allow header names those that it takes.',
    ],
    ['روش مجاز نیست', 'این نشانی این روش را نمی‌پذیرد. روش‌های پذیرفته در سرایند Allow آمده است.'],
  ),
  bad_request: problem(
    400,
    ['Bad request', 'The request cannot be understood.'],
    ['درخواست نادرست', 'درخواست خوانا نیست؛ لطفاً شکل آن را بررسی فرمایید.'],
  ),
  malformed_json: problem(
    400,
    ['Malformed JSON', 'The body is not well-formed JSON of an object, in UTF-8.'],
    ['JSON نادرست', 'متن درخواست باید یک شیء JSON درست با کدگذاری UTF-8 باشد.'],
  ),
  missing_field: problem(
    400,
    ['Missing field', 'The field {field} is missing.'],
    ['فیلد ناموجود', 'فیلد {field} فرستاده نشده است.'],
  ),
  invalid_field: problem(
    400,
    ['Invalid field', 'The field {field} does not have the form that it must have. /docs describes it.'],
    ['فیلد نامعتبر', 'فیلد {field} شکل درستی ندارد. شرح آن در /docs آمده است.'],
  ),
  unknown_field: problem(
    400,
    ['Unknown field', 'The request has a field that this address does not know: {field}. Is it misspelt?'],
    [
      'فیلد ناشناخته',
      'درخواست فیلدی دارد که در این نشانی تعریف نشده است: {field}. لطفاً املای آن را بررسی فرمایید.',
    ],
  ),
  body_too_large: problem(
    413,
    ['Body too large', 'The body is larger than this address takes.'],
    ['متن بزرگ', 'متن درخواست از اندازهٔ مجازِ این نشانی بزرگ‌تر است.'],
  ),
  unsupported_media_type: problem(
    415,
    [
      'Unsupported media type',
      'Send the body as the Content-Type that this address takes, in UTF-8 and not compressed.',
    ],
    [
      'نوع محتوای نامعتبر',
      'لطفاً متن درخواست را با Content-Type پذیرفتهٔ این نشانی، با UTF-8 و بدون فشرده‌سازی بفرستید.',
    ],
  ),
  not_acceptable: problem(
    406,
    ['Not acceptable', 'This address cannot answer in any form that the Accept header names.'],
    ['پاسخ ناممکن', 'این نشانی به هیچ‌یک از شکل‌های سرایند Accept پاسخ نمی‌دهد.'],
  ),
  // Who asks.
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
  // How often.
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
  // Idempotency-Key.
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
  // This server.
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
      'The books cannot be reached at the moment. This request did nothing; an earlier one may have been carried out. Try again after Retry-After seconds.',
    ],
    [
      'دفتر در دسترس نیست',
      'دفتر پرداخت‌ها اکنون در دسترس نیست. این درخواست کاری انجام نداد، اما شاید درخواستی پیش از آن انجام شده باشد. لطفاً پس از ثانیه‌های Retry-After دوباره بکوشید.',
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
  // Payments.
  payment_not_found: problem(
    404,
    ['Payment not found', 'You have no payment of this id.'],
    ['پرداخت یافت نشد', 'پرداختی با این شناسه ندارید.'],
  ),
  line_not_found: problem(
    422,
    ['Line not found', 'You have no line of this number.'],
    ['خط یافت نشد', 'خطی با این شماره ندارید.'],
  ),
  invoice_not_found: problem(
    404,
    ['Invoice not found', 'You have no invoice of this id.'],
    ['صورت‌حساب یافت نشد', 'صورت‌حسابی با این شناسه ندارید.'],
  ),
  attempt_not_found: problem(
    422,
    ['Attempt not found', 'You have no attempt of this id. Ask for a dynamic PIN first: POST /v1/otp.'],
    ['تلاش یافت نشد', 'تلاشی با این شناسه ندارید. لطفاً نخست رمز پویا درخواست کنید: POST /v1/otp.'],
  ),
  amount_step: problem(
    422,
    ['Amount not payable', 'An amount is in Rial and a multiple of 1,000.'],
    ['مبلغ نپذیرفتنی', 'مبلغ باید به ریال و مضربی از ۱٬۰۰۰ باشد.'],
  ),
  amount_differs: problem(
    422,
    ['Amount differs', 'The amount is not that of the invoice.'],
    ['مبلغ متفاوت', 'مبلغ با مبلغِ صورت‌حساب برابر نیست.'],
  ),
  card_malformed: problem(
    422,
    ['Card number wrong', 'This is no card number. Please check its 16 digits.'],
    ['شمارهٔ کارت نادرست', 'شمارهٔ کارت درست نیست. لطفاً ۱۶ رقمِ آن را بررسی فرمایید.'],
  ),
  pin_malformed: problem(
    422,
    ['PIN wrong', 'This is no dynamic PIN. It has 5 to 8 digits.'],
    ['رمز پویا نادرست', 'رمز پویا باید ۵ تا ۸ رقم باشد.'],
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
  invoice_expired: problem(
    409,
    ['Invoice expired', 'This invoice has expired.'],
    ['صورت‌حساب منقضی', 'مهلت پرداختِ این صورت‌حساب به پایان رسیده است.'],
  ),
  invoice_cancelled: problem(
    409,
    ['Invoice cancelled', 'This invoice was cancelled.'],
    ['صورت‌حساب لغوشده', 'این صورت‌حساب لغو شده است.'],
  ),
  already_paid: problem(
    409,
    ['Already paid', 'This has been paid already. Nothing more was charged.'],
    ['پیش‌تر پرداخت شده', 'این مبلغ پیش‌تر پرداخت شده و برداشت دیگری انجام نشده است.'],
  ),
  bill_busy: problem(
    409,
    ['Payment in progress', 'A payment of this is going on, perhaps by telephone. Wait for its result.'],
    [
      'پرداخت در جریان',
      'پرداخت دیگری برای همین مورد، شاید تلفنی، در جریان است. لطفاً تا روشن شدنِ نتیجهٔ آن صبر کنید.',
    ],
  ),
  bill_unknown: problem(
    409,
    [
      'Earlier result not known',
      'It is not known yet whether an earlier payment of this was made. It must not be paid again until then.',
    ],
    [
      'نتیجهٔ پیشین نامعلوم',
      'نتیجهٔ پرداخت پیشینِ این مورد هنوز روشن نیست. تا آن زمان لطفاً دوباره پرداخت نکنید.',
    ],
  ),
  bill_closed: problem(
    409,
    ['No longer payable', 'This can no longer be paid.'],
    ['دیگر پرداختنی نیست', 'این مورد دیگر پرداختنی نیست.'],
  ),
  payer_busy: problem(
    409,
    ['Payer is paying', 'Another payment with this card or mobile is going on. Wait for its result.'],
    [
      'پرداخت‌کننده در حال پرداخت',
      'پرداخت دیگری با همین کارت یا شمارهٔ همراه در جریان است. لطفاً تا روشن شدنِ نتیجهٔ آن صبر کنید.',
    ],
  ),
  payer_unknown: problem(
    409,
    [
      'Payer’s earlier result not known',
      'The result of an earlier payment with this card or mobile is not known yet. Please wait until it is.',
    ],
    [
      'نتیجهٔ پیشینِ پرداخت‌کننده نامعلوم',
      'نتیجهٔ پرداخت پیشین با همین کارت یا شمارهٔ همراه هنوز روشن نیست. لطفاً تا آن زمان صبر کنید.',
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
  ...INVOICE_PROBLEMS,
  // Webhooks.
  webhook_event_not_found: problem(
    404,
    ['Webhook event not found', 'You have no webhook event of this id.'],
    ['رویداد یافت نشد', 'رویداد وب‌هوکی با این شناسه ندارید.'],
  ),
} as const satisfies Readonly<Record<string, ProblemText>>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemFacts {
  /** The field at fault, by its name in our schemas. */
  readonly field?: string;
  readonly scope?: string;
  /** For the header Retry-After. */
  readonly retryAfterS?: number;
  /** When the line opens: ISO 8601 in UTC; null when it has no opening hours. */
  readonly opensAt?: string | null;
  /** More headers, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused. Thrown by handlers and by what runs before them; it holds nothing that was sent. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** The document of a problem, in one language. */
export function problemDocument(
  { code, facts }: ApiProblem,
  { language, requestId }: { readonly language: Language; readonly requestId: string },
) {
  const { status, title, detail } = PROBLEMS[code];
  return {
    type: `urn:zangpay:problem:${code}`,
    title: title[language],
    status,
    detail: sentenceOf(detail[language], facts),
    code,
    ...(facts.field === undefined ? {} : { field: facts.field }),
    ...(facts.opensAt === undefined ? {} : { opensAt: facts.opensAt }),
    requestId,
  };
}

/** A sentence with the names that stand in it. */
export function sentenceOf(sentence: string, { field = '-', scope = '-' }: ProblemFacts): string {
  return sentence.replace('{field}', field).replace('{scope}', scope);
}
