import { z } from 'zod';
import { addInvoice, type InvoicePorts } from '../../../application/panel/invoices.ts';
import { INVOICE_STATUSES } from '../../../application/ports.ts';
import {
  cursor,
  id,
  instant,
  limit,
  merchantOrderId,
  millisecondsOf,
  mobile,
  noFields,
  page,
} from '../fields.ts';
import { originOf } from '../origin.ts';
import { ApiProblem } from '../problems.ts';
import { defineRoute, type Route, type RouteContext } from '../route.ts';
import { INVOICE_EXAMPLE, invoice, invoiceCode, invoiceOf } from './invoice.ts';
import { DRAFT_PROBLEMS, draftOf, newInvoice } from './invoice-draft.ts';

export type InvoiceRoutePorts = InvoicePorts;

export function invoiceRoutes(ports: InvoiceRoutePorts): readonly Route[] {
  return [createInvoice(ports), listInvoices(ports), showInvoice(ports)];
}

function createInvoice(ports: InvoiceRoutePorts): Route {
  const add = async (context: RouteContext, body: z.output<typeof newInvoice>) => {
    const draft = draftOf(context.merchantId, body);
    const origin = originOf(context, 'invoice', body);
    const added = await addInvoice(ports, { ...draft, ...(origin === null ? {} : { origin }) });
    if (!('refused' in added)) return { status: 201, body: invoiceOf(added) } as const;
    const [code, field] = DRAFT_PROBLEMS[added.refused];
    throw new ApiProblem(code, field === null ? {} : { field });
  };
  return defineRoute({
    method: 'post',
    path: '/v1/invoices',
    operationId: 'createInvoice',
    summary: 'Create an invoice',
    description:
      'A caller pays it by keying its code. Leave `code` out to have one made. With `payerMobile` it is offered to that mobile when it calls a line that does so.',
    scope: 'invoices:write',
    params: noFields,
    query: noFields,
    body: newInvoice,
    secrets: {},
    idempotent: true,
    answers: { 201: { description: 'The invoice.', body: invoice } },
    problems: ['amount_step', 'code_check_digit', 'code_taken', 'no_free_code', 'expiry_passed'],
    example: {
      body: {
        amount: 500_000,
        description: 'Three books',
        payerMobile: '09121234567',
        orderId: 'order-1001',
        expiresAt: '2027-03-21T10:00:00Z',
      },
      answer: INVOICE_EXAMPLE,
    },
    async handle(context, { body }) {
      // What a process that dies leaves behind is found by its origin, and given again.
      await context.note('invoice');
      return add(context, body);
    },
    recover: (context, _noted, { body }) => add(context, body),
  });
}

function listInvoices({ invoices }: InvoiceRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/invoices',
    operationId: 'listInvoices',
    summary: 'List invoices, newest first',
    scope: 'invoices:read',
    params: noFields,
    query: z.object({
      status: z.enum(INVOICE_STATUSES).optional(),
      payerMobile: mobile.optional(),
      code: invoiceCode.optional(),
      orderId: merchantOrderId.optional(),
      from: instant.optional().describe('Created at this time or later.'),
      to: instant.optional().describe('Created before this time.'),
      limit,
      cursor: cursor.optional(),
    }),
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'A page.', body: page(invoice) } },
    problems: [],
    example: {
      query: { status: 'open', limit: '20' },
      answer: { data: [INVOICE_EXAMPLE], nextCursor: null },
    },
    async handle({ merchantId }, { query }) {
      const { status, payerMobile, code, orderId, from, to, cursor: after } = query;
      const found = await invoices.page({
        merchantId,
        // One more than asked for tells whether there is a next page.
        limit: query.limit + 1,
        ...(status === undefined ? {} : { status }),
        ...(payerMobile === undefined ? {} : { mobile: payerMobile }),
        ...(code === undefined ? {} : { code }),
        ...(orderId === undefined ? {} : { orderId }),
        ...(from === undefined ? {} : { from: millisecondsOf(from) }),
        ...(to === undefined ? {} : { to: millisecondsOf(to) }),
        ...(after === undefined ? {} : { after }),
      });
      const shown = found.slice(0, query.limit);
      const nextCursor = found.length > shown.length ? (shown.at(-1)?.invoiceId ?? null) : null;
      return { status: 200, body: { data: shown.map(invoiceOf), nextCursor } };
    },
  });
}

function showInvoice({ invoices }: InvoiceRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/invoices/{invoiceId}',
    operationId: 'showInvoice',
    summary: 'Show an invoice',
    scope: 'invoices:read',
    params: z.object({ invoiceId: id('inv') }),
    query: noFields,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'The invoice.', body: invoice } },
    problems: ['invoice_not_found'],
    example: { params: { invoiceId: '{{invoiceId}}' }, answer: INVOICE_EXAMPLE },
    async handle({ merchantId }, { params: { invoiceId } }) {
      const found = await invoices.show({ merchantId, invoiceId });
      if (found === null) throw new ApiProblem('invoice_not_found');
      return { status: 200, body: invoiceOf(found) };
    },
  });
}
