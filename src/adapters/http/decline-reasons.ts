import type { Language } from '../../domain/merchant/line.ts';
import type { DeclineCode } from '../../domain/payment/response-code.ts';

/** Why the bank declined, for whoever pays (contracts.md 5.3). */
export const DECLINE_REASONS: Readonly<Record<DeclineCode, Readonly<Record<Language, string>>>> = {
  3: {
    en: 'The bank does not know this merchant’s gateway. Please tell the merchant.',
    fa: 'بانک درگاه این پذیرنده را نمی‌شناسد؛ لطفاً به پذیرنده اطلاع دهید.',
  },
  5: {
    en: 'The bank does not allow this payment with this card. Please use another card.',
    fa: 'بانک این پرداخت را با این کارت نمی‌پذیرد؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  13: {
    en: 'The bank does not accept the amount. Please tell the merchant.',
    fa: 'بانک این مبلغ را نمی‌پذیرد؛ لطفاً به پذیرنده اطلاع دهید.',
  },
  14: {
    en: 'The card is not valid. Please use another card.',
    fa: 'کارت نامعتبر است؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  21: {
    en: 'The bank did not carry out this payment. Please use another card.',
    fa: 'بانک این پرداخت را انجام نداد؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  42: {
    en: 'The account of the card is not valid. Please use another card.',
    fa: 'حساب کارت نامعتبر است؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  51: { en: 'There is not enough money on the card.', fa: 'موجودی کارت کافی نیست.' },
  54: { en: 'The card has expired.', fa: 'تاریخ انقضای کارت گذشته است.' },
  55: {
    en: 'The PIN is wrong. Please ask for a new one.',
    fa: 'رمز نادرست است؛ لطفاً رمز تازه‌ای درخواست فرمایید.',
  },
  57: {
    en: 'The owner of the card may not make this payment. Please use another card.',
    fa: 'دارندهٔ کارت مجاز به این پرداخت نیست؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  61: { en: 'The card has reached its ceiling.', fa: 'سقف تراکنش‌های کارت تکمیل شده است.' },
  62: {
    en: 'The card is restricted. Please use another card.',
    fa: 'کارت محدود شده است؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  63: {
    en: 'The bank does not accept the merchant’s terminal. Please tell the merchant.',
    fa: 'بانک پایانهٔ پذیرنده را نمی‌پذیرد؛ لطفاً به پذیرنده اطلاع دهید.',
  },
  75: {
    en: 'The PIN was wrong too often. Please use another card.',
    fa: 'رمز کارت بیش از حد مجاز نادرست وارد شده است؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  78: {
    en: 'The card is not active. Please use another card.',
    fa: 'کارت غیرفعال است؛ لطفاً از کارتی دیگر استفاده فرمایید.',
  },
  90: {
    en: 'The bank is closing its day. Please try again in a while.',
    fa: 'بانک در حال انجام عملیات پایان روز است؛ لطفاً کمی بعد دوباره تلاش فرمایید.',
  },
};
