import { z } from 'zod';
import type { MerchantPayment, PaymentFilter, PaymentSearch } from '../../../application/ports.ts';
import type { AttemptState } from '../../../domain/payment/attempt.ts';
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
  time,
  timeOf,
} from '../fields.ts';
import { ApiProblem } from '../problems.ts';
import { type CsvReply, defineRoute, type Route } from '../route.ts';
import { card, cardOf } from './card.ts';

export interface PaymentRoutePorts {
  readonly paymentSearch: PaymentSearch;
}

export function paymentRoutes(ports: PaymentRoutePorts): readonly Route[] {
  return [listPayments(ports), showPayment(ports)];
}

const payment = z.object({
  id: id('att').describe('That of the attempt.'),
  state: attemptState.describe(
    'prepared: a PIN was asked for; dispatched: the bank is asked; unknown: do not pay again; notPaid: found out later not to have been made.',
  ),
  amount: z.int().describe('In Rial.'),
  orderId: z.string().nullable().describe('Your own id of the order.'),
  invoiceId: z.string().nullable(),
  line: z.string(),
  channel: z.enum(['phone', 'panel']),
  card,
  payerMobile: z.string().nullable().describe('Null: not named yet.'),
  refId: z.string().nullable().describe('The bank’s reference of a payment that was made.'),
  code: z.int().nullable().describe('The bank’s code of one that was not.'),
  surplus: z.boolean().describe('A second charge of what was paid already: a refund is due.'),
  createdAt: time,
  settledAt: time.nullable(),
});

function paymentOf(found: MerchantPayment) {
  return {
    id: found.attemptId,
    state: found.state,
    amount: found.amount,
    orderId: found.merchantOrderId,
    invoiceId: found.invoiceId,
    line: found.line,
    channel: found.channel,
    card: cardOf({ first6: found.cardFirst6, last4: found.cardLast4 }),
    payerMobile: found.mobile,
    refId: found.refId,
    code: found.code,
    surplus: found.surplus,
    createdAt: timeOf(found.preparedAt),
    settledAt: timeOf(found.settledAt),
  };
}

const EXAMPLE: z.input<typeof payment> = {
  id: 'att_1m89v5fmafc7z4fty',
  state: 'paid',
  amount: 500_000,
  orderId: 'order-1001',
  invoiceId: null,
  line: '1000',
  channel: 'panel',
  card: { first6: '603799', last4: '1004', bank: 'melli', masked: '6037 99** **** 1004' },
  payerMobile: '+989121234567',
  refId: '123456789012',
  code: null,
  surplus: false,
  createdAt: '2026-11-25T10:00:00.000Z',
  settledAt: '2026-11-25T10:00:41.000Z',
};

function showPayment({ paymentSearch }: PaymentRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/payments/{paymentId}',
    operationId: 'showPayment',
    summary: 'Show a payment',
    scope: 'payments:read',
    params: z.object({ paymentId: id('att') }),
    query: noFields,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'The payment.', body: payment } },
    problems: ['payment_not_found'],
    example: { params: { paymentId: '{{attemptId}}' }, answer: EXAMPLE },
    async handle({ merchantId }, { params }) {
      const [found] = await paymentSearch.search({ merchantId, attemptId: params.paymentId }, 1);
      if (found === undefined) throw new ApiProblem('payment_not_found');
      return { status: 200, body: paymentOf(found) };
    },
  });
}

const filter = z.object({
  from: instant.optional(),
  to: instant.optional().describe('Payments begun before it.'),
  state: attemptState.optional(),
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
    example: { query: { state: 'paid', limit: '1' }, answer: { data: [EXAMPLE], nextCursor: null } },
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
  const { from, to, state, orderId, cursor: after, limit: _, format: __, ...rest } = query;
  return {
    merchantId,
    ...rest,
    from: from === undefined ? from : millisecondsOf(from),
    to: to === undefined ? to : millisecondsOf(to),
    state: state as AttemptState | undefined,
    merchantOrderId: orderId,
    after,
  };
}

const COLUMNS = [
  ...['id', 'state', 'amount', 'order_id', 'invoice_id', 'line', 'channel', 'card', 'bank'],
  ...['payer_mobile', 'ref_id', 'code', 'surplus', 'created_at', 'settled_at'],
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
  const { card: shown, ...of } = paymentOf(found);
  return [
    ...[of.id, of.state, of.amount, of.orderId, of.invoiceId, of.line, of.channel, shown.masked, shown.bank],
    ...[of.payerMobile, of.refId, of.code, of.surplus ? 'yes' : 'no', of.createdAt, of.settledAt],
  ];
}
