import { unique } from '../suites/books-kit.ts';
import type { Sent, Stage } from './general.ts';
import {
  AMOUNT,
  closeBill,
  invoiceOf,
  isBusy,
  isPaid,
  isUnknown,
  listed,
  type Rival,
  type Row,
  WRONG_PIN,
} from './given.ts';

const newInvoice = (given: object = {}): Sent => ({
  body: { amount: AMOUNT, orderId: unique('order'), ...given },
});

const createInvoice: Row = {
  good: async () => newInvoice(),
  others: null,
  reach: {
    amount_step: async () => newInvoice({ amount: 1_500 }),
    code_check_digit: async () => newInvoice({ code: '12345678' }),
    code_taken: async (stage) => newInvoice({ code: (await invoiceOf(stage)).code }),
    no_free_code: async (stage) => {
      stage.whole.knobs.random = 4_242_424n;
      await stage.api.ask('POST', '/v1/invoices', { body: { amount: AMOUNT } });
      return newInvoice();
    },
    expiry_passed: async () => newInvoice({ expiresAt: '2020-01-01T00:00:00Z' }),
  },
};

const csv = (body: string): Sent => ({ body, headers: { 'content-type': 'text/csv' } });

const createInvoices: Row = {
  good: async () => csv(`amount,orderId\n1000,${unique('order')}\n1500,\n`),
  others: null,
  reach: {
    csv_malformed: async () => csv('amount,code\n1000\n'),
    too_many_rows: async () => csv(`amount\n${'1500\n'.repeat(10_001)}`),
    missing_field: async () => csv('code\n12345674\n'),
    body_too_large: async () => csv(`amount\n${'1'.repeat(5 * 1024 * 1024)}`),
  },
};

/** An invoice's id in the path, once another attempt to pay it has come to this. */
function invoiceAfter(rival: Rival, sent: Sent = {}) {
  return async (stage: Stage): Promise<Sent> => {
    const { invoiceId, billId } = await invoiceOf(stage);
    await rival(stage, { billId });
    return { ...sent, params: { invoiceId } };
  };
}

const anInvoice = async (stage: Stage) => ({ params: { invoiceId: (await invoiceOf(stage)).invoiceId } });
const noInvoice = { invoice_not_found: async () => ({ params: { invoiceId: 'inv_0' } }) };

const showInvoice: Row = { good: anInvoice, others: 'invoice_not_found', reach: noInvoice };

const change: Sent = { body: { description: 'Four books', expiresAt: null } };

const updateInvoice: Row = {
  good: async (stage) => ({ ...change, ...(await anInvoice(stage)) }),
  others: 'invoice_not_found',
  reach: {
    invoice_not_found: async () => ({ ...change, params: { invoiceId: 'inv_0' } }),
    invoice_processing: invoiceAfter(isBusy, change),
    invoice_in_doubt: invoiceAfter(isUnknown, change),
    invoice_paid: invoiceAfter(isPaid, change),
    invoice_cancelled: async (stage) => {
      const { invoiceId, billId } = await invoiceOf(stage);
      await closeBill(stage, billId);
      return { ...change, params: { invoiceId } };
    },
    amount_frozen: invoiceAfter(({ whole }, given) => whole.kit.settled(WRONG_PIN, given), {
      body: { amount: 7_000 },
    }),
    amount_step: async (stage) => ({ ...(await anInvoice(stage)), body: { amount: 1_500 } }),
  },
};

const cancelInvoice: Row = {
  good: anInvoice,
  others: 'invoice_not_found',
  reach: {
    ...noInvoice,
    invoice_processing: invoiceAfter(isBusy),
    invoice_in_doubt: invoiceAfter(isUnknown),
    invoice_paid: invoiceAfter(isPaid),
  },
};

/** The routes of invoices by their operationIds. */
export const INVOICE_ROWS: Readonly<Record<string, Row>> = {
  createInvoice,
  createInvoices,
  listInvoices: listed(invoiceOf, { status: 'open', limit: '5' }),
  showInvoice,
  updateInvoice,
  cancelInvoice,
};
