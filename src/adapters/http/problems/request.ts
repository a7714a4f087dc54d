import { problem } from './text.ts';

/** Problems of the request itself, whatever it asks for. */
export const REQUEST_PROBLEMS = {
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
} as const;
