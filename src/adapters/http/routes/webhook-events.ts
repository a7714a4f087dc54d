import { z } from 'zod';
import type { WebhookEvent, WebhookReader } from '../../../application/ports.ts';
import { WEBHOOK_TYPES } from '../../../domain/webhook/event.ts';
import { id, limit, noFields, page, time, timeOf } from '../fields.ts';
import { ApiProblem } from '../problems.ts';
import { defineRoute, type Route } from '../route.ts';
import { INVOICE_EXAMPLE } from './invoice.ts';

export interface WebhookRoutePorts {
  readonly webhooks: Pick<WebhookReader, 'list' | 'show' | 'resend'>;
}

export function webhookRoutes(ports: WebhookRoutePorts): readonly Route[] {
  return [listWebhookEvents(ports), resendWebhookEvent(ports)];
}

const status = z.enum(['pending', 'parked', 'delivered']);

const webhookEvent = z.object({
  id: id('evt').describe('The id that the webhook carries.'),
  seq: z.int().describe('Counts your events from 1, without a gap.'),
  type: z.enum(WEBHOOK_TYPES),
  data: z
    .record(z.string(), z.unknown())
    .describe('The payment, invoice or call, as GET showed it at that moment.'),
  status: status.describe('parked: given up after three days; resend it when your server is well.'),
  tries: z.int().describe('How often it was sent.'),
  lastError: z.string().nullable().describe('Why it was not taken the last time.'),
  createdAt: time,
  nextAttemptAt: time.nullable(),
  deliveredAt: time.nullable(),
  parkedAt: time.nullable(),
});

function webhookEventOf(event: WebhookEvent): z.input<typeof webhookEvent> {
  const { eventId, seq, type, data, tries, lastError, createdAt, nextAttemptAt, deliveredAt, parkedAt } =
    event;
  return {
    id: eventId,
    seq,
    type,
    data,
    status: deliveredAt !== null ? 'delivered' : parkedAt !== null ? 'parked' : 'pending',
    tries,
    lastError,
    createdAt: timeOf(createdAt),
    nextAttemptAt: timeOf(nextAttemptAt),
    deliveredAt: timeOf(deliveredAt),
    parkedAt: timeOf(parkedAt),
  };
}

const EXAMPLE: z.input<typeof webhookEvent> = {
  id: 'evt_5b1d3c0a9e6f4e0c8a7d2f10b3c4d5e6',
  seq: 12,
  type: 'invoice.created',
  data: { ...INVOICE_EXAMPLE },
  status: 'delivered',
  tries: 1,
  lastError: null,
  createdAt: '2026-11-25T10:00:00.000Z',
  nextAttemptAt: null,
  deliveredAt: '2026-11-25T10:00:01.000Z',
  parkedAt: null,
};

const filter = z.object({
  status: status.optional(),
  // The number of the last event of the page before: no other cursor is as steady.
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .optional(),
  limit,
});

function listWebhookEvents({ webhooks }: WebhookRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/webhook-events',
    operationId: 'listWebhookEvents',
    summary: 'List webhook events',
    description:
      'What your server was told, or is to be told, newest first: also for whoever missed a number.',
    scope: 'webhooks:read',
    params: noFields,
    query: filter,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'A page of events.', body: page(webhookEvent) } },
    problems: [],
    example: { query: { limit: '1' }, answer: { data: [EXAMPLE], nextCursor: null } },
    async handle({ merchantId }, { query }) {
      // One more than the page holds tells whether there is another.
      const found = await webhooks.list({
        merchantId,
        limit: query.limit + 1,
        ...(query.status === undefined ? {} : { state: query.status }),
        ...(query.cursor === undefined ? {} : { beforeSeq: Number(query.cursor) }),
      });
      const shown = found.slice(0, query.limit);
      const last = found.length > shown.length ? shown.at(-1) : undefined;
      const nextCursor = last === undefined ? null : String(last.seq);
      return { status: 200, body: { data: shown.map(webhookEventOf), nextCursor } };
    },
  });
}

function resendWebhookEvent({ webhooks }: WebhookRoutePorts): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhook-events/{eventId}/resend',
    operationId: 'resendWebhookEvent',
    summary: 'Send a webhook event again',
    description: 'Whatever became of it: it is sent again now, and tried for three days from now.',
    scope: 'payments:write',
    params: z.object({ eventId: id('evt') }),
    query: noFields,
    body: null,
    secrets: {},
    idempotent: true,
    answers: { 202: { description: 'It is on its way.', body: webhookEvent } },
    problems: ['webhook_event_not_found'],
    example: {
      params: { eventId: '{{eventId}}' },
      answer: {
        ...EXAMPLE,
        status: 'pending',
        tries: 0,
        nextAttemptAt: '2026-11-25T10:05:00.000Z',
        deliveredAt: null,
      },
    },
    resourceOf: ({ params }) => params.eventId,
    async handle({ merchantId }, { params: { eventId } }) {
      const resent = await webhooks.resend({ eventId, merchantId });
      const event = resent === 0 ? null : await webhooks.show(eventId);
      if (event === null) throw new ApiProblem('webhook_event_not_found');
      return { status: 202, body: webhookEventOf(event) };
    },
    /** Once more does no harm, but it was asked for once. */
    async recover({ merchantId }, eventId) {
      const event = await webhooks.show(eventId);
      if (event === null || event.merchantId !== merchantId) return null;
      return { status: 202, body: webhookEventOf(event) };
    },
  });
}
