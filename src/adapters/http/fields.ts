import { z } from 'zod';
import { asciiDigits, readWhole } from '../../domain/digits.ts';
import { readMobile } from '../../domain/merchant/mobile.ts';
import { LARGEST_AMOUNT } from '../../domain/payment/amount.ts';
import { ATTEMPT_STATES } from '../../domain/payment/attempt.ts';
import { holdsCard } from '../../domain/payment/card.ts';
import { PIN_MAX, PIN_MIN } from '../../domain/payment/pin.ts';

/** The fields that routes are made of. Digits may be Persian or Arabic wherever digits are meant. */

/** A text of one line: no control characters, which a terminal or a database takes amiss, and no card number. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u)
    .refine((value) => !holdsCard(value));
}

/** One of our ids: `att_` and 17 letters. */
export function id(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{1,40}$`));
}

/** Digits in any script, held against a pattern of ASCII ones. */
export function digits(pattern: RegExp) {
  return z.string().trim().overwrite(asciiDigits).regex(pattern);
}

export const pan = digits(/^[0-9]{16}$/).describe('The card number: 16 digits.');
export const pin = digits(new RegExp(`^[0-9]{${PIN_MIN},${PIN_MAX}}$`)).describe(
  'The dynamic PIN that the bank sent to the card’s owner.',
);

/** An amount in Rial: a whole number, or the same as people write it. Whether it may be charged is a rule of payments. */
export const amount = z
  .preprocess(
    (value) => (typeof value === 'string' ? (readWhole(value.trim()) ?? value) : value),
    z.int().min(1).max(LARGEST_AMOUNT),
  )
  .describe('In Rial, a whole number.');

/** A mobile in any of its spellings; `+98912…` inside. */
export const mobile = z
  .string()
  .max(32)
  .overwrite((value) => {
    const plain = asciiDigits(value).replace(/[\s()-]/g, '');
    return readMobile(plain) ?? plain;
  })
  .regex(/^\+989[0-9]{9}$/)
  .describe('An Iranian mobile number such as +989121234567; 09121234567 is read too.');

/** The number of a line as the merchant dials it. */
export const line = digits(/^\+?[0-9]{2,20}$/).describe('The number of one of your lines.');

/** A merchant's own order id. It is kept and shown, and never sent to the bank. */
export const merchantOrderId = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}$/)
  .refine((value) => !holdsCard(value))
  .describe('Your own id of the order: letters, digits and . _ : / -');

/** A moment in a query: `2026-03-21`, from its beginning in UTC, or `2026-03-21T10:00:00Z`. Read as milliseconds. */
export const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .describe('A date 2026-03-21, which begins at midnight UTC, or a time 2026-03-21T10:00:00Z.');

export function millisecondsOf(value: string): number {
  return Date.parse(value);
}

/** A time in an answer: ISO 8601 in UTC. */
export const time = z.iso.datetime();

export function timeOf(ms: number): string;
export function timeOf(ms: number | null): string | null;
export function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export const attemptState = z.enum(ATTEMPT_STATES);

/** How many a page has at most. */
export const limit = z
  .preprocess(
    (value) => (typeof value === 'string' ? (readWhole(value) ?? value) : value),
    z.int().min(1).max(100),
  )
  .default(20);

/** Where the next page begins: what `nextCursor` of the page before said. */
export const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/);

/** A page of a list. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as cursor to read on; null: this is the last page.'),
  });
}

export const noFields = z.object({});
