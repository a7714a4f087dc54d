import type { ApiRoutePorts } from '../../src/adapters/http/routes/index.ts';
import type {
  PanelOtp,
  PanelOtpRequest,
  PanelPaid,
  PanelPayments,
  PanelPayRequest,
  PanelRefused,
} from '../../src/application/panel/panel-payments.ts';
import type { MerchantPayment, PaymentFilter, PaymentSearch } from '../../src/application/ports.ts';
import { FakeWebhookEvents } from './fake-webhook-events.ts';
import { digitsOf } from './fakes.ts';
import { fakeInvoicePorts } from './invoice-fakes.ts';

type Told<T> = Omit<T, 'pan' | 'pin'> & { readonly pan: string; readonly pin?: string };

/** Payments of a panel that answer as they are told, and keep what they were asked. */
export class FakePanel implements PanelPayments {
  readonly otps: Told<PanelOtpRequest>[] = [];
  readonly pays: Told<PanelPayRequest>[] = [];
  otp: PanelOtp | PanelRefused = {
    attemptId: 'att_1',
    expiresAt: Date.UTC(2026, 10, 25, 10),
    card: { first6: '603799', last4: '5315', bank: 'melli' },
    pin: 'sent',
  };
  paid: PanelPaid | PanelRefused = { status: 'paid', attemptId: 'att_1', refId: '123456789012' };
  stands: PanelPaid | null = null;
  /** Runs while the bank is asked. */
  meanwhile = async (): Promise<void> => undefined;

  async requestOtp(request: PanelOtpRequest) {
    this.otps.push({ ...request, pan: digitsOf(request.pan) });
    await this.meanwhile();
    return this.otp;
  }

  async pay(request: PanelPayRequest) {
    this.pays.push({ ...request, pan: digitsOf(request.pan), pin: digitsOf(request.pin) });
    await this.meanwhile();
    return this.paid;
  }

  async standing() {
    return this.stands;
  }
}

const PAYMENT: MerchantPayment = {
  attemptId: 'att_1',
  billId: 'bill_1',
  merchantId: 'bookshop',
  line: '1000',
  callId: null,
  orderId: '123456789012345678',
  amount: 500_000,
  sequence: 'abc',
  channel: 'panel',
  mobile: '+989121234567',
  cardFirst6: '603799',
  cardLast4: '1004',
  state: 'paid',
  notSentReason: null,
  refId: '777',
  code: null,
  surplus: false,
  preparedAt: Date.UTC(2026, 10, 25, 10),
  dispatchedAt: Date.UTC(2026, 10, 25, 10, 0, 30),
  settledAt: Date.UTC(2026, 10, 25, 10, 0, 41),
  merchantOrderId: 'order-1',
  invoiceId: null,
  shownCallId: null,
};

/** So many payments of `bookshop`, `att_1` the newest. */
export class FakeSearch implements PaymentSearch {
  readonly asked: (PaymentFilter & { readonly limit: number })[] = [];
  count = 3;
  /** What each is, besides its id. */
  like: Partial<MerchantPayment> = {};

  async search(filter: PaymentFilter, limit: number): Promise<readonly MerchantPayment[]> {
    this.asked.push({ ...filter, limit });
    if (filter.merchantId !== PAYMENT.merchantId) return [];
    if (filter.attemptId !== undefined) {
      const isThere = Number(filter.attemptId.slice(4)) <= this.count;
      return isThere ? [{ ...PAYMENT, ...this.like, attemptId: filter.attemptId }] : [];
    }
    const first = filter.after === undefined ? 1 : Number(filter.after.slice(4)) + 1;
    const left = Math.max(0, Math.min(limit, this.count - first + 1));
    return Array.from({ length: left }, (_, nth) => ({
      ...PAYMENT,
      ...this.like,
      attemptId: `att_${first + nth}`,
    }));
  }
}

/** The ports of all routes, in memory. */
export function fakePorts() {
  return {
    payments: new FakePanel(),
    paymentSearch: new FakeSearch(),
    ...fakeInvoicePorts(),
    webhooks: new FakeWebhookEvents(),
  } satisfies ApiRoutePorts;
}
