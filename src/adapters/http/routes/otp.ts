import { z } from 'zod';
import type { PanelPayments } from '../../../application/panel/panel-payments.ts';
import { amount, id, line, merchantOrderId, noFields, pan, time, timeOf } from '../fields.ts';
import { problemsOf, refusalProblem } from '../panel-refusals.ts';
import { defineRoute, type Route } from '../route.ts';
import { card, cardOf } from './card.ts';
import { paymentId } from './payment.ts';

export interface OtpRoutePorts {
  readonly payments: Pick<PanelPayments, 'requestOtp'>;
}

export function otpRoutes(ports: OtpRoutePorts): readonly Route[] {
  return [requestOtp(ports)];
}

const otpRequest = z
  .object({
    amount,
    line,
    orderId: merchantOrderId.optional(),
    invoiceId: id('inv').optional().describe('One of your invoices, in the place of orderId.'),
  })
  .refine(({ orderId, invoiceId }) => (orderId === undefined) !== (invoiceId === undefined), {
    path: ['orderId'],
  });

const otp = z.object({
  id: paymentId.describe('The id of the payment that is begun: the `attemptId` to pay with.'),
  status: z.literal('prepared'),
  expiresAt: time.describe('Until when POST /v1/payments takes this `attemptId`.'),
  card,
  pin: z.enum(['sent', 'maybe']).describe('maybe: the bank did not say; a PIN may come all the same.'),
});

function requestOtp({ payments }: OtpRoutePorts): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/otp',
    operationId: 'requestOtp',
    summary: 'Have the bank send a dynamic PIN',
    description: `The bank texts a dynamic PIN to the owner of the card. Pay with it at \`POST /v1/payments\`, before
\`expiresAt\`: the \`id\` of the answer is the \`attemptId\` there.
Give either \`orderId\`, an order of your own, or \`invoiceId\`. A new PIN is a new attempt: ask again with the same order.`,
    scope: 'payments:write',
    params: noFields,
    query: noFields,
    body: otpRequest,
    secrets: { pan },
    idempotent: true,
    answers: { 201: { description: 'The bank was asked for a PIN.', body: otp } },
    problems: problemsOf([
      ...(['noLine', 'noInvoice', 'amountStep', 'amountDiffers', 'cardMalformed', 'otpRefused'] as const),
      ...([
        'invoiceExpired',
        'invoiceCancelled',
        'billPaid',
        'billBusy',
        'billUnknown',
        'billClosed',
      ] as const),
      ...(['payerBusy', 'payerUnknown', 'priceMismatch'] as const),
      ...(['pinBudget', 'cardLimit', 'callerLimit', 'keyLimit', 'gatewayDown'] as const),
    ]),
    example: {
      body: { pan: '6037990000001004', amount: 500_000, orderId: 'order-1001', line: '1000' },
      answer: {
        id: 'att_1m89v5fmafc7z4fty',
        status: 'prepared',
        expiresAt: '2026-11-25T10:02:00.000Z',
        card: { first6: '603799', last4: '1004', bank: 'melli', masked: '6037 99** **** 1004' },
        pin: 'sent',
      },
    },
    async handle({ merchantId, keyId }, { body, secrets }) {
      const { orderId, invoiceId } = body;
      const answer = await payments.requestOtp({
        merchantId,
        keyId,
        line: body.line,
        amount: body.amount,
        // Just one of the two is given: the schema sees to it.
        purchase:
          invoiceId === undefined
            ? { type: 'order', orderId: orderId ?? '' }
            : { type: 'invoice', invoiceId },
        pan: secrets.pan,
      });
      if ('refused' in answer) throw refusalProblem(answer.refused);
      const { attemptId, expiresAt, pin } = answer;
      return {
        status: 201,
        body: {
          id: attemptId,
          status: 'prepared',
          expiresAt: timeOf(expiresAt),
          card: cardOf(answer.card),
          pin,
        },
      };
    },
  });
}
