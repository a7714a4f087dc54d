import { z } from 'zod';
import type { MerchantPayment, PaymentFilter, PaymentSearch } from '../../../application/ports.ts';
import {
  amount,
  attemptState,
  cursor,
  digits,
  id,
  instant,
  limit,
  merchantOrderId,
  millisecondsOf,
  noFields,
  page,
} from '../fields.ts';
import { ApiProblem } from '../problems.ts';
import { type CsvReply, defineRoute, type Route } from '../route.ts';
import { PAYMENT_EXAMPLE, payment, paymentOf } from './payment.ts';

export interface PaymentRoutePorts {
  readonly paymentSearch: PaymentSearch;
}

export function paymentRoutes(ports: PaymentRoutePorts): readonly Route[] {
  return [listPayments(ports), showPayment(ports)];
}

function showPayment({ paymentSearch }: PaymentRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/payments/{attemptId}',
    operationId: 'showPayment',
    summary: 'Show a payment',
    scope: 'payments:read',
    params: z.object({ attemptId: id('att').describe('The `id` of a payment.') }),
    query: noFields,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'The payment.', body: payment } },
    problems: ['payment_not_found'],
    example: { params: { attemptId: '{{attemptId}}' }, answer: PAYMENT_EXAMPLE },
    async handle({ merchantId }, { params }) {
      const [found] = await paymentSearch.search({ merchantId, attemptId: params.attemptId }, 1);
      if (found === undefined) throw new ApiProblem('payment_not_found');
      return { status: 200, body: paymentOf(found) };
    },
  });
}

const filter = z.object({
  from: instant.optional(),
  to: instant.optional().describe('Payments begun before it.'),
  status: attemptState.optional(),
  amount: amount.optional(),
  orderId: merchantOrderId.optional(),
  invoiceId: id('inv').optional(),
  cardFirst6: digits(/^[0-9]{6}$/).optional(),
  cardLast4: digits(/^[0-9]{4}$/).optional(),
  refId: digits(/^[0-9A-Za-z-]{1,64}$/)
    .optional()
    .describe('The bank’s reference.'),
  cursor: cursor.optional(),
  limit,
  format: z.literal('csv').optional().describe('All that is found, as CSV, in one answer without pages.'),
});

function listPayments({ paymentSearch }: PaymentRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/payments',
    operationId: 'listPayments',
    summary: 'Search payments',
    description: 'Newest first, by telephone and by panel. As CSV with `format=csv` or `Accept: text/csv`.',
    scope: 'payments:read',
    params: noFields,
    query: filter,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'A page of payments.', body: page(payment) } },
    csv: true,
    problems: [],
    example: { query: { status: 'paid', limit: '1' }, answer: { data: [PAYMENT_EXAMPLE], nextCursor: null } },
    async handle({ merchantId, format }, { query }) {
      const asked = filterOf(merchantId, query);
      if (format === 'csv') return csvOf(paymentSearch, asked);
      // One more than the page holds tells whether there is another.
      const found = await paymentSearch.search(asked, query.limit + 1);
      const shown = found.slice(0, query.limit);
      const last = found.length > shown.length ? shown.at(-1) : undefined;
      return { status: 200, body: { data: shown.map(paymentOf), nextCursor: last?.attemptId ?? null } };
    },
  });
}

function filterOf(merchantId: string, query: z.output<typeof filter>): PaymentFilter {
  const { from, to, status, orderId, cursor: after, limit: _, format: __, ...rest } = query;
  return {
    merchantId,
    ...rest,
    from: from === undefined ? from : millisecondsOf(from),
    to: to === undefined ? to : millisecondsOf(to),
    state: status,
    merchantOrderId: orderId,
    after,
  };
}

/** Named as the fields are; of the card what people read, and its bank. */
const COLUMNS = [
  ...['id', 'status', 'amount', 'orderId', 'invoiceId', 'callId', 'line', 'channel', 'card', 'bank'],
  ...['payerMobile', 'refId', 'bankCode', 'notSentReason', 'surplus'],
  ...['createdAt', 'dispatchedAt', 'settledAt'],
];

function csvOf(search: PaymentSearch, asked: PaymentFilter): CsvReply {
  return { status: 200, fileName: 'payments.csv', columns: COLUMNS, rows: rowsOf(search, asked) };
}

/** So many are in memory at once. */
const ROWS_AT_ONCE = 500;

async function* rowsOf(search: PaymentSearch, asked: PaymentFilter) {
  let { after } = asked;
  for (;;) {
    const found = await search.search({ ...asked, after }, ROWS_AT_ONCE);
    yield* found.map(rowOf);
    after = found.at(-1)?.attemptId;
    if (found.length < ROWS_AT_ONCE) return;
  }
}

function rowOf(found: MerchantPayment): readonly (string | number | null)[] {
  const { card, ...of } = paymentOf(found);
  const { masked, bank } = card;
  return [
    ...[of.id, of.status, of.amount, of.orderId, of.invoiceId, of.callId, of.line, of.channel, masked, bank],
    ...[of.payerMobile, of.refId, of.bankCode, of.notSentReason, of.surplus ? 'yes' : 'no'],
    ...[of.createdAt, of.dispatchedAt, of.settledAt],
  ];
}
