import { beforeAll, describe, expect, it } from 'vitest';
import { purgeCardHashes } from '../../../src/adapters/store/card-budget.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { ForeignResult } from '../../../src/application/ports.ts';
import type { DispatchRefusal, NotSentReason } from '../../../src/domain/payment/attempt.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  AMOUNT,
  BOOKSHOP,
  type BooksKit,
  booksKit,
  cardHash,
  LIMITS,
  newAttempt,
  OWNER,
  PAID,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

/** The contract of `PaymentStore` (payment.md). */
export function paymentStoreSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  describe('bills', () => billTests(() => kit));
  describe('prepare', () => prepareTests(() => kit));
  describe('dispatch', () => dispatchTests(() => kit));
  describe('record', () => recordTests(() => kit));
  describe('the PIN budget of a card', () => budgetTests(() => kit));
  describe('card hashes', () => hashTests(() => kit, use));
}

function billTests(kit: () => BooksKit): void {
  it('are opened once, however often the same id comes', async () => {
    const bill = { billId: unique('bill'), merchantId: 'bookshop', line: '1000', amount: AMOUNT };
    const opened = { billId: bill.billId, amount: AMOUNT, invoiceId: null };
    expect(await kit().payments.openBill(bill)).toEqual(opened);
    expect(await kit().payments.openBill({ ...bill, amount: 1_000 })).toEqual(opened);
  });

  const invoice = (code: string, expiresAt: number | null = null) => kit().invoice({ code, expiresAt });
  const find = (code: string) => kit().payments.findInvoiceBill('bookshop', code);

  it('of an invoice are found by its code', async () => {
    const { billId, invoiceId } = await invoice('100016');
    expect(await find('100016')).toEqual({ billId, invoiceId, amount: AMOUNT });
    expect(await find('999999')).toBe('notFound');
    expect(await kit().payments.findInvoiceBill('other', '100016')).toBe('notFound');
  });

  it('of an invoice are refused when it has expired or was cancelled', async () => {
    const past = await invoice('100024', Date.now() + 60_000);
    expect(await find('100024')).toMatchObject({ amount: AMOUNT });
    await kit().sql('update bills set expires_at = clock_timestamp() where bill_id = $1', [past.billId]);
    expect(await find('100024')).toBe('expired');
    const { billId } = await invoice('100032');
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [billId]);
    expect(await find('100032')).toBe('cancelled');
  });

  it.each<[string, Outcome | null, string]>([
    ['100040', null, 'busy'],
    ['100057', UNKNOWN, 'unknown'],
    ['100065', PAID, 'paid'],
  ])('of invoice %s are refused by what its attempts say', async (code, outcome, refusal) => {
    const { billId } = await invoice(code);
    if (outcome === null) await kit().dispatched({ billId });
    else await kit().settled(outcome, { billId });
    expect(await find(code)).toBe(refusal);
  });

  it('of an invoice may be paid after a decline', async () => {
    const { billId } = await invoice('100073');
    await kit().settled({ type: 'declined', code: 51 }, { billId });
    expect(await find('100073')).toMatchObject({ billId });
  });
}

