import type { CallRoutePorts } from '../../src/adapters/http/routes/calls.ts';
import type { InvoiceRoutePorts } from '../../src/adapters/http/routes/invoices.ts';
import { createSystem } from '../../src/adapters/system.ts';
import type {
  Invoice,
  InvoiceChange,
  InvoiceKey,
  MerchantCall,
  NewInvoice,
} from '../../src/application/ports.ts';

/** An invoice of whoever asks. */
function invoiceOf({ merchantId, invoiceId }: InvoiceKey): Invoice {
  return {
    invoiceId,
    merchantId: merchantId ?? 'bookshop',
    billId: 'bill_1',
    code: '12345674',
    amount: 500_000,
    description: null,
    mobile: null,
    orderId: null,
    status: 'open',
    createdAt: Date.UTC(2026, 10, 25, 10),
    expiresAt: null,
    cancelledAt: null,
    charge: null,
  };
}

/** Books in which every invoice is there and open. */
const INVOICES: InvoiceRoutePorts['invoices'] = {
  add: async ({ origin: _, ...invoice }: NewInvoice) => ({ ...invoiceOf(invoice), ...invoice }),
  list: async () => [],
  page: async () => [],
  show: async (key) => invoiceOf(key),
  cancel: async (key) => ({ ...invoiceOf(key), status: 'cancelled' }),
  change: async (key, change: InvoiceChange) => ({ ...invoiceOf(key), ...change }),
};

/** A call of whoever asks, which runs. */
const CALL: MerchantCall = {
  id: 'call_1',
  callId: 'call_1',
  request: null,
  line: '1000',
  caller: '+989121234567',
  startedAt: Date.UTC(2026, 10, 25, 10),
  endedAt: null,
  handedOver: false,
  payment: 'open',
  attemptIds: [],
};

/** The ports of the routes of invoices and call-backs: every invoice can be paid, and every payer rings. */
export function fakeInvoicePorts(): InvoiceRoutePorts & CallRoutePorts {
  const system = createSystem();
  const line = {
    merchantId: 'bookshop',
    merchantName: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
    blockedCallers: [],
    number: '1000',
    aliases: [],
    sequence: 'abc',
    languages: ['fa'],
    bill: { type: 'invoice' },
    confirmCard: true,
    operator: null,
    hours: null,
    maxCalls: null,
    verify: null,
  } as const;
  const silent = () => undefined;
  return {
    invoices: INVOICES,
    system,
    calls: { page: async () => [CALL], show: async (_merchantId, id) => ({ ...CALL, id }) },
    callBacks: {
      invoices: INVOICES,
      payments: {
        findInvoiceBill: async () => ({ billId: 'bill_1', amount: 500_000, invoiceId: 'inv_1' }),
      },
      merchants: { findLine: async () => line, firstLine: async () => line },
      requests: {
        add: async (request) => ({
          ...request,
          status: 'requested',
          requestedAt: system.now(),
          ringingAt: null,
          settledAt: null,
        }),
        ringing: async () => undefined,
        settle: async () => true,
        settleLost: async () => 0,
      },
      ringer: { ring: async () => ({ ended: Promise.resolve('answered' as const) }) },
      gatewayWorks: () => true,
      ringsPerMobileHour: 3,
      system,
      log: { info: silent, warn: silent, error: silent },
    },
  };
}
