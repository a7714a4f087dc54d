import { z } from 'zod';
import type { PanelPaid, PanelPayments } from '../../../application/panel/panel-payments.ts';
import type { Language } from '../../../domain/merchant/line.ts';
import { DECLINE_REASONS } from '../decline-reasons.ts';
import { id, mobile, noFields, pan, pin } from '../fields.ts';
import { problemsOf, refusalProblem } from '../panel-refusals.ts';
import { defineRoute, type Route } from '../route.ts';
import { bankCode, paymentId, refId } from './payment.ts';

export interface PayRoutePorts {
  readonly payments: Pick<PanelPayments, 'pay' | 'standing'>;
}

export function payRoutes(ports: PayRoutePorts): readonly Route[] {
  return [pay(ports)];
}

const attemptId = id('att').describe('The `id` that POST /v1/otp answered with.');

const settled = z.discriminatedUnion('status', [
  z.object({ id: paymentId, status: z.literal('paid'), refId }),
  z.object({
    id: paymentId,
    status: z.literal('declined'),
    bankCode,
    reason: z.string().describe('A sentence for the payer, in the language of Accept-Language.'),
    wayOn: z
      .enum(['otherCard', 'newPin', 'later', 'merchant'])
      .describe(
        'What may help: another card, a new PIN, a while, or the merchant’s own affair with the bank.',
      ),
  }),
  z
    .object({ id: paymentId, status: z.literal('notSent') })
    .describe('It is certain that the bank was not asked and nothing was charged. Ask for a new PIN.'),
]);

const unknown = z.object({ id: paymentId, status: z.literal('unknown') });

const DESCRIPTION = `Pays once. The answer may take as long as the bank does, up to half a minute: wait 40 seconds for it.

**202 \`unknown\` means that the payment may have been made.** Do not pay again: a webhook and \`GET /v1/payments/{attemptId}\`
tell how it ended. Send an \`Idempotency-Key\`, so that a request whose answer was lost can be repeated.`;

function pay({ payments }: PayRoutePorts): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/payments',
    operationId: 'pay',
    summary: 'Pay with a dynamic PIN',
    description: DESCRIPTION,
    scope: 'payments:write',
    params: noFields,
    query: noFields,
    body: z.object({ attemptId, payerMobile: mobile }),
    secrets: { pan, pin },
    idempotent: true,
    answers: {
      200: { description: 'How it ended.', body: settled },
      202: {
        description: 'It is not known yet whether the payment was made. Do not pay again.',
        body: unknown,
      },
    },
    problems: problemsOf([
      ...(['noAttempt', 'cardMalformed', 'cardDiffers', 'attemptExpired', 'attemptUsed'] as const),
      ...(['billPaid', 'billBusy', 'billUnknown', 'billClosed', 'payerBusy', 'payerUnknown'] as const),
      'pinBudget',
    ]),
    example: {
      body: {
        attemptId: '{{attemptId}}',
        pan: '6037990000001004',
        pin: '{{pin}}',
        payerMobile: '09121234567',
      },
      answer: { id: 'att_1m89v5fmafc7z4fty', status: 'paid', refId: '123456789012' },
    },
    resourceOf: ({ body }) => body.attemptId,
    async handle({ merchantId, keyId, language }, { body, secrets }) {
      const answer = await payments.pay({ merchantId, keyId, ...body, ...secrets });
      if ('refused' in answer) throw refusalProblem(answer.refused);
      return replyOf(answer, language);
    },
    async recover({ merchantId, language }, resourceId) {
      const standing = await payments.standing(merchantId, resourceId);
      return standing === null ? null : replyOf(standing, language);
    },
  });
}

function replyOf(paid: PanelPaid, language: Language) {
  const { attemptId: itsId, status } = paid;
  switch (status) {
    case 'paid':
      return { status: 200, body: { id: itsId, status, refId: paid.refId } } as const;
    case 'declined': {
      const { code, wayOn } = paid;
      const reason = DECLINE_REASONS[code][language];
      return { status: 200, body: { id: itsId, status, bankCode: code, reason, wayOn } } as const;
    }
    case 'notSent':
      return { status: 200, body: { id: itsId, status } } as const;
    case 'unknown':
      return { status: 202, body: { id: itsId, status } } as const;
  }
}
