import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { type Line, LineTaken, type Merchant } from '../../../src/application/ports.ts';
import { ATTEMPT_STATES, type AttemptState } from '../../../src/domain/payment/attempt.ts';
import { billStatus, mayCharge } from '../../../src/domain/payment/status.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit, newMobile, PAID, UNKNOWN, unique } from './books-kit.ts';
import { attemptIn } from './store-constraints.ts';

/** The contracts of `MerchantStore` and `InvoiceStore`. */
export function merchantInvoiceSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  describe('merchants', () => merchantTests(() => kit));
  describe('invoices', () => invoiceTests(() => kit));
  describe('the invoices of a caller', () => callerBillTests(() => kit));
}

function merchantTests(kit: () => BooksKit): void {
  const [first] = BOOKSHOP.lines;
  if (first === undefined) throw new Error('The bookshop has no line.');
  const shop = (merchantId: string, ...numbers: (readonly [string, ...string[]])[]): Merchant => ({
    ...BOOKSHOP,
    merchantId,
    webhookUrl: null,
    lines: numbers.map(([number, ...aliases]) => ({ ...first, merchantId, number, aliases })),
  });
  const find = async (did: string) => (await kit().merchants.findLine(did))?.number;

  it('are declared any number of times, whole', async () => {
    await kit().merchants.apply([BOOKSHOP]);
    await kit().merchants.apply([BOOKSHOP]);
    expect(await kit().merchants.list()).toContainEqual(BOOKSHOP);
  });

  it('answer by a line’s number and by its aliases', async () => {
    const expected = { ...first, merchantName: BOOKSHOP.name, blockedCallers: BOOKSHOP.blockedCallers };
    expect(await kit().merchants.findLine('1000')).toEqual(expected);
    expect(await kit().merchants.findLine('+982112345678')).toEqual(expected);
    expect(await kit().merchants.findLine('4242')).toBeNull();
    expect(await kit().merchants.firstLine('bookshop')).toEqual(expected);
    expect(await kit().merchants.firstLine('nobody')).toBeNull();
  });

  it('come back with all that was declared of a line, and lose what is declared no more', async () => {
    const hours = { days: { sat: [{ from: 540, to: 1_020 }], thu: [] }, closedDays: ['2026-03-21'] };
    const full: Partial<Line> = {
      languages: ['en', 'fa'],
      operator: '2000',
      hours,
      maxCalls: 3,
      receipts: true,
    };
    const bills: Line['bill'][] = [
      { type: 'fixed', amount: AMOUNT },
      { type: 'invoice' },
      { type: 'caller' },
      { type: 'open', min: 10_000, max: 5_000_000, unit: 'toman' },
    ];
    for (const bill of bills) {
      const declared = shop('hotel', ['4000']);
      const line = { ...first, merchantId: 'hotel', number: '4000', aliases: [], ...full, bill };
      const told = { blockedCallers: ['+989121111111'], receipts: false } as const;
      await kit().merchants.apply([{ ...declared, lines: [line], ...told }]);
      expect(await kit().merchants.list()).toContainEqual({ ...declared, lines: [line], ...told });
      expect(await kit().merchants.findLine('4000')).toMatchObject({
        ...line,
        blockedCallers: ['+989121111111'],
      });
    }
    const bare = { ...shop('hotel', ['4000']), blockedCallers: [] };
    await kit().merchants.apply([bare]);
    expect(await kit().merchants.list()).toContainEqual(bare);
  });

  it('stay as they are when not named; what is named is renewed', async () => {
    await kit().merchants.apply([shop('cafe', ['3000', '3001', '3002'], ['3010'])]);
    await kit().merchants.apply([
      { ...shop('cafe', ['3000', '3002', '3003']), name: { fa: 'کافه', en: 'Café' } },
    ]);
    expect(await Promise.all(['3000', '3001', '3002', '3003', '3010'].map(find))).toEqual([
      '3000',
      undefined,
      '3000',
      '3000',
      '3010',
    ]);
    expect((await kit().merchants.findLine('3010'))?.merchantName.en).toBe('Café');
  });

  it('share no number: all or nothing', async () => {
    const taken = kit().merchants.apply([shop('thief', ['5000'], ['5001', '+982112345678'])]);
    await expect(taken).rejects.toThrow(LineTaken);
    await expect(taken).rejects.toThrow('+982112345678');
    await expect(kit().merchants.apply([shop('thief', ['1000'])])).rejects.toThrow(LineTaken);
    await expect(kit().merchants.apply([shop('thief', ['6000', '6001'], ['6001'])])).rejects.toThrow(
      LineTaken,
    );
    expect((await kit().merchants.list()).map(({ merchantId }) => merchantId)).not.toContain('thief');
    expect(await find('5000')).toBeUndefined();
  });

  it('may swap an alias between two lines at once', async () => {
    await kit().merchants.apply([shop('swap', ['7000', '7777'], ['7001', '8888'])]);
    await kit().merchants.apply([shop('swap', ['7000', '8888'], ['7001', '7777'])]);
    expect([await find('7777'), await find('8888')]).toEqual(['7001', '7000']);
  });

  it('may be declared by two processes at once', async () => {
    const both = await Promise.allSettled([
      kit().merchants.apply([shop('east', ['9000', '9999'])]),
      kit().merchants.apply([shop('west', ['9001', '9999'])]),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
}

function invoiceTests(kit: () => BooksKit): void {
  const newInvoice = (code: string, expiresAt: number | null = null) => ({
    invoiceId: unique('inv'),
    billId: unique('bill'),
    merchantId: 'bookshop',
    code,
    amount: AMOUNT,
    description: 'کتاب',
    mobile: null,
    orderId: null,
    expiresAt,
    origin: null,
  });

  it('are added with their bill and listed newest first', async () => {
    const soon = Date.now() + 60_000;
    const older = { ...newInvoice('200014', soon), mobile: '+989121234567', orderId: 'order-7' };
    const added = await kit().invoices.add(older);
    const { origin: _, ...facts } = older;
    expect(added).toEqual({
      ...facts,
      status: 'open',
      cancelledAt: null,
      charge: null,
      createdAt: expect.any(Number),
    });
    const newer = newInvoice('200022');
    await kit().invoices.add(newer);
    const listed = await kit().invoices.list({ merchantId: 'bookshop', limit: 2 });
    expect(listed.map(({ invoiceId }) => invoiceId)).toEqual([newer.invoiceId, older.invoiceId]);
    expect(await kit().invoices.list({ merchantId: 'nobody', limit: 9 })).toEqual([]);
  });

  it('have a code of their own among one merchant’s', async () => {
    await kit().invoices.add(newInvoice('200030'));
    expect(await kit().invoices.add(newInvoice('200030'))).toBe('codeTaken');
    expect(await kit().invoices.add({ ...newInvoice('200030'), merchantId: 'nobody' })).toBe('noMerchant');
  });

  it('tell their status by their attempts, then by themselves', async () => {
    const paid = newInvoice('200048');
    const unknown = newInvoice('200055');
    const expired = newInvoice('200063', Date.now() - 1);
    const cancelled = newInvoice('200071');
    for (const invoice of [paid, unknown, expired, cancelled]) await kit().invoices.add(invoice);
    await kit().settled(PAID, { billId: paid.billId });
    await kit().settled(UNKNOWN, { billId: unknown.billId });
    const ended = [paid, unknown, cancelled].map(({ billId }) => billId);
    await kit().sql('update bills set cancelled_at = now() where bill_id = any($1)', [ended]);
    const listed = await kit().invoices.list({ limit: 4 });
    expect(listed.map(({ status }) => status)).toEqual(['cancelled', 'expired', 'unknown', 'paid']);
  });
}

function callerBillTests(kit: () => BooksKit): void {
  let nth = 0;
  const code = () => String(700_000 + nth++);
  const invoice = (mobile: string | null, given: { merchantId?: string; expiresAt?: number } = {}) =>
    kit().invoice({ code: code(), mobile, ...given });
  const find = async (mobile: string, most = 9, merchantId = 'bookshop') =>
    (await kit().payments.findCallerBills(merchantId, mobile, most)).map(({ bill }) => bill.billId);

  it('are those of their mobile at this merchant, the oldest first, so many at most', async () => {
    const [mobile, other] = [newMobile(), newMobile()];
    const first = await invoice(mobile);
    const second = await invoice(mobile);
    for (const whose of [other, null]) await invoice(whose);
    expect(await kit().payments.findCallerBills('bookshop', mobile, 9)).toEqual([
      { bill: { billId: first.billId, amount: AMOUNT, invoiceId: first.invoiceId }, code: first.code },
      { bill: { billId: second.billId, amount: AMOUNT, invoiceId: second.invoiceId }, code: second.code },
    ]);
    expect(await find(mobile, 1)).toEqual([first.billId]);
    expect(await find(mobile, 9, 'nobody')).toEqual([]);
    expect(await find(newMobile())).toEqual([]);
  });

  it('leave out what was cancelled or has expired by the clock of the database', async () => {
    const mobile = newMobile();
    const [cancelled, expired, lasting] = [
      await invoice(mobile),
      await invoice(mobile, { expiresAt: Date.now() + 3_600_000 }),
      await invoice(mobile, { expiresAt: Date.now() + 3_600_000 }),
    ];
    expect(await find(mobile)).toHaveLength(3);
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [cancelled.billId]);
    await kit().sql('update bills set expires_at = clock_timestamp() where bill_id = $1', [expired.billId]);
    expect(await find(mobile)).toEqual([lasting.billId]);
  });

  it.each(ATTEMPT_STATES)('are judged by the truth table: one attempt is %s', async (state) => {
    const mobile = newMobile();
    const { billId } = await invoice(mobile);
    await attemptIn(kit(), state, billId);
    expect(await find(mobile)).toEqual(mayCharge(billStatus([state])) ? [billId] : []);
  });

  it.each<readonly [AttemptState, AttemptState]>([
    ['reversed', 'paid'],
    ['declined', 'dispatched'],
    ['declined', 'notSent'],
    ['reversed', 'unknown'],
  ])('are judged by all their attempts: %s, then %s', async (first, second) => {
    const mobile = newMobile();
    const { billId } = await invoice(mobile);
    await attemptIn(kit(), first, billId);
    await attemptIn(kit(), second, billId);
    expect(await find(mobile)).toEqual(mayCharge(billStatus([first, second])) ? [billId] : []);
  });
}
