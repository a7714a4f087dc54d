import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { createPanelPayments } from '../../src/application/panel/create-panel-payments.ts';
import type {
  PanelOtp,
  PanelOtpRequest,
  PanelPayRequest,
} from '../../src/application/panel/panel-payments.ts';
import type { AttemptToPay, FoundLine, PanelStore } from '../../src/application/ports.ts';
import type { Bill, BillRefusal } from '../../src/domain/payment/bill.ts';
import {
  FakeBooks,
  FakeGateway,
  FakeLog,
  FakeQueue,
  FakeSpool,
  OTP_CAPS,
  PAN,
  PIN,
  secretOf,
} from './fakes.ts';
import { SimulatedSystem } from './simulated-system.ts';

export const MOBILE = '+989121234567';
const SHOP = { merchantId: 'bookshop', keyId: 'key_1' };

const LINE: FoundLine = {
  merchantId: 'bookshop',
  number: '1000',
  aliases: ['+982112345678'],
  sequence: 'sequence-1000',
  languages: ['fa'],
  bill: { type: 'invoice' },
  confirmCard: true,
  operator: null,
  hours: null,
  maxCalls: null,
  verify: null,
  merchantName: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  blockedCallers: [],
};

/** What a panel asks of the books, over those in memory. An attempt is as old as its first look. */
class FakePanelStore implements PanelStore {
  away = false;
  /** What an order, and an invoice, is found to be; null: as it was asked for. */
  order: Bill | BillRefusal | 'amountDiffers' | null = null;
  invoice: Bill | BillRefusal = { billId: 'bill_2', amount: 500_000, invoiceId: 'inv_1' };
  /** When it is set, the gateway's id of an order is not kept. */
  losesInvoiceIds = false;
  readonly opened: Parameters<PanelStore['openOrder']>[0][] = [];
  readonly #books: FakeBooks;
  readonly #system: SimulatedSystem;
  readonly #seenMs = new Map<string, number>();
  readonly #invoiceIds = new Map<string, string>();

  constructor(books: FakeBooks, system: SimulatedSystem) {
    this.#books = books;
    this.#system = system;
  }

  async findInvoiceById() {
    this.#ask();
    return this.invoice;
  }

  async openOrder(order: Parameters<PanelStore['openOrder']>[0]) {
    this.#ask();
    this.opened.push(order);
    return this.order ?? { billId: order.billId, amount: order.amount, invoiceId: null };
  }

  async attemptToPay(merchantId: string, attemptId: string): Promise<AttemptToPay | null> {
    this.#ask();
    const attempt = this.#books.prepared.find((one) => one.attemptId === attemptId);
    const kept = this.#books.states.get(attemptId);
    if (merchantId !== SHOP.merchantId || attempt === undefined || kept === undefined) return null;
    const nowMs = this.#system.monotonicMs();
    const sinceMs = this.#seenMs.get(attemptId) ?? nowMs;
    this.#seenMs.set(attemptId, sinceMs);
    const said = [...this.#books.evidence.values()].findLast((one) => one.attemptId === attemptId)?.outcome;
    const { line, sequence, amount, orderId, cardHash } = attempt;
    return {
      ...{ attemptId, line, sequence, amount, orderId, cardHash },
      gatewayInvoiceId: this.#invoiceIds.get(attemptId) ?? null,
      state: kept.state,
      notSentReason: kept.reason,
      refId: said?.type === 'paid' ? said.refId : null,
      code: said?.type === 'declined' ? said.code : null,
      preparedAt: this.#system.now() - (nowMs - sinceMs),
      ageMs: nowMs - sinceMs,
    };
  }

  async keepGatewayInvoice(attemptId: string, gatewayInvoiceId: string) {
    this.#ask();
    if (this.losesInvoiceIds) return false;
    this.#invoiceIds.set(attemptId, gatewayInvoiceId);
    return true;
  }

  #ask(): void {
    if (this.away) throw new Error('it is away');
  }
}

/** Payments from a panel over ports in memory and a clock that is moved by hand. */
export function panelKit() {
  const [books, gateway, system, log] = [
    new FakeBooks(),
    new FakeGateway(),
    new SimulatedSystem(),
    new FakeLog(),
  ];
  const [spool, queue] = [new FakeSpool(), new FakeQueue()];
  const store = new FakePanelStore(books, system);
  const circuit = { admitted: true, asked: 0 };
  const panel = createPanelPayments({
    ...{ payments: books, gateway, system, log, spool, queue, panelStore: store },
    cardHasher: createCardHasher(Buffer.alloc(32, 1)),
    merchants: { findLine: async (did) => ([LINE.number, ...LINE.aliases].includes(did) ? LINE : null) },
    circuit: {
      admits() {
        circuit.asked += 1;
        return circuit.admitted;
      },
    },
    limits: { pinLifeMs: 120_000, callerDeadlineMs: 30_000 },
    otpCaps: OTP_CAPS,
    owner: 'process-1',
  });
  const otp = (given: Partial<PanelOtpRequest> = {}) =>
    panel.requestOtp({
      ...SHOP,
      line: '1000',
      amount: 500_000,
      purchase: { type: 'order', orderId: 'order-7' },
      pan: secretOf(PAN),
      ...given,
    });
  return {
    ...{ books, gateway, system, log, spool, queue, store, circuit, panel, otp },
    /** A PIN that was asked for. */
    async asked(given: Partial<PanelOtpRequest> = {}): Promise<PanelOtp> {
      const answer = await otp(given);
      if ('refused' in answer) throw new Error(`No PIN was asked for: ${answer.refused}.`);
      return answer;
    },
    payment: ({ attemptId }: Pick<PanelOtp, 'attemptId'>, given: Partial<PanelPayRequest> = {}) => ({
      ...SHOP,
      attemptId,
      pan: secretOf(PAN),
      pin: secretOf(PIN),
      payerMobile: MOBILE,
      ...given,
    }),
  };
}

export type PanelKit = ReturnType<typeof panelKit>;
