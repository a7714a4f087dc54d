import { describe, expect, it } from 'vitest';
import { findBill } from '../../../src/application/find-bill.ts';
import { findLine } from '../../../src/application/find-line.ts';
import type { MerchantStore } from '../../../src/application/ports.ts';
import { POLICY } from '../../support/conversation.ts';
import { FakeBooks, FakeLog } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const LINE = {
  merchantId: 'bookshop',
  merchantName: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  number: '1000',
  aliases: ['+982112345678'],
  sequence: POLICY.sequence,
  language: 'en' as const,
  bill: { type: 'invoice' as const },
  confirmCard: true,
};

describe('the line that was dialled', () => {
  const find = (findLineInStore: MerchantStore['findLine'], isNameSpoken = async () => true) => {
    const log = new FakeLog();
    const merchants = { findLine: findLineInStore } as MerchantStore;
    return findLine(
      { merchants, circuit: { admits: () => true }, limits: POLICY.limits, isNameSpoken, log },
      '+982112345678',
    ).then((event) => ({
      ...event,
      log,
    }));
  };

  it('is open with its whole policy, in the line’s language', async () => {
    const { line } = await find(async () => LINE);
    const { merchantId, number, sequence, language, bill, confirmCard } = LINE;
    const policy = { merchantId, line: number, sequence, language, bill, confirmCard, limits: POLICY.limits };
    expect(line).toEqual({
      status: 'open',
      policy: { ...policy, merchantName: 'Bookshop', nameIsSpoken: true },
    });
  });

  it('is down when it is not ours, and says so to the operator', async () => {
    const { line, log } = await find(async () => null);
    expect([line, log.lines.map(({ level }) => level)]).toEqual([{ status: 'down' }, ['warn']]);
  });

  it.each([
    ['the store', find(() => Promise.reject(new Error('away')))],
    [
      'the sounds',
      find(
        async () => LINE,
        () => Promise.reject(new Error('unreadable')),
      ),
    ],
  ])('is down while %s fails', async (_, found) => {
    expect(await found).toMatchObject({ line: { status: 'down' }, log: { errors: [expect.any(String)] } });
  });
});

describe('what is to be paid', () => {
  const find = (books: FakeBooks, bill: typeof POLICY.bill, by: Parameters<typeof findBill>[2]) =>
    findBill({ payments: books, system: new SimulatedSystem(), log: new FakeLog() }, { ...POLICY, bill }, by);

  it('is the fixed amount of a line, as a new bill for every call', async () => {
    const found = await find(new FakeBooks(), { type: 'fixed', amount: 500_000 }, { type: 'line' });
    expect(found).toEqual({
      type: 'BillFound',
      bill: { billId: expect.stringMatching(/^bill_/), amount: 500_000, invoiceId: null },
    });
  });

  it('is the invoice of a code', async () => {
    const found = await find(new FakeBooks(), { type: 'invoice' }, { type: 'code', code: '100016' });
    expect(found).toMatchObject({ type: 'BillFound', bill: { invoiceId: 'inv_1' } });
  });

  it('is nothing when the books refuse or are away', async () => {
    const books = new FakeBooks();
    books.findInvoiceBill = async () => 'expired';
    const by = { type: 'code', code: '100016' } as const;
    expect(await find(books, { type: 'invoice' }, by)).toEqual({ type: 'BillRefused', why: 'expired' });
    books.findInvoiceBill = () => Promise.reject(new Error('away'));
    expect(await find(books, { type: 'invoice' }, by)).toEqual({ type: 'BillRefused', why: 'storeDown' });
  });

  it('is not found where a line has no amount of its own', async () => {
    expect(await find(new FakeBooks(), { type: 'invoice' }, { type: 'line' })).toEqual({
      type: 'BillRefused',
      why: 'notFound',
    });
  });
});
