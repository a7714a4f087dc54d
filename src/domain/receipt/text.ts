import type { Language } from '../merchant/line.ts';
import { digits, number, UNITS } from '../prompt/script.ts';
import { iranDate } from './iran-date.ts';
import { smsParts } from './parts.ts';
import type { ReceiptFacts } from './receipt.ts';

/** A receipt is at most so many messages long; what it costs is the merchant's. */
const MOST_PARTS = 3;
/** Names may have 80 letters; so many tell one merchant from another. */
const LONGEST_NAME = 30;

type Words = Readonly<Record<Language, string>>;

const PAID: Words = { fa: 'پرداخت شما انجام شد.', en: 'Your payment was made.' };
const FOUND_PAID: Words = {
  fa: 'پرداخت شما که نتیجه‌اش روشن نبود، انجام شد.',
  en: 'Your payment, whose result was not clear, was made.',
};
const FOUND_NOT_PAID: Words = {
  fa: 'پرداخت شما که نتیجه‌اش روشن نبود، انجام نشد.',
  en: 'Your payment, whose result was not clear, was not made.',
};
const MAY_PAY_AGAIN: Words = { fa: 'می‌توانید دوباره پرداخت کنید.', en: 'You may pay again.' };
const REFUNDED: Words = {
  fa: 'مبلغ این پرداخت به شما بازگردانده شد.',
  en: 'This payment was given back to you.',
};
const AMOUNT: Words = { fa: 'مبلغ:', en: 'Amount:' };
const CARD: Words = { fa: 'کارت منتهی به', en: 'Card ending in' };
const REFERENCE: Words = { fa: 'شمارهٔ پیگیری:', en: 'Reference:' };

/**
 * The text of a receipt. The reference stands as the bank wrote it, in its own digits, since people copy it into
 * forms. A text that would be too long leaves out its date, which the telephone shows by itself, and then the card.
 */
export function receiptText(facts: ReceiptFacts): string {
  const { language, refId } = facts;
  const name = shortened(facts.merchantName);
  const amount = `${AMOUNT[language]} ${money(facts)}`;
  const reference = refId === null ? [] : [`${REFERENCE[language]} ${refId}`];
  const card = [`${CARD[language]} ${digits(facts.cardLast4, language)}`];
  const date = [iranDate(facts.at, language)];
  const begun = [name, ...sentences(facts).map((words) => words[language]), amount];
  const texts = [
    [...begun, ...card, ...reference, ...date],
    [...begun, ...card, ...reference],
  ].map((lines) => lines.join('\n'));
  const shortest = [...begun, ...reference].join('\n');
  return texts.find((text) => smsParts(text) <= MOST_PARTS) ?? shortest;
}

function sentences({ kind, afterDoubt, mayPayAgain }: ReceiptFacts): readonly Words[] {
  switch (kind) {
    case 'paid':
      return [afterDoubt ? FOUND_PAID : PAID];
    case 'notPaid':
      return mayPayAgain ? [FOUND_NOT_PAID, MAY_PAY_AGAIN] : [FOUND_NOT_PAID];
    case 'refunded':
      return [REFUNDED];
  }
}

/** In Toman and in Rial, each named: the bank's own message has it in Rial. */
function money({ amount, language }: ReceiptFacts): string {
  const rial = `${number(amount, language)} ${UNITS.rial[language]}`;
  return amount % 10 === 0 ? `${number(amount / 10, language)} ${UNITS.toman[language]} (${rial})` : rial;
}

function shortened(name: string): string {
  // Line breaks and marks that turn the text around have no place in a name.
  const clean = name.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim();
  const letters = [...clean];
  return letters.length <= LONGEST_NAME
    ? clean
    : `${letters
        .slice(0, LONGEST_NAME - 1)
        .join('')
        .trim()}…`;
}
