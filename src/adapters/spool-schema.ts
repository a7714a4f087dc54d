import { z } from 'zod';
import type { AttemptResult } from '../application/ports.ts';
import type { UnknownReason } from '../domain/payment/outcome.ts';
import { type DeclineCode, isDeclineCode } from '../domain/payment/response-code.ts';

/** Every reason, so that none is refused by its own spool. */
const UNKNOWN: { readonly [R in UnknownReason]: R } = {
  timeout: 'timeout',
  connectionLost: 'connectionLost',
  httpStatus: 'httpStatus',
  notJson: 'notJson',
  noReference: 'noReference',
  unlistedCode: 'unlistedCode',
  contradiction: 'contradiction',
  restart: 'restart',
};

const Outcome = z.discriminatedUnion('type', [
  z.object({ type: z.literal('paid'), refId: z.string() }),
  z.object({
    type: z.literal('declined'),
    code: z.custom<DeclineCode>((code) => typeof code === 'number' && isDeclineCode(code)),
  }),
  z.object({ type: z.literal('unknown'), why: z.enum(UNKNOWN), code: z.number().nullable() }),
  z.object({ type: z.literal('notSent'), reason: z.enum(['notConnected', 'notConfirmed']) }),
]);

/** A result as it lies in a file of the spool: what is in no field of it does not get there. */
export const SpooledResult: z.ZodType<AttemptResult> = z.object({
  // Its file is named after it.
  evidenceId: z.string().regex(/^[\w-]{1,64}$/),
  attemptId: z.string().min(1),
  orderId: z.string().regex(/^\d{1,18}$/),
  outcome: Outcome,
  trace: z.object({
    httpStatus: z.number().nullable(),
    code: z.number().nullable(),
    tookMs: z.number(),
    note: z.string(),
  }),
  learnedAt: z.number(),
});
