import type { BillSource } from '../domain/merchant/line.ts';
import type { Rial } from '../domain/payment/amount.ts';

/** How people at a terminal read times, amounts and texts from outside. */

const DATE_AND_TIME = tehran({ dateStyle: 'medium', timeStyle: 'medium' });
const TIME = tehran({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1 });

function tehran(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'Asia/Tehran' });
}

/** `22 Nov 2026, 14:10:05`, in Tehran. A dash for what has not happened. */
export function dateAndTime(at: number | null): string {
  return at === null ? '-' : DATE_AND_TIME.format(at);
}

/** `14:10:05.3`, in Tehran. */
export function timeOfDay(at: number): string {
  return TIME.format(at);
}

/** `500,000`: Rial, as all amounts are. */
export function rial(amount: Rial): string {
  return amount.toLocaleString('en-US');
}

/** Where the amounts of a line come from. */
export function billText(bill: BillSource): string {
  switch (bill.type) {
    case 'fixed':
      return `${rial(bill.amount)} Rial`;
    case 'invoice':
      return 'by invoice code';
    case 'caller':
      return 'invoices of the caller';
    case 'open': {
      const unit = bill.unit === 'toman' ? 'Toman' : 'Rial';
      return `keyed in ${unit}, ${rial(bill.min)} to ${rial(bill.max)} Rial`;
    }
  }
}

/** `48 s`, `1 min 12 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1 payment`, `2 payments`, `3 entries`. */
export function count(of: number, one: string, many = `${one}s`): string {
  return `${of.toLocaleString('en-US')} ${of === 1 ? one : many}`;
}

/** A text from outside without what would move the cursor, colour the screen or turn the line around. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
