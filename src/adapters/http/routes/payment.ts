import { z } from 'zod';
import type { MerchantPayment } from '../../../application/ports.ts';
import { NOT_SENT_REASONS } from '../../../domain/payment/attempt.ts';
import { attemptState, id, time, timeOf } from '../fields.ts';
import { card, cardOf } from './card.ts';

/** A payment as every answer names its parts; what an answer leaves out has the same name in the others. */

export const paymentId = id('att').describe(
  'The id of the payment: the `attemptId` of requests, and of other objects that name it.',
);

const paymentStatus = attemptState.describe(
  [
    'prepared: a PIN was asked for; dispatched: the bank is being asked; paid; declined: by the bank, nothing was taken',
    'unknown: the payment may have been made, do not pay again; notSent: the bank was never asked',
    'notPaid: was unknown, and found out not to have been made; reversed: was paid, and given back.',
  ].join('; '),
);

export const refId = z.string().describe('The bank’s reference of a payment that was made.');
export const bankCode = z.int().describe('The bank’s own code of a payment that it declined.');

export const payment = z.object({
  id: paymentId,
  status: paymentStatus,
  amount: z.int().describe('In Rial.'),
  orderId: z.string().nullable().describe('Your own id of the order.'),
  invoiceId: z.string().nullable(),
  callId: z.string().nullable().describe('The call in which it was made; null: it was made by panel.'),
  line: z.string(),
  channel: z.enum(['phone', 'panel']),
  card,
  payerMobile: z.string().nullable().describe('Null: not named yet.'),
  refId: refId.nullable(),
  bankCode: bankCode.nullable(),
  notSentReason: z.enum(NOT_SENT_REASONS).nullable().describe('Why the bank was never asked.'),
  surplus: z.boolean().describe('A second charge of what was paid already: a refund is due.'),
  createdAt: time,
  dispatchedAt: time.nullable().describe('When the bank was asked.'),
  settledAt: time.nullable(),
});

export function paymentOf(found: MerchantPayment): z.input<typeof payment> {
  return {
    id: found.attemptId,
    status: found.state,
    amount: found.amount,
    orderId: found.merchantOrderId,
    invoiceId: found.invoiceId,
    callId: found.shownCallId,
    line: found.line,
    channel: found.channel,
    card: cardOf({ first6: found.cardFirst6, last4: found.cardLast4 }),
    payerMobile: found.mobile,
    refId: found.refId,
    bankCode: found.code,
    notSentReason: found.notSentReason,
    surplus: found.surplus,
    createdAt: timeOf(found.preparedAt),
    dispatchedAt: timeOf(found.dispatchedAt),
    settledAt: timeOf(found.settledAt),
  };
}

export const PAYMENT_EXAMPLE: z.input<typeof payment> = {
  id: 'att_1m89v5fmafc7z4fty',
  status: 'paid',
  amount: 500_000,
  orderId: 'order-1001',
  invoiceId: null,
  callId: null,
  line: '1000',
  channel: 'panel',
  card: { first6: '603799', last4: '1004', bank: 'melli', masked: '6037 99** **** 1004' },
  payerMobile: '+989121234567',
  refId: '123456789012',
  bankCode: null,
  notSentReason: null,
  surplus: false,
  createdAt: '2026-11-25T10:00:00.000Z',
  dispatchedAt: '2026-11-25T10:00:40.000Z',
  settledAt: '2026-11-25T10:00:41.000Z',
};
