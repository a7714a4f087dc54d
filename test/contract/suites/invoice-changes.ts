import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { INVOICE_STATUSES, type Invoice, type InvoiceFilter } from '../../../src/application/ports.ts';
import { ATTEMPT_STATES, type AttemptState } from '../../../src/domain/payment/attempt.ts';
import { billStatus } from '../../../src/domain/payment/status.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit, newMobile, OWNER, PAID, resultOf } from './books-kit.ts';
import { attemptIn } from './store-constraints.ts';

/** The contract of `InvoiceStore`: pages, and changes that pass no dispatch. */
export function invoiceChangesSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    const other = BOOKSHOP.lines.map((line) => ({
      ...line,
      merchantId: 'press',
      number: '8100',
      aliases: [],
    }));
    await kit.merchants.apply([BOOKSHOP, { ...BOOKSHOP, merchantId: 'press', lines: other.slice(0, 1) }]);
  });
  describe('pages of invoices', () => pageTests(() => kit));
  describe('an invoice', () => changeTests(() => kit));
  describe('a changed invoice and a dispatch at once', () => raceTests(() => kit));
}

let nth = 0;
const code = () => String(810_000_000 + nth++);
const own = (invoiceId: string) => ({ merchantId: 'bookshop', invoiceId });

function pageTests(kit: () => BooksKit): void {
  const ids = async (filter: Omit<InvoiceFilter, 'merchantId' | 'limit'> & { limit?: number }) =>
    (await kit().invoices.page({ merchantId: 'bookshop', limit: 100, ...filter })).map(
      ({ invoiceId }) => invoiceId,
    );

  it('are a merchant’s own, newest first, each invoice once', async () => {
    const mobile = newMobile();
    const added: string[] = [];
    for (let n = 0; n < 7; n += 1) added.unshift((await kit().invoice({ code: code(), mobile })).invoiceId);
    // Many are added in one moment.
    await kit().sql('update invoices set created_at = now() where mobile = $1', [mobile]);
    await kit().invoice({ code: code(), mobile, merchantId: 'press' });
    const pages: string[][] = [];
    for (let after: string | undefined; ; after = pages.at(-1)?.at(-1)) {
      const page = await ids({ mobile, limit: 3, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      pages.push(page);
    }
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat().sort()).toEqual(added.sort());
  });

  it('begin after no invoice of another merchant', async () => {
    const foreign = await kit().invoice({ code: code(), merchantId: 'press' });
    expect(await ids({ after: foreign.invoiceId })).toEqual([]);
  });

  it('are found by mobile, code and time of adding', async () => {
    const mobile = newMobile();
    const { invoiceId, code: itsCode } = await kit().invoice({ code: code(), mobile });
    const [found] = await kit().invoices.page({ merchantId: 'bookshop', mobile, limit: 9 });
    const at = found?.createdAt ?? 0;
    expect(await ids({ mobile })).toEqual([invoiceId]);
    expect(await ids({ code: itsCode })).toEqual([invoiceId]);
    expect(await ids({ mobile, from: at, to: at + 1_000 })).toEqual([invoiceId]);
    expect(await ids({ mobile, from: at + 1_000 })).toEqual([]);
    expect(await ids({ mobile, to: at })).toEqual([]);
    expect(await ids({ mobile: newMobile() })).toEqual([]);
  });

  it.each<readonly AttemptState[]>([
    [],
    ...ATTEMPT_STATES.map((state) => [state]),
    ['reversed', 'paid'],
    ['declined', 'dispatched'],
    ['reversed', 'unknown'],
  ])('are found by the status that is told of them: %s %s', async (...states) => {
    const mobile = newMobile();
    const { billId, invoiceId } = await kit().invoice({ code: code(), mobile });
    for (const state of states) await attemptIn(kit(), state, billId);
    const [told] = await kit().invoices.page({ merchantId: 'bookshop', mobile, limit: 9 });
    expect(told?.status).toBe(billStatus(states));
    for (const status of INVOICE_STATUSES) {
      expect(await ids({ mobile, status })).toEqual(status === told?.status ? [invoiceId] : []);
    }
  });

  it('tell apart what was cancelled and what has expired', async () => {
    const mobile = newMobile();
    const expired = await kit().invoice({ code: code(), mobile, expiresAt: Date.now() - 1_000 });
    const cancelled = await kit().invoice({ code: code(), mobile, expiresAt: Date.now() - 1_000 });
    await kit().invoices.cancel(own(cancelled.invoiceId));
    expect(await ids({ mobile, status: 'expired' })).toEqual([expired.invoiceId]);
    expect(await ids({ mobile, status: 'cancelled' })).toEqual([cancelled.invoiceId]);
  });
}

function changeTests(kit: () => BooksKit): void {
  const added = (given: object = {}) => kit().invoice({ code: code(), ...given });

  it('is shown to its merchant and to an operator, and to nobody else', async () => {
    const { invoiceId } = await added();
    expect(await kit().invoices.show(own(invoiceId))).toMatchObject({ invoiceId, status: 'open' });
    expect(await kit().invoices.show({ merchantId: null, invoiceId })).toMatchObject({ invoiceId });
    for (const merchantId of ['press', '']) {
      const key = { merchantId, invoiceId };
      expect(await kit().invoices.show(key)).toBeNull();
      expect(await kit().invoices.cancel(key)).toBe('noInvoice');
      expect(await kit().invoices.change(key, { amount: 1_000 })).toBe('noInvoice');
    }
    expect(await kit().invoices.show(own(invoiceId))).toMatchObject({ status: 'open', amount: AMOUNT });
    expect(await kit().invoices.show(own('inv_nothing'))).toBeNull();
  });

  it('is added once for one origin, also by two at once', async () => {
    const facts = { description: null, mobile: null, orderId: null, expiresAt: null, amount: AMOUNT };
    const draft = (n: number) => ({
      ...facts,
      invoiceId: `inv_origin${n}`,
      billId: `bill_origin${n}`,
      merchantId: 'bookshop',
      code: `82000000${n}`,
      origin: 'request-1/1',
    });
    const answers = await Promise.all([1, 2, 3].map((n) => kit().invoices.add(draft(n))));
    const ids = answers.map((answer) => (typeof answer === 'string' ? answer : answer.invoiceId));
    expect(new Set(ids).size).toBe(1);
    expect(await kit().sql(`select 1 from bills where bill_id like 'bill_origin%'`)).toHaveLength(1);
    const same = { ...draft(1), billId: 'bill_origin9', invoiceId: 'inv_origin9', origin: 'request-2/1' };
    expect(await kit().invoices.add({ ...same, code: `82000000${ids[0]?.at(-1)}` })).toBe('codeTaken');
  });

  it('is cancelled, and once more is no error', async () => {
    const { invoiceId, code: itsCode } = await added();
    const cancelled = await kit().invoices.cancel(own(invoiceId));
    expect(cancelled).toMatchObject({ invoiceId, status: 'cancelled' });
    const at = await kit().sql(
      'select cancelled_at from bills join invoices using (bill_id) where code = $1',
      [itsCode],
    );
    expect(await kit().invoices.cancel(own(invoiceId))).toEqual(cancelled);
    expect(
      await kit().sql('select cancelled_at from bills join invoices using (bill_id) where code = $1', [
        itsCode,
      ]),
    ).toEqual(at);
    expect(await kit().payments.findInvoiceBill('bookshop', itsCode)).toBe('cancelled');
    expect(await kit().invoices.change(own(invoiceId), { description: 'x' })).toBe('cancelled');
  });

  it('changes in what is given, and keeps the rest', async () => {
    const mobile = newMobile();
    const { invoiceId } = await added({ mobile, description: 'کتاب' });
    const expiresAt = Date.now() + 3_600_000;
    const key = own(invoiceId);
    expect(await kit().invoices.change(key, { amount: 7_000, expiresAt })).toMatchObject({
      amount: 7_000,
      expiresAt,
      mobile,
      description: 'کتاب',
    });
    expect(
      await kit().invoices.change(key, { mobile: null, description: null, expiresAt: null }),
    ).toMatchObject({ amount: 7_000, expiresAt: null, mobile: null, description: null });
    expect(await kit().invoices.change(key, {})).toMatchObject({ amount: 7_000 });
  });

  it('that has expired may be extended, and one that is open may be ended', async () => {
    const { invoiceId, code: itsCode } = await added({ expiresAt: Date.now() - 1_000 });
    expect(await kit().payments.findInvoiceBill('bookshop', itsCode)).toBe('expired');
    const extended = await kit().invoices.change(own(invoiceId), { expiresAt: Date.now() + 60_000 });
    expect(extended).toMatchObject({ status: 'open' });
    expect(await kit().payments.findInvoiceBill('bookshop', itsCode)).toMatchObject({ invoiceId });
    const ended = await kit().invoices.change(own(invoiceId), { expiresAt: Date.now() - 1_000 });
    expect(ended).toMatchObject({ status: 'expired' });
  });

  it.each<readonly [AttemptState, string]>([
    ['dispatched', 'processing'],
    ['unknown', 'unknown'],
    ['paid', 'paid'],
  ])('of which an attempt is %s stays as it is', async (state, why) => {
    const { invoiceId, billId } = await added();
    await attemptIn(kit(), state, billId);
    expect(await kit().invoices.cancel(own(invoiceId))).toBe(why);
    expect(await kit().invoices.change(own(invoiceId), { description: 'x' })).toBe(why);
    expect(await kit().invoices.change(own(invoiceId), { expiresAt: 1 })).toBe(why);
    expect(await kit().invoices.show(own(invoiceId))).toMatchObject({ description: null, expiresAt: null });
  });

  it.each<AttemptState>(['prepared', 'declined', 'notSent', 'notPaid', 'reversed'])(
    'of which an attempt is %s changes in all but its amount, and is cancelled',
    async (state) => {
      const { invoiceId, billId } = await added();
      await attemptIn(kit(), state, billId);
      expect(await kit().invoices.change(own(invoiceId), { amount: 7_000 })).toBe('amountFrozen');
      const same = await kit().invoices.change(own(invoiceId), { amount: AMOUNT, description: 'x' });
      expect(same).toMatchObject({ amount: AMOUNT, description: 'x' });
      expect(await kit().invoices.cancel(own(invoiceId))).not.toBeTypeOf('string');
    },
  );

  it('that was paid after all is not cancelled, though it had been', async () => {
    const { invoiceId, billId } = await added();
    const attempt = await kit().settled({ type: 'declined', code: 51 }, { billId });
    await kit().invoices.cancel(own(invoiceId));
    await kit().payments.record(resultOf(attempt, PAID), 'queue');
    expect(await kit().invoices.cancel(own(invoiceId))).toBe('paid');
  });
}

function raceTests(kit: () => BooksKit): void {
  it.each<readonly [string, (invoiceId: string) => Promise<Invoice | string>]>([
    ['cancelled', (id) => kit().invoices.cancel(own(id))],
    ['expired', (id) => kit().invoices.change(own(id), { expiresAt: Date.now() - 60_000 })],
  ])('have one winner: it is %s, or it is paid', async (status, end) => {
    const won = { dispatched: 0, ended: 0 };
    for (let round = 0; round < 12; round += 1) {
      const { invoiceId, billId } = await kit().invoice({ code: code() });
      const attempt = await kit().prepared({ billId });
      const dispatch = () => kit().payments.dispatch(attempt.attemptId, OWNER);
      const both = round % 2 === 0 ? [dispatch(), end(invoiceId)] : [end(invoiceId), dispatch()];
      const answers = await Promise.all(both);
      const [dispatched, ended] = round % 2 === 0 ? answers : answers.reverse();
      if (dispatched === 'dispatched') {
        won.dispatched += 1;
        expect(ended).toBe('processing');
        expect(await kit().stored(attempt)).toMatchObject({ state: 'dispatched' });
      } else {
        won.ended += 1;
        expect(dispatched).toBe('billClosed');
        expect(ended).toMatchObject({ status });
        expect(await kit().stored(attempt)).toMatchObject({ state: 'notSent', notSentReason: 'billBusy' });
      }
    }
    expect(won.dispatched + won.ended).toBe(12);
    expect(won.ended).toBeGreaterThan(0);
  });

  it('leave the amount as it was prepared, or refuse the attempt', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { invoiceId, billId } = await kit().invoice({ code: code() });
      const [prepared, changed] = await Promise.allSettled([
        kit().prepared({ billId }),
        kit().invoices.change(own(invoiceId), { amount: 7_000 }),
      ]);
      const amount = (await kit().invoices.show(own(invoiceId)))?.amount;
      expect(amount).toBe(prepared.status === 'fulfilled' ? AMOUNT : 7_000);
      expect(changed).toMatchObject({ status: 'fulfilled' });
    }
  });
}
