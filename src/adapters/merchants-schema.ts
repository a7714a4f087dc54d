import { z } from 'zod';
import type { Merchant } from '../application/ports.ts';
import { asciiDigits, readWhole } from '../domain/digits.ts';
import type { BillSource, Language } from '../domain/merchant/line.ts';
import { AMOUNT_STEP, isBillable, type Rial } from '../domain/payment/amount.ts';

/** A field that the design knows and that is refused by name until something honours it. */
function notBuilt(what: string) {
  return z.undefined(`${what} is not built yet. Leave it out.`).optional();
}

const amount = z.unknown().transform((value, context): Rial => {
  const rial = typeof value === 'string' ? readWhole(value) : value;
  if (isBillable(rial)) return rial;
  context.addIssue(`Give an amount in Rial, a multiple of ${AMOUNT_STEP}.`);
  return z.NEVER;
});

const bill = z
  .strictObject(
    {
      fixed: amount.optional(),
      invoice: z.literal(true, 'Write invoice: true, or leave it out.').optional(),
      caller: notBuilt('Finding the bill by the caller (caller)'),
      open: notBuilt('An amount that the caller keys (open)'),
    },
    'Write { fixed: AMOUNT } or { invoice: true }.',
  )
  .transform(({ fixed, invoice }, context): BillSource => {
    if (fixed !== undefined && invoice === undefined) return { type: 'fixed', amount: fixed };
    if (fixed === undefined && invoice === true) return { type: 'invoice' };
    context.addIssue('Write either { fixed: AMOUNT } or { invoice: true }.');
    return z.NEVER;
  });

const language = z.unknown().transform((value, context): Language => {
  if (value === 'fa' || value === 'en') return value;
  context.addIssue(
    Array.isArray(value) && value.length > 1
      ? 'A menu of two languages is not built yet. Choose fa or en.'
      : 'Give fa or en.',
  );
  return z.NEVER;
});

/** A number as it reaches the dialplan. YAML would drop its plus and its leading zeros, hence the quotes. */
const number = z
  .string('Give the number in quotes, such as "1000".')
  .transform((text) => asciiDigits(text.trim()))
  .refine((text) => /^\+?\d{2,15}$/.test(text), 'Give 2 to 15 digits, with or without a plus before them.');

const line = z.strictObject(
  {
    number,
    aliases: z.array(number, 'Give a list of numbers.').default([]),
    // A leading space was seen in PayStar's own samples (contracts.md 5.4).
    sequence: z
      .string("Give PayStar's gateway id, in quotes.")
      .trim()
      .regex(/^[\x21-\x7e]{1,64}$/, "Give PayStar's gateway id: letters and digits."),
    language: language.prefault('fa'),
    bill,
    confirmCard: z.boolean('Give true or false.').default(true),
    verify: z
      .literal('none', 'Verifying the payer is not built yet. Write none, or leave it out.')
      .default('none'),
    operator: notBuilt('Handing a caller to an operator'),
  },
  'Give the fields of a line.',
);

const name = z.string('Give a name.').trim().min(1, 'Give a name.').max(80, 'Give at most 80 letters.');

const merchant = z
  .strictObject(
    {
      id: z
        .string('Give an id such as bookshop.')
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Give small letters, digits and hyphens only.'),
      name: z.strictObject({ fa: name, en: name }, 'Give the name as { fa: …, en: … }.'),
      webhook: notBuilt("Telling a merchant's panel of results (webhook)"),
      lines: z.array(line, 'Give a list of lines.').min(1, 'Give at least one line.'),
    },
    'Give the fields of a merchant.',
  )
  .transform(
    ({ id, name, lines }): Merchant => ({
      merchantId: id,
      name,
      webhookUrl: null,
      lines: lines.map(({ verify: _none, operator: _never, ...policy }) => ({ merchantId: id, ...policy })),
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
