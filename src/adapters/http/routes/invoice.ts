import { z } from 'zod';
import { INVOICE_STATUSES, type Invoice } from '../../../application/ports.ts';
import { digits, id, text, time, timeOf } from '../fields.ts';

/** The code that a caller keys. */
export const invoiceCode = digits(/^[0-9]{6,11}$/).describe(
  'What a caller keys: 6 to 11 digits, the last one a check digit (Luhn).',
);
export const description = text(500).describe('What it is for; for people.');
export const expiresAt = z.iso.datetime({ offset: true }).describe('When it expires: 2026-03-21T10:00:00Z.');

/** An invoice as every answer and every webhook shows it. */
export const invoice = z.object({
  id: id('inv').describe('The `invoiceId` of requests, and of other objects that name it.'),
  status: z
    .enum(INVOICE_STATUSES)
    .describe(
      'processing: a payment is going on. unknown: it is not known yet whether it was paid; it must not be paid again. Only open and reversed can be paid.',
    ),
  code: z.string().describe('What a caller keys.'),
  amount: z.int().describe('In Rial.'),
  description: z.string().nullable(),
  payerMobile: z.string().nullable().describe('To whom it is offered when they call.'),
  orderId: z.string().nullable().describe('Your own reference.'),
  attemptId: z.string().nullable().describe('The payment that paid it: GET /v1/payments/ID.'),
  refId: z.string().nullable().describe('The bank’s reference of that payment.'),
  createdAt: time,
  expiresAt: time.nullable().describe('null: it does not expire.'),
  cancelledAt: time.nullable(),
  paidAt: time.nullable(),
});

export function invoiceOf(found: Invoice): z.input<typeof invoice> {
  const { invoiceId, code, description, mobile: payerMobile, orderId, status, charge } = found;
  return {
    id: invoiceId,
    status,
    code,
    amount: found.amount,
    description,
    payerMobile,
    orderId,
    attemptId: charge?.attemptId ?? null,
    refId: charge?.refId ?? null,
    createdAt: timeOf(found.createdAt),
    expiresAt: timeOf(found.expiresAt),
    cancelledAt: timeOf(found.cancelledAt),
    paidAt: timeOf(charge?.paidAt ?? null),
  };
}

export const INVOICE_EXAMPLE: z.input<typeof invoice> = {
  id: 'inv_1m89v5fmafc7z4fty',
  status: 'open',
  code: '12345674',
  amount: 500_000,
  description: 'Three books',
  payerMobile: '+989121234567',
  orderId: 'order-1001',
  attemptId: null,
  refId: null,
  createdAt: '2026-11-25T10:00:00.000Z',
  expiresAt: '2027-03-21T10:00:00.000Z',
  cancelledAt: null,
  paidAt: null,
};
