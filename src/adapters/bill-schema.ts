import { z } from 'zod';
import { readWhole } from '../domain/digits.ts';
import type { BillSource, KeyedUnit } from '../domain/merchant/line.ts';
import { AMOUNT_STEP, isBillable, type Rial } from '../domain/payment/amount.ts';

const FORMS =
  '{ fixed: AMOUNT }, { invoice: true }, { caller: true } or { open: { min: AMOUNT, max: AMOUNT, unit: toman } }';
const OPEN_FORM = 'Write open: { min: AMOUNT, max: AMOUNT, unit: toman }.';

const amount = z.unknown().transform((value, context): Rial => {
  const rial = typeof value === 'string' ? readWhole(value) : value;
  if (isBillable(rial)) return rial;
  context.addIssue(`Give an amount in Rial, a multiple of ${AMOUNT_STEP}.`);
  return z.NEVER;
});

const unit = z
  .enum(
    ['toman', 'rial'] as const satisfies readonly KeyedUnit[],
    'Give toman or rial: what the caller keys.',
  )
  .default('toman');

const open = z
  .strictObject({ min: amount, max: amount, unit }, OPEN_FORM)
  .refine(({ min, max }) => min <= max, 'The smallest amount (min) is above the largest (max).');

/** Where a line's amounts come from, as a merchants file has it: one of the sources of `BillSource`. */
export const billSchema = z
  .strictObject(
    {
      fixed: amount.optional(),
      invoice: z.literal(true, 'Write invoice: true, or leave it out.').optional(),
      caller: z.literal(true, 'Write caller: true, or leave it out.').optional(),
      open: open.optional(),
    },
    `Write ${FORMS}.`,
  )
  .transform(({ fixed, invoice, caller, open }, context): BillSource => {
    const sources: readonly (BillSource | null)[] = [
      fixed === undefined ? null : { type: 'fixed', amount: fixed },
      invoice === undefined ? null : { type: 'invoice' },
      caller === undefined ? null : { type: 'caller' },
      open === undefined ? null : { type: 'open', ...open },
    ];
    const [source, ...others] = sources.filter((source) => source !== null);
    if (source !== undefined && others.length === 0) return source;
    context.addIssue(`Write one of ${FORMS}.`);
    return z.NEVER;
  });
