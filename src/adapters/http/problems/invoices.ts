import { problem } from './text.ts';

/** Problems of invoices. */
export const INVOICE_PROBLEMS = {
  invoice_not_found: problem(
    404,
    ['Invoice not found', 'You have no invoice of this id.'],
    ['صورت‌حساب یافت نشد', 'صورت‌حسابی با این شناسه ندارید.'],
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
  invoice_processing: problem(
    409,
    [
      'Payment in progress',
      'A payment of this invoice is going on: it cannot be changed until its result is known.',
    ],
    [
      'پرداخت در جریان',
      'پرداخت این صورت‌حساب در جریان است و تا روشن شدنِ نتیجهٔ آن نمی‌توان صورت‌حساب را تغییر داد.',
    ],
  ),
  invoice_in_doubt: problem(
    409,
    [
      'Payment in doubt',
      'It is not known yet whether this invoice was paid: it cannot be changed until then.',
    ],
    [
      'نتیجهٔ پرداخت نامعلوم',
      'هنوز روشن نیست که این صورت‌حساب پرداخت شده است یا نه. تا آن زمان نمی‌توان آن را تغییر داد.',
    ],
  ),
  invoice_paid: problem(
    409,
    ['Invoice paid', 'This invoice is paid: it stays as it is.'],
    ['صورت‌حسابِ پرداخت‌شده', 'این صورت‌حساب پرداخت شده است و دیگر تغییر نمی‌کند.'],
  ),
  amount_frozen: problem(
    409,
    [
      'Amount frozen',
      'A payment of this invoice was tried for its amount, and may still turn out to have been made. Cancel the invoice and add a new one.',
    ],
    [
      'مبلغِ تغییرناپذیر',
      'پرداختی با همین مبلغ برای این صورت‌حساب آغاز شده است که شاید بعداً تأیید شود. لطفاً این صورت‌حساب را لغو و صورت‌حسابی تازه ثبت کنید.',
    ],
  ),
  code_check_digit: problem(
    422,
    [
      'Check digit wrong',
      'The last digit of an invoice code is its check digit (Luhn), and this one is not right. Leave the code out to have one made.',
    ],
    [
      'رقم کنترل نادرست',
      'رقم آخرِ شمارهٔ صورت‌حساب رقم کنترل (لون) است و درست نیست. اگر شماره را نفرستید، شماره‌ای ساخته می‌شود.',
    ],
  ),
  code_taken: problem(
    409,
    ['Code taken', 'You have an invoice with this code already. Give another one, or leave it out.'],
    ['شمارهٔ تکراری', 'صورت‌حسابی با این شماره دارید. لطفاً شماره‌ای دیگر بفرستید یا آن را نفرستید.'],
  ),
  no_free_code: problem(
    409,
    ['No free code', 'No free code was found for this invoice. Give one yourself.'],
    ['شمارهٔ آزاد یافت نشد', 'برای این صورت‌حساب شمارهٔ آزادی یافت نشد. لطفاً خودتان شماره‌ای بفرستید.'],
  ),
  expiry_passed: problem(
    422,
    ['Expiry passed', 'The invoice would have expired before it is added. Give a later time.'],
    ['مهلتِ گذشته', 'مهلت پرداخت پیش از ثبتِ صورت‌حساب گذشته است. لطفاً زمانی دیرتر بفرستید.'],
  ),
  csv_malformed: problem(
    400,
    [
      'Malformed CSV',
      'The file is not well-formed CSV (RFC 4180): a header row, commas between columns, and as many columns in each row. Nothing was created.',
    ],
    [
      'CSV نادرست',
      'پرونده CSV درستی نیست (RFC 4180): سطر عنوان، ویرگول میان ستون‌ها و شمارِ یکسانِ ستون‌ها در همهٔ سطرها. هیچ صورت‌حسابی ساخته نشد.',
    ],
  ),
  too_many_rows: problem(
    413,
    ['Too many rows', 'A file has at most 10,000 rows. Nothing was created: send it in parts.'],
    ['سطرِ بیش از حد', 'هر پرونده حداکثر ۱۰٬۰۰۰ سطر دارد. چیزی ساخته نشد؛ لطفاً آن را در چند بخش بفرستید.'],
  ),
} as const;