function prepareTests(kit: () => BooksKit): void {
  it('commits an attempt whole', async () => {
    const before = Date.now();
    const attempt = await kit().prepared({ callId: 'call_1' });
    const { cardHash: _, expiresInMs: __, apiKeyId: ___, ...frozen } = attempt;
    const stored = await kit().stored(attempt);
    expect(stored).toEqual({
      ...frozen,
      merchantId: 'bookshop',
      state: 'prepared',
      notSentReason: null,
      refId: null,
      code: null,
      surplus: false,
      preparedAt: expect.any(Number),
      dispatchedAt: null,
      settledAt: null,
    });
    expect(Math.abs(stored.preparedAt - before)).toBeLessThan(5_000);
  });

  const refused = async (given: Parameters<BooksKit['prepared']>[0]) => {
    const attempt = newAttempt(given?.billId ?? (await kit().bill()), given);
    const answer = await kit().payments.prepare(attempt, LIMITS);
    if (answer !== 'prepared') expect(await kit().reader.show(attempt.attemptId)).toBeNull();
    return answer;
  };

  it('refuses a bill that is paid, in flight, in doubt, cancelled, changed or absent', async () => {
    const paid = await kit().settled(PAID);
    expect(await refused({ billId: paid.billId })).toBe('billPaid');
    const dispatched = await kit().dispatched();
    expect(await refused({ billId: dispatched.billId })).toBe('billBusy');
    const unknown = await kit().settled(UNKNOWN);
    expect(await refused({ billId: unknown.billId })).toBe('billUnknown');
    const cancelled = await kit().bill();
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [cancelled]);
    expect(await refused({ billId: cancelled })).toBe('billClosed');
    expect(await refused({ amount: AMOUNT + 1_000 })).toBe('billClosed');
    expect(await refused({ billId: unique('bill') })).toBe('billClosed');
  });

  it('refuses a payer with a charge in flight on this line, by card or by mobile', async () => {
    const flying = await kit().dispatched();
    expect(await refused({ cardHash: flying.cardHash })).toBe('payerBusy');
    expect(await refused({ mobile: flying.mobile })).toBe('payerBusy');
    expect(await refused({ mobile: flying.mobile, line: '2000' })).toBe('prepared');
    await kit().payments.record(resultOf(flying, PAID), 'queue');
    expect(await refused({ cardHash: flying.cardHash })).toBe('prepared');
  });

  it('lets a card ask for so many PINs an hour', async () => {
    const card = cardHash();
    for (let nth = 1; nth <= LIMITS.otpsPerCardHour; nth += 1) {
      expect(await refused({ cardHash: card })).toBe('prepared');
    }
    expect(await refused({ cardHash: card })).toBe('cardLimit');
  });

  it('refuses an order id that was used', async () => {
    const { orderId } = await kit().prepared();
    await expect(kit().prepared({ orderId })).rejects.toThrow(/order_id/);
  });
}

