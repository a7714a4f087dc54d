/** The bank's `transactionStatus` codes (contracts.md 5.3), in its own words and in English. */
export const RESPONSE_CODES = {
  3: { fa: 'پذیرنده کارت نامعتبر است', en: 'merchant invalid' },
  5: { fa: 'تراکنش نامعتبر است', en: 'do not honour' },
  13: { fa: 'مبلغ نامعتبر است', en: 'invalid amount' },
  14: { fa: 'کارت نامعتبر است', en: 'invalid card' },
  20: { fa: 'پاسخ نامعتبر است', en: 'invalid response' },
  21: { fa: 'تراکنش نامعتبر است', en: 'no action taken' },
  42: { fa: 'حساب کارت نامعتبر است', en: 'card account invalid' },
  51: { fa: 'موجودی کافی نیست', en: 'not enough funds' },
  54: { fa: 'تاریخ انقضا کارت گذشته است', en: 'card expired' },
  55: { fa: 'رمز نادرست است', en: 'wrong PIN' },
  57: { fa: 'دارنده کارت مجاز به انجام تراکنش نیست', en: 'cardholder not permitted' },
  61: { fa: 'سقف تراکنش تکمیل شده است', en: 'transaction ceiling reached' },
  62: { fa: 'کارت محدود شده است', en: 'card restricted' },
  63: { fa: 'پایانه نامعتبر است', en: 'invalid terminal' },
  75: { fa: 'تعداد دفعات وارد کردن رمز بیش از حد مجاز است', en: 'too many wrong PINs' },
  78: { fa: 'کارت غیرفعال است', en: 'card inactive' },
  80: { fa: 'خطای سیستمی رخ داده است', en: 'system error' },
  90: { fa: 'عملیات پایان روز کاری در حال انجام است', en: 'end-of-day running' },
  91: { fa: 'صادر کننده در وضعیت عملیاتی نمی باشد', en: 'issuer not operational' },
  94: { fa: 'تراکنش تکراری است', en: 'duplicate transaction' },
} as const;

export type ResponseCode = keyof typeof RESPONSE_CODES;
