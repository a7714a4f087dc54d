import { z } from 'zod';
import type { PanelPaid, PanelPayments } from '../../../application/panel/panel-payments.ts';
import type { Language } from '../../../domain/merchant/line.ts';
import { DECLINE_REASONS } from '../decline-reasons.ts';
import { id, mobile, noFields, pan, pin } from '../fields.ts';
import { problemsOf, refusalProblem } from '../panel-refusals.ts';
import { defineRoute, type Route } from '../route.ts';

export interface PayRoutePorts {
  readonly payments: Pick<PanelPayments, 'pay' | 'standing'>;
}

export function payRoutes(ports: PayRoutePorts): readonly Route[] {
  return [pay(ports)];
}

const attemptId = id('att').describe('The attempt that POST /v1/otp gave; also the id of the payment.');

const settled = z.discriminatedUnion('status', [
  z.object({ status: z.literal('paid'), attemptId, refId: z.string().describe('The bank’s reference.') }),
  z.object({
    status: z.literal('declined'),
    attemptId,
    code: z.int().describe('The bank’s own code.'),
    reason: z.string().describe('A sentence for the payer, in the language of Accept-Language.'),
    wayOn: z
      .enum(['otherCard', 'newPin', 'later', 'merchant'])
      .describe(
        'What may help: another card, a new PIN, a while, or the merchant’s own affair with the bank.',
      ),
  }),
  z
    .object({ status: z.literal('notSent'), attemptId })
    .describe('It is certain that the bank was not asked and nothing was charged. Ask for a new PIN.'),
]);

const unknown = z.object({ status: z.literal('unknown'), attemptId });

const DESCRIPTION = `Pays once. The answer may take as long as the bank does, up to half a minute: wait 40 seconds for it.

**202 \`unknown\` means that the payment may have been made.** Do not pay again: a webhook and \`GET /v1/payments/{paymentId}\`
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
      ...([
        'noAttempt',
        'cardMalformed',
        'pinMalformed',
        'cardDiffers',
        'attemptExpired',
        'attemptUsed',
      ] as const),
      ...(['billPaid', 'billBusy', 'billUnknown', 'billClosed', 'payerBusy', 'payerUnknown'] as const),
      ...(['pinBudget', 'gatewayDown'] as const),
    ]),
    example: {
      body: {
        attemptId: '{{attemptId}}',
        pan: '6037990000001004',
        pin: '{{pin}}',
        payerMobile: '09121234567',
      },
      answer: { status: 'paid', attemptId: 'att_1m89v5fmafc7z4fty', refId: '123456789012' },
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
  switch (paid.status) {
    case 'declined':
      return { status: 200, body: { ...paid, reason: DECLINE_REASONS[paid.code][language] } } as const;
    case 'unknown':
      return { status: 202, body: paid } as const;
    case 'paid':
    case 'notSent':
      return { status: 200, body: paid } as const;
  }
}
