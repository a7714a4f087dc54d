import { problem } from './text.ts';

/** Problems of what is to be paid, and of who pays. */
export const PAYMENT_PROBLEMS = {
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
} as const;
