import { z } from 'zod';
import { changeInvoice } from '../../../application/panel/invoices.ts';
import type { ChangeRefusal, Invoice } from '../../../application/ports.ts';
import { amount, id, millisecondsOf, mobile, noFields } from '../fields.ts';
import { ApiProblem, type ProblemCode } from '../problems.ts';
import { defineRoute, type Route } from '../route.ts';
import { description, expiresAt, INVOICE_EXAMPLE, invoice, invoiceOf } from './invoice.ts';
import type { InvoiceRoutePorts } from './invoices.ts';

/** What changes an invoice that is there. */
export function invoiceChangeRoutes(ports: InvoiceRoutePorts): readonly Route[] {
  return [updateInvoice(ports), cancelInvoice(ports)];
}

const CHANGE_PROBLEMS: Readonly<Record<ChangeRefusal | 'amountStep', ProblemCode>> = {
  noInvoice: 'invoice_not_found',
  processing: 'invoice_processing',
  unknown: 'invoice_in_doubt',
  paid: 'invoice_paid',
  cancelled: 'invoice_cancelled',
  amountFrozen: 'amount_frozen',
  amountStep: 'amount_step',
};

function changed(answer: Invoice | ChangeRefusal | 'amountStep') {
  if (typeof answer === 'string') throw new ApiProblem(CHANGE_PROBLEMS[answer]);
  return { status: 200, body: invoiceOf(answer) } as const;
}

const params = z.object({ invoiceId: id('inv') });

const invoiceChange = z.object({
  amount: amount.optional(),
  description: description.nullable().optional(),
  payerMobile: mobile.nullable().optional(),
  expiresAt: expiresAt
    .nullable()
    .optional()
    .describe('A later time extends the invoice, also one that has expired; a past one ends it at once.'),
});

function updateInvoice(ports: InvoiceRoutePorts): Route {
  const change = async (merchantId: string, invoiceId: string, body: z.output<typeof invoiceChange>) => {
    const { payerMobile, expiresAt: until, amount: rial, description: what } = body;
    const answer = await changeInvoice(
      ports,
      { merchantId, invoiceId },
      {
        ...(rial === undefined ? {} : { amount: rial }),
        ...(what === undefined ? {} : { description: what }),
        ...(payerMobile === undefined ? {} : { mobile: payerMobile }),
        ...(until === undefined ? {} : { expiresAt: until === null ? null : millisecondsOf(until) }),
      },
    );
    return changed(answer);
  };
  return defineRoute({
    method: 'patch',
    path: '/v1/invoices/{invoiceId}',
    operationId: 'updateInvoice',
    summary: 'Change an invoice',
    description:
      'What is left out stays; `null` takes it away. Nothing changes while a payment of it is going on, in doubt or made, nor once it was cancelled. The amount is frozen from the first attempt to pay it on: the bank may still turn out to have charged that one.',
    scope: 'invoices:write',
    params,
    query: noFields,
    body: invoiceChange,
    secrets: {},
    idempotent: true,
    answers: { 200: { description: 'The invoice.', body: invoice } },
    problems: [
      'invoice_not_found',
      'invoice_processing',
      'invoice_in_doubt',
      'invoice_paid',
      'invoice_cancelled',
      'amount_frozen',
      'amount_step',
    ],
    example: {
      params: { invoiceId: '{{invoiceId}}' },
      body: { description: 'Four books', payerMobile: null, expiresAt: null },
      answer: { ...INVOICE_EXAMPLE, description: 'Four books', payerMobile: null, expiresAt: null },
    },
    resourceOf: ({ params: { invoiceId } }) => invoiceId,
    handle: async ({ merchantId }, { params: { invoiceId }, body }) => change(merchantId, invoiceId, body),
    // Changed twice is changed once.
    recover: ({ merchantId }, invoiceId, { body }) => change(merchantId, invoiceId, body),
  });
}

function cancelInvoice({ invoices }: InvoiceRoutePorts): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/invoices/{invoiceId}/cancel',
    operationId: 'cancelInvoice',
    summary: 'Cancel an invoice',
    description:
      'Nobody pays it any more. Cancelling it once more gives the same answer. It stays as it is while a payment of it is going on, in doubt or made.',
    scope: 'invoices:write',
    params,
    query: noFields,
    body: null,
    secrets: {},
    idempotent: true,
    answers: { 200: { description: 'The invoice.', body: invoice } },
    problems: ['invoice_not_found', 'invoice_processing', 'invoice_in_doubt', 'invoice_paid'],
    example: { params: { invoiceId: '{{invoiceId}}' }, answer: { ...INVOICE_EXAMPLE, status: 'cancelled' } },
    resourceOf: ({ params: { invoiceId } }) => invoiceId,
    handle: async ({ merchantId }, { params: { invoiceId } }) =>
      changed(await invoices.cancel({ merchantId, invoiceId })),
    recover: async ({ merchantId }, invoiceId) => changed(await invoices.cancel({ merchantId, invoiceId })),
  });
}
