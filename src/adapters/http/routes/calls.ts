import { z } from 'zod';
import {
  type CallBackPorts,
  type CallBackRefused,
  callBack,
  outcomeOf,
} from '../../../application/panel/call-backs.ts';
import type { MerchantCall, MerchantCalls } from '../../../application/ports.ts';
import { maskedNumber } from '../../../domain/merchant/mobile.ts';
import {
  cursor,
  id,
  instant,
  limit,
  line,
  millisecondsOf,
  mobile,
  noFields,
  page,
  time,
  timeOf,
} from '../fields.ts';
import { ApiProblem, type ProblemCode } from '../problems.ts';
import { defineRoute, type Route } from '../route.ts';

export interface CallRoutePorts {
  readonly callBacks: CallBackPorts;
  readonly calls: MerchantCalls;
}

export function callRoutes(ports: CallRoutePorts): readonly Route[] {
  return [createCall(ports), listCalls(ports), showCall(ports)];
}

const CALL_STATUSES = ['requested', 'ringing', 'inProgress', 'ended', 'noAnswer', 'busy', 'failed'] as const;
type CallStatus = (typeof CALL_STATUSES)[number];

const callId = z.string().regex(/^(?:ring|call)_[0-9A-Za-z]{1,40}$/);

export const call = z.object({
  id: callId.describe('Of a call-back what POST /v1/calls answered with.'),
  status: z
    .enum(CALL_STATUSES)
    .describe('failed: the telephone never rang, or it is not known whether it did.'),
  direction: z.enum(['incoming', 'callBack']),
  line: z.string(),
  caller: z.string().nullable().describe('The payer’s number, masked: +98912***4567; null: it is withheld.'),
  invoiceId: z.string().nullable().describe('Of a call-back: the invoice that the payer was rung for.'),
  outcome: z
    .enum(['paid', 'notPaid', 'unknown', 'reversed'])
    .nullable()
    .describe('null: it is not known yet, because the call or a payment of it goes on.'),
  handedOver: z.boolean().describe('Whether an operator has taken it.'),
  attemptIds: z.array(z.string()).describe('The payments that were tried in it: GET /v1/payments/ID.'),
  startedAt: time,
  endedAt: time.nullable(),
});

const EXAMPLE: z.input<typeof call> = {
  id: 'ring_1m89v5fmafc7z4fty',
  status: 'ringing',
  direction: 'callBack',
  line: '1000',
  caller: '+98912***4567',
  invoiceId: 'inv_1m89v5fmafc7z4fty',
  outcome: null,
  handedOver: false,
  attemptIds: [],
  startedAt: '2026-11-25T10:00:00.000Z',
  endedAt: null,
};

export function callOf(found: MerchantCall): z.input<typeof call> {
  const { id: itsId, request, caller, handedOver, attemptIds } = found;
  const status = statusOf(found);
  const endedAt = found.endedAt ?? (isOver(status) ? (request?.settledAt ?? null) : null);
  return {
    id: itsId,
    status,
    direction: request === null ? 'incoming' : 'callBack',
    line: found.line,
    caller: caller === null ? null : maskedNumber(caller),
    invoiceId: request?.invoiceId ?? null,
    outcome: outcomeOf({ ...found, endedAt }),
    handedOver,
    attemptIds: [...attemptIds],
    startedAt: timeOf(found.startedAt),
    endedAt: timeOf(endedAt),
  };
}

/** A call that came of a call-back says more than its request. */
function statusOf({ request, callId: came, endedAt }: MerchantCall): CallStatus {
  if (came !== null) return endedAt === null ? 'inProgress' : 'ended';
  if (request === null) return 'inProgress';
  // Answered, and the call has not arrived here yet.
  return request.status === 'answered' ? 'inProgress' : request.status;
}

function isOver(status: CallStatus): boolean {
  return status === 'noAnswer' || status === 'busy' || status === 'failed';
}

const PROBLEM_OF: Readonly<Record<CallBackRefused['refused'], ProblemCode>> = {
  noInvoice: 'invoice_not_found',
  expired: 'invoice_expired',
  cancelled: 'invoice_cancelled',
  paid: 'already_paid',
  busy: 'bill_busy',
  unknown: 'bill_unknown',
  noLine: 'line_not_found',
  payerBlocked: 'payer_blocked',
  gatewayDown: 'gateway_down',
  noExchange: 'exchange_down',
  lineClosed: 'line_closed',
  rungTooOften: 'rung_too_often',
};

