import { describe, expect, it } from 'vitest';
import { findBill } from '../../../src/application/find-bill.ts';
import { type FindLinePorts, findLine } from '../../../src/application/find-line.ts';
import type { FoundLine, MerchantStore } from '../../../src/application/ports.ts';
import { UNKNOWN_CALLER } from '../../../src/domain/call/event.ts';
import { POLICY } from '../../support/conversation.ts';
import { FakeBooks, FakeCallers, FakeLog, FakeSlots } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const LINE: FoundLine = {
  merchantId: 'bookshop',
  merchantName: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  number: '1000',
  aliases: ['+982112345678'],
  sequence: POLICY.sequence,
  languages: ['en'],
  bill: { type: 'invoice' },
  confirmCard: true,
  operator: '2000',
  hours: null,
  maxCalls: null,
  verify: null,
  blockedCallers: [],
};

const CALLER = '09121234567';

/** Finds a line for a caller, with everything else as usual but for what is given. */
async function find(
  line: Partial<FoundLine> | null,
  ports: Partial<FindLinePorts> = {},
  caller: string | null = CALLER,
) {
  const log = new FakeLog();
  const findLineInStore = async () => (line === null ? null : { ...LINE, ...line });
  const usual: FindLinePorts = {
    merchants: { findLine: findLineInStore as MerchantStore['findLine'] } as MerchantStore,
    callers: new FakeCallers(),
    slots: new FakeSlots(),
    circuit: { admits: () => true },
    limits: POLICY.limits,
    callsPerCallerHour: 20,
    isNameSpoken: async () => true,
    system: new SimulatedSystem(),
    log,
    owner: 'process-1',
  };
  const event = await findLine({ ...usual, ...ports }, { callId: 'call_1', did: '+982112345678', caller });
  return { ...event, log };
}

describe('the line that was dialled', () => {
  it('is open with its whole policy', async () => {
    const { line } = await find({});
    const { merchantId, number, sequence, languages, bill, confirmCard, operator } = LINE;
    expect(line).toEqual({
      status: 'open',
      policy: {
        ...{ merchantId, line: number, sequence, languages, bill, confirmCard, operator },
        limits: POLICY.limits,
        merchantName: 'Bookshop',
        nameSpokenIn: ['fa', 'en'],
      },
      caller: UNKNOWN_CALLER,
    });
  });

  it('knows what is remembered of its caller, and nothing of a withheld number', async () => {
    const callers = new FakeCallers();
    callers.languages.set(CALLER, 'en');
    callers.pending = { type: 'unknown', sameLine: true };
    expect((await find({}, { callers })).line).toMatchObject({
      caller: { language: 'en', pending: { type: 'unknown', sameLine: true } },
    });
    expect((await find({}, { callers }, null)).line).toMatchObject({ caller: UNKNOWN_CALLER });
  });

  it('is down when it is not ours, and says so to the operator', async () => {
    const { line, log } = await find(null);
    expect([line, log.lines.map(({ level }) => level)]).toEqual([{ status: 'down' }, ['warn']]);
  });

  it('is closed outside its hours, without taking a place', async () => {
    const slots = new FakeSlots();
    const hours = { days: {}, closedDays: [] };
    expect((await find({ hours, maxCalls: 1 }, { slots })).line).toMatchObject({ status: 'closed' });
    expect(slots.taken.size).toBe(0);
  });

  it('is full when as many calls as it takes are on it', async () => {
    const slots = new FakeSlots();
    await slots.take({ line: '1000', callId: 'call_0', owner: 'process-1', most: 1 });
    expect((await find({ maxCalls: 1 }, { slots })).line).toEqual({ status: 'full' });
    expect((await find({ maxCalls: 2 }, { slots })).line).toMatchObject({ status: 'open' });
  });

  it('holds no place for a call that was turned away because the books were slow', async () => {
    const [slots, system] = [new FakeSlots(), new SimulatedSystem()];
    const take = slots.take.bind(slots);
    slots.take = (slot) => new Promise((resolve) => system.after(3_000, () => resolve(take(slot))));
    const found = find({ maxCalls: 1 }, { slots, system });
    await system.advance(2_000);
    expect((await found).line).toEqual({ status: 'down' });
    await system.advance(1_000);
    expect(slots.taken.size).toBe(0);
  });

  it('is closed to a caller who is blocked, in any spelling, and to one who calls too often', async () => {
    const blockedCallers = ['+989121234567', '02112345678'];
    for (const caller of [CALLER, '+989121234567', '00989121234567', '02112345678']) {
      expect((await find({ blockedCallers }, {}, caller)).line).toEqual({ status: 'blocked' });
    }
    expect((await find({ blockedCallers }, {}, null)).line).toMatchObject({ status: 'open' });
    const callers = new FakeCallers();
    callers.callsLastHour = 21;
    expect((await find({}, { callers })).line).toEqual({ status: 'blocked' });
  });

  it.each<readonly [string, Partial<FindLinePorts>]>([
    [
      'the store',
      { merchants: { findLine: () => Promise.reject(new Error('away')) } as unknown as MerchantStore },
    ],
    ['the memory of callers', { callers: Object.assign(new FakeCallers(), { away: true }) }],
    ['the sounds', { isNameSpoken: () => Promise.reject(new Error('unreadable')) }],
  ])('is down while %s fails', async (_, ports) => {
    expect(await find({}, ports)).toMatchObject({
      line: { status: 'down' },
      log: { errors: ['a line could not be looked up'] },
    });
  });

  it('is down when the store does not answer for two seconds', async () => {
    const system = new SimulatedSystem();
    const merchants = { findLine: () => new Promise(() => undefined) } as unknown as MerchantStore;
    const found = find({}, { system, merchants });
    await system.advance(2_000);
    expect((await found).line).toEqual({ status: 'down' });
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

  it('is the amount that was keyed, as a new bill', async () => {
    const bill = { type: 'open', min: 10_000, max: 1_000_000, unit: 'toman' } as const;
    expect(await find(new FakeBooks(), bill, { type: 'amount', amount: 80_000 })).toMatchObject({
      type: 'BillFound',
      bill: { amount: 80_000, invoiceId: null },
    });
  });

  it('is what the caller’s mobile owes', async () => {
    const books = new FakeBooks();
    books.offers = [{ code: '1000016', bill: { billId: 'bill_1', amount: 1_000, invoiceId: 'inv_1' } }];
    const by = { type: 'payer', mobile: '+989121234567' } as const;
    expect(await find(books, { type: 'caller' }, by)).toEqual({ type: 'BillsFound', offers: books.offers });
    books.away = true;
    expect(await find(books, { type: 'caller' }, by)).toEqual({ type: 'BillRefused', why: 'storeDown' });
  });

  it('is not found where a line has no amount of its own', async () => {
    expect(await find(new FakeBooks(), { type: 'invoice' }, { type: 'line' })).toEqual({
      type: 'BillRefused',
      why: 'notFound',
    });
  });
});
