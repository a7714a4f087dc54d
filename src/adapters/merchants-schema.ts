import { z } from 'zod';
import type { Line, Merchant } from '../application/ports.ts';
import { asciiDigits, readWhole } from '../domain/digits.ts';
import type { WhenDown } from '../domain/identity/payer-check.ts';
import type { OpeningHours } from '../domain/merchant/hours.ts';
import type { LineLanguages } from '../domain/merchant/line.ts';
import { readMobile } from '../domain/merchant/mobile.ts';
import { billSchema } from './bill-schema.ts';
import { hoursSchema } from './hours-schema.ts';
import { webhookUrlProblem } from './webhooks/url.ts';

/** A line as the file has it: the dates on which it is closed are in a file beside it. */
export interface DeclaredLine extends Omit<Line, 'hours'> {
  readonly days: OpeningHours['days'] | null;
  /** The name of the file of dates. */
  readonly closedDays: string | null;
}

export interface DeclaredMerchant extends Omit<Merchant, 'lines'> {
  /** The name of a file of dates that counts for every line. */
  readonly closedDays: string | null;
  readonly lines: readonly DeclaredLine[];
}

const languages = z.unknown().transform((value, context): LineLanguages => {
  const [first, second, ...more] = Array.isArray(value) ? value : [value];
  const isKnown = (language: unknown) => language === 'fa' || language === 'en';
  if (isKnown(first) && more.length === 0 && first !== second) {
    if (second === undefined) return [first];
    if (isKnown(second)) return [first, second];
  }
  context.addIssue('Give fa or en, or [fa, en] to let the caller choose. The first one speaks until then.');
  return z.NEVER;
});

/** YAML would drop the plus and the leading zeros of a number, hence the quotes. */
const number = z
  .string('Give the number in quotes, such as "1000".')
  .transform((text) => asciiDigits(text.trim()))
  .refine((text) => /^\+?\d{2,15}$/.test(text), 'Give 2 to 15 digits, with or without a plus before them.');

const operator = z
  .string('Give the extension in quotes, such as "2000".')
  .transform((text) => asciiDigits(text.trim()))
  .refine((text) => /^\d{1,15}$/.test(text), 'Give the extension of the operator: 1 to 15 digits.');

const MOST_CALLS = 1_000;

const maxCalls = z.unknown().transform((value, context): number => {
  const calls = typeof value === 'string' ? readWhole(value) : value;
  if (typeof calls === 'number' && Number.isInteger(calls) && calls >= 1 && calls <= MOST_CALLS) return calls;
  context.addIssue(`Give how many calls the line takes at once: 1 to ${MOST_CALLS}.`);
  return z.NEVER;
});

const closedDays = z
  .string('Give the name of a file with a date on each line, such as closed-days.txt.')
  .trim()
  .min(1, 'Give the name of a file with a date on each line, such as closed-days.txt.');

const NOTHING_TO_GO_DOWN =
  'It says what becomes of a call that cannot be verified. Write verify: shahkar or verify: card too, or leave it out.';

const line = z
  .strictObject(
    {
      number,
      aliases: z.array(number, 'Give a list of numbers.').default([]),
      // A leading space was seen in PayStar's own samples (contracts.md 5.4).
      sequence: z
        .string("Give PayStar's gateway id, in quotes.")
        .trim()
        .regex(/^[\x21-\x7e]{1,64}$/, "Give PayStar's gateway id: letters and digits."),
      language: languages.prefault('fa'),
      bill: billSchema,
      confirmCard: z.boolean('Give true or false.').default(true),
      verify: z.enum(['none', 'shahkar', 'card'], 'Give none, shahkar or card.').default('none'),
      verifyDown: z
        .enum(['goOn', 'stop'] as const satisfies readonly WhenDown[], 'Give goOn or stop.')
        .optional(),
      operator: operator.optional(),
      hours: hoursSchema.optional(),
      closedDays: closedDays.optional(),
      maxCalls: maxCalls.optional(),
      receipts: z.boolean('Give true or false.').optional(),
    },
    'Give the fields of a line.',
  )
  .superRefine(({ verify, verifyDown }, context) => {
    if (verify !== 'none' || verifyDown === undefined) return;
    context.addIssue({ code: 'custom', path: ['verifyDown'], message: NOTHING_TO_GO_DOWN });
  })
  .transform(
    ({ verify, verifyDown, language, hours, operator, closedDays, maxCalls, receipts, ...rest }) => ({
      ...rest,
      verify: verify === 'none' ? null : { by: verify, whenDown: verifyDown ?? 'stop' },
      languages: language,
      operator: operator ?? null,
      days: hours ?? null,
      closedDays: closedDays ?? null,
      maxCalls: maxCalls ?? null,
      ...(receipts === undefined ? {} : { receipts }),
    }),
  );

const name = z.string('Give a name.').trim().min(1, 'Give a name.').max(80, 'Give at most 80 letters.');

const webhookUrl = z
  .string('Give a URL such as https://panel.example/hooks.')
  .trim()
  .superRefine((text, context) => {
    const problem = webhookUrlProblem(text);
    if (problem !== null) context.addIssue(problem);
  });

const merchant = z
  .strictObject(
    {
      id: z
        .string('Give an id such as bookshop.')
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Give small letters, digits and hyphens only.'),
      name: z.strictObject({ fa: name, en: name }, 'Give the name as { fa: …, en: … }.'),
      webhook: z.strictObject({ url: webhookUrl }, 'Give { url: … }.').optional(),
      blockedCallers: z.array(number, 'Give a list of numbers.').default([]),
      closedDays: closedDays.optional(),
      receipts: z.boolean('Give true or false.').default(true),
      lines: z.array(line, 'Give a list of lines.').min(1, 'Give at least one line.'),
    },
    'Give the fields of a merchant.',
  )
  .transform(
    ({ id, name, webhook, blockedCallers, closedDays, receipts, lines }): DeclaredMerchant => ({
      merchantId: id,
      name,
      webhookUrl: webhook?.url ?? null,
      blockedCallers: [...new Set(blockedCallers.map((caller) => readMobile(caller) ?? caller))],
      closedDays: closedDays ?? null,
      ...(receipts ? {} : { receipts }),
      lines: lines.map((line) => ({ merchantId: id, ...line })),
    }),
  );

/** What a merchants file holds (design.md), as far as it is built. */
export const merchantsSchema = z
  .strictObject(
    { merchants: z.array(merchant, 'Give a list of merchants.') },
    'Begin with "merchants:" and a list.',
  )
  .transform(({ merchants }) => merchants)
  .superRefine((merchants, context) => {
    const ids = new Set<string>();
    const numbers = new Set<string>();
    merchants.forEach(({ merchantId, lines }, m) => {
      once(ids, merchantId, () => ['merchants', m, 'id'], context);
      lines.forEach(({ number, aliases }, l) => {
        once(numbers, number, () => ['merchants', m, 'lines', l, 'number'], context);
        aliases.forEach((alias, a) => {
          once(numbers, alias, () => ['merchants', m, 'lines', l, 'aliases', a], context);
        });
      });
    });
  });

/** Refuses what was there before: one number leads to one line. */
function once(seen: Set<string>, what: string, path: () => PropertyKey[], context: z.RefinementCtx): void {
  if (seen.has(what)) {
    context.addIssue({ code: 'custom', path: path(), message: `${what} stands here a second time.` });
  }
  seen.add(what);
}
