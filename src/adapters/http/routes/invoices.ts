import { z } from 'zod';
import {
  addInvoice,
  changeInvoice,
  type DraftRefusal,
  type InvoiceDraft,
  type InvoicePorts,
} from '../../../application/panel/invoices.ts';
import { type ChangeRefusal, INVOICE_STATUSES, type Invoice } from '../../../application/ports.ts';
import {
  amount,
  cursor,
  digits,
  id,
  instant,
  limit,
  merchantOrderId,
  millisecondsOf,
  mobile,
  noFields,
  page,
  text,
  time,
  timeOf,
} from '../fields.ts';
import { originOf } from '../origin.ts';
import { ApiProblem, type ProblemCode } from '../problems.ts';
import { defineRoute, type Route, type RouteContext } from '../route.ts';

export type InvoiceRoutePorts = InvoicePorts;

export function invoiceRoutes(ports: InvoiceRoutePorts): readonly Route[] {
  return [
    createInvoice(ports),
    listInvoices(ports),
    showInvoice(ports),
    updateInvoice(ports),
    cancelInvoice(ports),
  ];
}

/** The code that a caller keys. */
const invoiceCodeField = digits(/^[0-9]{6,11}$/).describe(
  'What a caller keys: 6 to 11 digits, the last one a check digit (Luhn).',
);
const description = text(500).describe('What it is for; for people.');
const expiresAt = z.iso.datetime({ offset: true }).describe('When it expires: 2026-03-21T10:00:00Z.');

const invoice = z.object({
  id: id('inv'),
  code: z.string().describe('What a caller keys.'),
  amount: z.int(),
  description: z.string().nullable(),
  payerMobile: z.string().nullable().describe('To whom it is offered when they call.'),
  orderId: z.string().nullable().describe('Your own reference.'),
  status: z
    .enum(INVOICE_STATUSES)
    .describe(
      'processing: a payment is going on. unknown: it is not known yet whether it was paid; it must not be paid again. Only open and reversed can be paid.',
    ),
  createdAt: time,
  expiresAt: time.nullable().describe('null: it does not expire.'),
});

function invoiceOf(found: Invoice): z.input<typeof invoice> {
  const { invoiceId, code, description, mobile: payerMobile, orderId, status } = found;
  return {
    id: invoiceId,
    code,
    amount: found.amount,
    description,
    payerMobile,
    orderId,
    status,
    createdAt: timeOf(found.createdAt),
    expiresAt: timeOf(found.expiresAt),
  };
}

const EXAMPLE: z.input<typeof invoice> = {
  id: 'inv_1m89v5fmafc7z4fty',
  code: '12345674',
  amount: 500_000,
  description: 'Three books',
  payerMobile: '+989121234567',
  orderId: 'order-1001',
  status: 'open',
  createdAt: '2026-11-25T10:00:00.000Z',
  expiresAt: '2027-03-21T10:00:00.000Z',
};

/** What a new invoice is made of: the fields of a request and the columns of a file. */
export const newInvoice = z.object({
  amount,
  code: invoiceCodeField.optional(),
  description: description.optional(),
  payerMobile: mobile.optional(),
  orderId: merchantOrderId.optional(),
  expiresAt: expiresAt.optional(),
});

export function draftOf(
  merchantId: string,
  {
    payerMobile,
    expiresAt: until,
    code,
    description: what,
    orderId,
    amount: rial,
  }: z.output<typeof newInvoice>,
): InvoiceDraft {
  return {
    merchantId,
    amount: rial,
    ...(code === undefined ? {} : { code }),
    ...(what === undefined ? {} : { description: what }),
    ...(payerMobile === undefined ? {} : { mobile: payerMobile }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(until === undefined ? {} : { expiresAt: millisecondsOf(until) }),
  };
}

/** The problem that each refusal of a new invoice is, and the field at fault. */
export const DRAFT_PROBLEMS: Readonly<Record<DraftRefusal, readonly [ProblemCode, string | null]>> = {
  amountStep: ['amount_step', 'amount'],
  codeMalformed: ['invalid_field', 'code'],
  codeCheckDigit: ['code_check_digit', 'code'],
  codeTaken: ['code_taken', 'code'],
  noFreeCode: ['no_free_code', 'code'],
  expiryPassed: ['expiry_passed', 'expiresAt'],
  // The merchant of a key is there as long as the key.
  noMerchant: ['internal', null],
};

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
      answer: EXAMPLE,
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
      code: invoiceCodeField.optional(),
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
    example: { query: { status: 'open', limit: '20' }, answer: { data: [EXAMPLE], nextCursor: null } },
    async handle({ merchantId }, { query }) {
      const { status, payerMobile, code, from, to, cursor: after } = query;
      const found = await invoices.page({
        merchantId,
        // One more than asked for tells whether there is a next page.
        limit: query.limit + 1,
        ...(status === undefined ? {} : { status }),
        ...(payerMobile === undefined ? {} : { mobile: payerMobile }),
        ...(code === undefined ? {} : { code }),
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

const params = z.object({ invoiceId: id('inv') });

function showInvoice({ invoices }: InvoiceRoutePorts): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/invoices/{invoiceId}',
    operationId: 'showInvoice',
    summary: 'Show an invoice',
    scope: 'invoices:read',
    params,
    query: noFields,
    body: null,
    secrets: {},
    idempotent: false,
    answers: { 200: { description: 'The invoice.', body: invoice } },
    problems: ['invoice_not_found'],
    example: { params: { invoiceId: '{{invoiceId}}' }, answer: EXAMPLE },
    async handle({ merchantId }, { params: { invoiceId } }) {
      const found = await invoices.show({ merchantId, invoiceId });
      if (found === null) throw new ApiProblem('invoice_not_found');
      return { status: 200, body: invoiceOf(found) };
    },
  });
}

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
      answer: { ...EXAMPLE, description: 'Four books', payerMobile: null, expiresAt: null },
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
    example: { params: { invoiceId: '{{invoiceId}}' }, answer: { ...EXAMPLE, status: 'cancelled' } },
    resourceOf: ({ params: { invoiceId } }) => invoiceId,
    handle: async ({ merchantId }, { params: { invoiceId } }) =>
      changed(await invoices.cancel({ merchantId, invoiceId })),
    recover: async ({ merchantId }, invoiceId) => changed(await invoices.cancel({ merchantId, invoiceId })),
  });
}