function dispatchTests(kit: () => BooksKit): void {
  const dispatch = (attemptId: string) => kit().payments.dispatch(attemptId, OWNER);

  it('commits `dispatched` with its time', async () => {
    const attempt = await kit().dispatched();
    const stored = await kit().stored(attempt);
    expect(stored).toMatchObject({ state: 'dispatched', settledAt: null });
    expect(Math.abs((stored.dispatchedAt ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  const loses = async (attemptId: string, refusal: DispatchRefusal, reason: NotSentReason) => {
    expect(await dispatch(attemptId)).toBe(refusal);
    expect(await kit().stored({ attemptId })).toMatchObject({ state: 'notSent', notSentReason: reason });
  };

  it('refuses a bill that was closed, changed, paid or taken meanwhile', async () => {
    const cancelled = await kit().prepared();
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [cancelled.billId]);
    await loses(cancelled.attemptId, 'billClosed', 'billBusy');
    const expired = await kit().prepared();
    await kit().sql('update bills set expires_at = now() where bill_id = $1', [expired.billId]);
    await loses(expired.attemptId, 'billClosed', 'billBusy');
    const edited = await kit().prepared();
    await kit().sql('update bills set amount = 1000 where bill_id = $1', [edited.billId]);
    await loses(edited.attemptId, 'billClosed', 'billBusy');
    for (const [outcome, refusal] of [
      [PAID, 'billPaid'],
      [UNKNOWN, 'billUnknown'],
    ] as const) {
      const late = await kit().prepared();
      await kit().settled(outcome, { billId: late.billId });
      await loses(late.attemptId, refusal, 'billBusy');
    }
  });

  it('refuses another amount than the one frozen', async () => {
    const { attemptId } = await kit().prepared();
    expect(await kit().payments.dispatch(attemptId, { ...OWNER, amount: AMOUNT + 1_000 })).toBe('billClosed');
  });

  it('refuses an attempt that has expired by the clock of the database', async () => {
    const { attemptId } = await kit().prepared({ expiresInMs: -60_000 });
    await loses(attemptId, 'expired', 'expired');
  });

  it('refuses what is not prepared, and leaves it as it is', async () => {
    const flying = await kit().dispatched();
    expect(await dispatch(flying.attemptId)).toBe('notPrepared');
    expect(await kit().stored(flying)).toMatchObject({ state: 'dispatched' });
    expect(await dispatch('att_nobody')).toBe('notPrepared');
  });

  it.each(['card', 'mobile'] as const)('refuses a payer whose %s is in flight on this line', async (by) => {
    const same = await kit().prepared();
    const { cardHash: card, mobile } = same;
    const flying = await kit().dispatched(by === 'card' ? { cardHash: card } : { mobile });
    await loses(same.attemptId, 'payerBusy', 'billBusy');
    const again = newAttempt(await kit().bill(), by === 'card' ? { cardHash: card } : { mobile });
    await kit().payments.record(resultOf(flying, UNKNOWN), 'queue');
    expect(await kit().payments.prepare(again, LIMITS)).toBe('payerUnknown');
  });

  it('refuses a payer whose earlier charge is in doubt, and says first that one is in flight', async () => {
    const shared = await kit().prepared();
    const doubted = await kit().settled(UNKNOWN, { cardHash: shared.cardHash });
    const { mobile } = doubted;
    const second = await kit().prepared({ cardHash: (await kit().prepared()).cardHash });
    await loses(shared.attemptId, 'payerUnknown', 'billBusy');
    const card = cardHash();
    const both = await kit().prepared({ cardHash: card });
    await kit().settled(UNKNOWN, { cardHash: card });
    await kit().dispatched({ mobile: both.mobile });
    await loses(both.attemptId, 'payerBusy', 'billBusy');
    const early = newAttempt(await kit().bill(), { cardHash: card, mobile: both.mobile });
    expect(await kit().payments.prepare(early, LIMITS)).toBe('payerBusy');
    expect(await kit().payments.prepare({ ...early, mobile }, LIMITS)).toBe('payerUnknown');
    expect(await dispatch(second.attemptId)).toBe('dispatched');
  });

  it('sets a prepared attempt aside once', async () => {
    const { attemptId } = await kit().prepared();
    expect(await kit().payments.setAside(attemptId, 'hangup')).toBe(true);
    expect(await kit().stored({ attemptId })).toMatchObject({ state: 'notSent', notSentReason: 'hangup' });
    expect(await kit().payments.setAside(attemptId, 'expired')).toBe(false);
    expect(await dispatch(attemptId)).toBe('notPrepared');
    const flying = await kit().dispatched();
    expect(await kit().payments.setAside(flying.attemptId, 'hangup')).toBe(false);
  });
}

function recordTests(kit: () => BooksKit): void {
  it.each<[Outcome, object]>([
    [
      { type: 'paid', refId: '310000000001' },
      { state: 'paid', refId: '310000000001', code: null, settledAt: expect.any(Number) },
    ],
    [
      { type: 'declined', code: 51 },
      { state: 'declined', code: 51, settledAt: expect.any(Number) },
    ],
    [
      { type: 'unknown', why: 'unlistedCode', code: 91 },
      { state: 'unknown', code: 91, settledAt: null },
    ],
    [
      { type: 'notSent', reason: 'notConnected' },
      { state: 'notSent', notSentReason: 'notConnected' },
    ],
  ])('moves a dispatched attempt by %j, with its evidence', async (outcome, stored) => {
    const attempt = await kit().dispatched();
    const result = resultOf(attempt, outcome);
    expect(await kit().payments.record(result, 'queue')).toEqual({
      recorded: true,
      moved: true,
      state: outcome.type,
      surplus: false,
      alarms: [],
    });
    const shown = await kit().reader.show(attempt.attemptId);
    expect(shown?.attempt).toMatchObject(stored);
    const { evidenceId, trace, learnedAt } = result;
    const moved = {
      source: 'bank',
      who: null,
      recordedBy: 'queue',
      moved: true,
      recordedAt: expect.any(Number),
    };
    expect(shown?.evidence).toEqual([{ evidenceId, outcome, trace, learnedAt, ...moved }]);
    const told = await kit().sql('select state from outbox where attempt_id = $1', [attempt.attemptId]);
    expect(told).toEqual([{ state: outcome.type }]);
  });

  it('counts the same evidence once', async () => {
    const attempt = await kit().dispatched();
    const result = resultOf(attempt, PAID);
    await kit().payments.record(result, 'database');
    const again = await kit().payments.record(result, 'queue');
    expect(again).toEqual({ recorded: false, moved: false, state: 'paid', surplus: false, alarms: [] });
    expect((await kit().reader.show(attempt.attemptId))?.evidence).toHaveLength(1);
  });

  it('moves on when a later verdict settles what was unknown', async () => {
    const attempt = await kit().settled(UNKNOWN);
    const late = await kit().payments.record(resultOf(attempt, PAID), 'queue');
    expect(late).toMatchObject({ moved: true, state: 'paid', surplus: false });
    expect((await kit().reader.show(attempt.attemptId))?.evidence).toHaveLength(2);
  });

  it('keeps what moves nothing as evidence', async () => {
    const attempt = await kit().settled(PAID);
    const answer = await kit().payments.record(resultOf(attempt, { type: 'declined', code: 51 }), 'queue');
    expect(answer).toEqual({ recorded: true, moved: false, state: 'paid', surplus: false, alarms: [] });
    const shown = await kit().reader.show(attempt.attemptId);
    expect(shown?.attempt).toMatchObject({ state: 'paid', code: null });
    expect(shown?.evidence.map(({ moved }) => moved)).toEqual([true, false]);
  });

  it('records a charge that the bank proved after a decline or on what was never sent', async () => {
    const declined = await kit().settled({ type: 'declined', code: 51 });
    expect(await kit().payments.record(resultOf(declined, PAID), 'queue')).toMatchObject({ state: 'paid' });
    const aside = await kit().prepared();
    await kit().payments.setAside(aside.attemptId, 'expired');
    expect(await kit().payments.record(resultOf(aside, PAID), 'queue')).toMatchObject({ state: 'paid' });
    expect(await kit().stored(aside)).toMatchObject({
      notSentReason: null,
      dispatchedAt: expect.any(Number),
    });
  });

  it('records a second charge of one bill as surplus, also on a cancelled bill', async () => {
    const first = await kit().settled({ type: 'declined', code: 51 });
    await kit().settled(PAID, { billId: first.billId });
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [first.billId]);
    const answer = await kit().payments.record(resultOf(first, PAID), 'queue');
    expect(answer).toMatchObject({ recorded: true, moved: true, state: 'paid', surplus: true });
    expect(answer.alarms).toEqual(expect.arrayContaining(['surplus', 'provedWrong']));
    expect(await kit().stored(first)).toMatchObject({ state: 'paid', surplus: true });
  });

  it('records a second charge as surplus also while its own attempt, or another one, is in flight', async () => {
    const first = await kit().settled({ type: 'declined', code: 51 });
    const { billId } = first;
    const second = await kit().dispatched({ billId });
    expect(await kit().payments.record(resultOf(first, PAID), 'queue')).toMatchObject({ surplus: false });
    expect(await kit().payments.record(resultOf(second, PAID), 'queue')).toMatchObject({
      state: 'paid',
      surplus: true,
    });
    const third = await kit().settled({ type: 'declined', code: 51 });
    const fourth = await kit().settled({ type: 'declined', code: 51 }, { billId: third.billId });
    await kit().dispatched({ billId: third.billId });
    await kit().payments.record(resultOf(third, PAID), 'queue');
    expect(await kit().payments.record(resultOf(fourth, PAID), 'queue')).toMatchObject({ surplus: true });
  });

  it('takes a doubled reference: that is an alarm, not a constraint', async () => {
    await kit().settled({ type: 'paid', refId: '777' });
    expect(await kit().stored(await kit().settled({ type: 'paid', refId: '777' }))).toMatchObject({
      refId: '777',
    });
  });

  it('refuses a result that is not of these books', async () => {
    const attempt = await kit().dispatched();
    const foreign = { ...resultOf(attempt, PAID), orderId: '1' };
    await expect(kit().payments.record(foreign, 'queue')).rejects.toThrow(ForeignResult);
    const absent = resultOf({ ...attempt, attemptId: 'att_nobody' }, PAID);
    await expect(kit().payments.record(absent, 'queue')).rejects.toThrow(ForeignResult);
  });
}

function budgetTests(kit: () => BooksKit): void {
  const tries = async (card: ReturnType<typeof cardHash>) => {
    const rows = await kit().sql(
      `select 1 from card_budget join card_hashes using (card_id) where hash = $1`,
      [card.hash],
    );
    return rows.length;
  };

  it.each<[Outcome, number]>([
    [PAID, 0],
    [{ type: 'declined', code: 51 }, 0],
    [{ type: 'notSent', reason: 'notConfirmed' }, 0],
    [{ type: 'declined', code: 55 }, 1],
    [{ type: 'declined', code: 75 }, 1],
    [UNKNOWN, 1],
  ])('after %j: %i spent', async (outcome, spent) => {
    const card = cardHash();
    const attempt = await kit().dispatched({ cardHash: card });
    expect(await tries(card)).toBe(1);
    await kit().payments.record(resultOf(attempt, outcome), 'queue');
    expect(await tries(card)).toBe(spent);
  });

  it('gives a try back when that is learned late', async () => {
    const card = cardHash();
    const attempt = await kit().settled(UNKNOWN, { cardHash: card });
    await kit().payments.record(resultOf(attempt, { type: 'declined', code: 51 }), 'queue');
    expect(await tries(card)).toBe(0);
  });

  it('never lets a third wrong PIN out within 24 hours, on any line', async () => {
    const card = cardHash();
    const third = await kit().prepared({ cardHash: card, line: '2000' });
    await kit().settled({ type: 'declined', code: 55 }, { cardHash: card });
    await kit().settled({ type: 'declined', code: 55 }, { cardHash: card });
    expect(await kit().payments.prepare(newAttempt(await kit().bill(), { cardHash: card }), LIMITS)).toBe(
      'pinBudget',
    );
    expect(await kit().payments.dispatch(third.attemptId, OWNER)).toBe('pinBudget');
    expect(await kit().stored(third)).toMatchObject({ state: 'notSent', notSentReason: 'pinBudget' });
    await kit().sql(`update card_budget set reserved_at = reserved_at - interval '25 hours'`);
    expect(await kit().stored(await kit().dispatched({ cardHash: card }))).toMatchObject({
      state: 'dispatched',
    });
  });

  it('blocks a card for 24 hours when the bank says that it had too many', async () => {
    const card = cardHash();
    await kit().settled({ type: 'declined', code: 75 }, { cardHash: card });
    const again = newAttempt(await kit().bill(), { cardHash: card });
    expect(await kit().payments.prepare(again, LIMITS)).toBe('pinBudget');
    await kit().sql(`update card_hashes set blocked_until = now() where hash = $1`, [card.hash]);
    expect(await kit().payments.prepare(again, LIMITS)).toBe('prepared');
  });
}

function hashTests(kit: () => BooksKit, use: () => Database): void {
  const agedBy = async (hours: number) => {
    await kit().sql(`update card_hashes set last_used_at = last_used_at - interval '${hours} hours'`);
    await kit().sql('alter table attempts disable trigger guard');
    await kit().sql(`update attempts set settled_at = settled_at - interval '${hours} hours'`);
    await kit().sql('alter table attempts enable trigger guard');
  };
  const kept = async (hash: string) =>
    (await kit().sql('select from card_hashes where hash = $1', [hash])).length;

  it('are forgotten 72 hours after settlement, and not before; one in doubt is kept', async () => {
    const settled = await kit().settled(PAID);
    const inDoubt = await kit().settled(UNKNOWN);
    await agedBy(71);
    await purgeCardHashes(use());
    expect([await kept(settled.cardHash.hash), await kept(inDoubt.cardHash.hash)]).toEqual([1, 1]);
    await agedBy(2);
    expect(await purgeCardHashes(use())).toBeGreaterThan(0);
    expect([await kept(settled.cardHash.hash), await kept(inDoubt.cardHash.hash)]).toEqual([0, 1]);
    expect(await kit().stored(settled)).toMatchObject({ state: 'paid', cardLast4: '1234' });
  });
}
