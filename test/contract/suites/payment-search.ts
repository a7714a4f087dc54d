import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createPaymentSearch } from '../../../src/adapters/store/payment-search.ts';
import type { NewAttempt, PaymentFilter } from '../../../src/application/ports.ts';
import { invoiceCode } from '../../../src/domain/merchant/invoice.ts';
import { BOOKSHOP, type BooksKit, booksKit, PAID, unique } from './books-kit.ts';

/** What a merchant finds among its payments. */
export function paymentSearchSuite(use: () => Database): void {
  let kit: BooksKit;
  /** A merchant of its own for each suite, with two lines and nothing paid yet. */
  const [merchantId, other] = [unique('shop'), unique('shop')];
  const lines = [`9${Date.now()}1`, `9${Date.now()}2`, `9${Date.now()}3`] as const;
  beforeAll(async () => {
    kit = booksKit(use());
    const [line] = BOOKSHOP.lines;
    if (line === undefined) throw new Error('The bookshop has no line.');
    const declared = (of: string, numbers: readonly string[]) => ({
      ...BOOKSHOP,
      merchantId: of,
      lines: numbers.map((number) => ({ ...line, merchantId: of, number, aliases: [] })),
    });
    await kit.merchants.apply([declared(merchantId, lines.slice(0, 2)), declared(other, [lines[2]])]);
  });
  const found = async (filter: Partial<PaymentFilter> = {}, limit = 100) =>
    createPaymentSearch(use()).search({ merchantId, ...filter }, limit);
  const ids = async (filter: Partial<PaymentFilter> = {}, limit = 100) =>
    (await found(filter, limit)).map(({ attemptId }) => attemptId);
  const bill = async (line: string, of = merchantId) => {
    const billId = unique('bill');
    await kit.payments.openBill({ billId, merchantId: of, line, amount: 500_000 });
    return billId;
  };
  const prepared = async (given: Partial<NewAttempt> = {}) => {
    const [line] = lines;
    return kit.prepared({ line, billId: await bill(line), ...given });
  };

  it('is newest first, over all its lines, page by page, and nobody else’s', async () => {
    const made: string[] = [];
    for (let nth = 0; nth < 7; nth += 1) {
      const line = lines[nth % 2] ?? '';
      made.unshift((await prepared({ line, billId: await bill(line) })).attemptId);
    }
    const others = await kit.prepared({ line: lines[2], billId: await bill(lines[2], other) });
    expect(await ids()).toEqual(made);
    expect(await ids({}, 3)).toEqual(made.slice(0, 3));
    expect(await ids({ after: made[2] }, 3)).toEqual(made.slice(3, 6));
    expect(await ids({ after: made[5] }, 3)).toEqual(made.slice(6));
    expect(await ids({ after: others.attemptId })).toEqual([]);
    expect(await ids({ attemptId: others.attemptId })).toEqual([]);
    expect(await ids({ merchantId: other })).toEqual([others.attemptId]);
    expect(await ids({ merchantId: unique('nobody') })).toEqual([]);
  });

  it('is told apart also within one moment', async () => {
    const three = [await prepared(), await prepared(), await prepared()];
    await kit.sql('alter table attempts disable trigger guard');
    const at = three.map(({ attemptId }) => `'${attemptId}'`).join(',');
    await kit.sql(
      `update attempts set prepared_at = '2020-01-01 10:00:00.123456Z' where attempt_id in (${at})`,
    );
    await kit.sql('alter table attempts enable trigger guard');
    const sorted = three
      .map(({ attemptId }) => attemptId)
      .sort()
      .reverse();
    const day = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 0, 2) };
    expect(await ids(day)).toEqual(sorted);
    expect(await ids({ ...day, after: sorted[0] })).toEqual(sorted.slice(1));
    expect(await ids({ ...day, after: sorted[0] }, 1)).toEqual([sorted[1]]);
    expect(await ids(day, 1)).toEqual([sorted[0]]);
    expect(await ids({ ...day, from: Date.UTC(2020, 0, 1, 10, 0, 1) })).toEqual([]);
    expect(await ids({ ...day, to: Date.UTC(2020, 0, 1, 10) })).toEqual([]);
  });

  it('is narrowed by all that is asked', async () => {
    const billId = await bill(lines[0]);
    const paid = await kit.settled(PAID, { line: lines[0], billId, cardFirst6: '589210', cardLast4: '4321' });
    const filters: readonly (readonly [Partial<PaymentFilter>, Partial<PaymentFilter>])[] = [
      [{ attemptId: paid.attemptId }, { attemptId: 'att_0' }],
      [{ state: 'paid' }, { state: 'reversed' }],
      [{ cardFirst6: '589210' }, { cardFirst6: '589211' }],
      [{ cardLast4: '4321' }, { cardLast4: '4322' }],
      [{ refId: PAID.type === 'paid' ? PAID.refId : '' }, { refId: '1' }],
      [{ amount: 500_000, state: 'paid' }, { amount: 500_001 }],
    ];
    for (const [right, wrong] of filters) {
      expect(await ids(right)).toEqual([paid.attemptId]);
      expect(await ids(wrong)).toEqual([]);
    }
  });

  it('says which order or invoice it is of', async () => {
    const orderId = unique('order');
    const [line] = lines;
    const order = { merchantId, orderId, billId: unique('bill'), line, amount: 500_000 };
    await kit.panel.openOrder(order);
    const ofOrder = await prepared({ billId: order.billId });
    const code = invoiceCode(String(Date.now()).slice(-9));
    const invoice = await kit.invoice({ code, merchantId });
    const ofInvoice = await prepared({ billId: invoice.billId });
    expect(await found({ merchantOrderId: orderId })).toMatchObject([
      { attemptId: ofOrder.attemptId, merchantOrderId: orderId, invoiceId: null, merchantId },
    ]);
    expect(await found({ invoiceId: invoice.invoiceId })).toMatchObject([
      { attemptId: ofInvoice.attemptId, merchantOrderId: null, invoiceId: invoice.invoiceId },
    ]);
    expect(await ids({ merchantId: other, merchantOrderId: orderId })).toEqual([]);
  });
}