function problemOf(refusal: CallBackRefused): ApiProblem {
  const code = PROBLEM_OF[refusal.refused];
  if (refusal.refused === 'lineClosed') return new ApiProblem(code, { opensAt: timeOf(refusal.opensAt) });
  if (refusal.refused === 'rungTooOften') {
    return new ApiProblem(code, { retryAfterS: Math.ceil(refusal.waitMs / 1_000) });
  }
  return new ApiProblem(code);
}

function createCall({ callBacks, calls }: CallRoutePorts): Route {
  const shown = async (merchantId: string, requestId: string) => {
    const found = await calls.show(merchantId, requestId);
    return found === null ? null : ({ status: 202, body: callOf(found) } as const);
  };
  return defineRoute({
    method: 'post',
    path: '/v1/calls',
    operationId: 'createCall',
    summary: 'Ring a payer',
    description:
      'Rings `to` and shows the number of one of your lines. Whoever answers hears the amount of the invoice, and pays it when they agree. GET /v1/calls/ID tells what came of it. One number is rung a few times in an hour at most, and nobody while the line is closed.',
    scope: 'calls:write',
    params: noFields,
    query: noFields,
    body: z.object({
      invoiceId: id('inv'),
      to: mobile.describe('The payer’s mobile.'),
      line: line.optional().describe('The line that rings; left out, your first.'),
    }),
    secrets: {},
    idempotent: true,
    answers: { 202: { description: 'The telephone is about to ring.', body: call } },
    problems: [...new Set(Object.values(PROBLEM_OF))],
    example: { body: { invoiceId: '{{invoiceId}}', to: '09121234567', line: '1000' }, answer: EXAMPLE },
    async handle({ merchantId, note }, { body: { invoiceId, to, line: by } }) {
      const wanted = { merchantId, invoiceId, mobile: to, ...(by === undefined ? {} : { line: by }) };
      const rung = await callBack(callBacks, wanted, note);
      if ('refused' in rung) throw problemOf(rung);
      const { callRequestId, line: number, requestedAt } = rung;
      const found: MerchantCall = {
        id: callRequestId,
        callId: null,
        request: rung,
        line: number,
        caller: rung.mobile,
        startedAt: requestedAt,
        endedAt: null,
        handedOver: false,
        payment: 'open',
        attemptIds: [],
      };
      return { status: 202, body: callOf(found) };
    },
    recover: ({ merchantId }, requestId) => shown(merchantId, requestId),
  });
}

function listCalls({ calls }: CallRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/calls',
    operationId: 'listCalls',
    summary: 'List calls and call-backs, newest first',
    scope: 'calls:read',
    params: noFields,
    query: z.object({
      invoiceId: id('inv').optional().describe('Call-backs for this invoice only.'),
      from: instant.optional().describe('Begun at this time or later.'),
      to: instant.optional().describe('Begun before this time.'),
      limit,
      cursor: cursor.optional(),
    }),
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'A page.', body: page(call) } },
    problems: [],
    example: { query: { limit: '20' }, answer: { data: [EXAMPLE], nextCursor: null } },
    async handle({ merchantId }, { query }) {
      const { invoiceId, from, to, cursor: after } = query;
      const found = await calls.page({
        merchantId,
        // One more than asked for tells whether there is a next page.
        limit: query.limit + 1,
        ...(invoiceId === undefined ? {} : { invoiceId }),
        ...(from === undefined ? {} : { from: millisecondsOf(from) }),
        ...(to === undefined ? {} : { to: millisecondsOf(to) }),
        ...(after === undefined ? {} : { after }),
      });
      const shown = found.slice(0, query.limit);
      const nextCursor = found.length > shown.length ? (shown.at(-1)?.id ?? null) : null;
      return { status: 200, body: { data: shown.map(callOf), nextCursor } };
    },
  });
}

function showCall({ calls }: CallRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/calls/{callId}',
    operationId: 'showCall',
    summary: 'Show a call or a call-back',
    scope: 'calls:read',
    params: z.object({ callId }),
    query: noFields,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'The call.', body: call } },
    problems: ['call_not_found'],
    example: { params: { callId: '{{callId}}' }, answer: EXAMPLE },
    async handle({ merchantId }, { params }) {
      const found = await calls.show(merchantId, params.callId);
      if (found === null) throw new ApiProblem('call_not_found');
      return { status: 200, body: callOf(found) };
    },
  });
}
