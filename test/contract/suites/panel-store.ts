import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import type { NewAttempt } from '../../../src/application/ports.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  AMOUNT,
  BOOKSHOP,
  type BooksKit,
  booksKit,
  cardHash,
  LIMITS,
  newAttempt,
  newMobile,
  OF_PANEL,
  PAID,
  panelOwner,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

/** What payments from a panel ask of the books (payment.md; `PanelStore`). */
export function panelStoreSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP, { ...BOOKSHOP, merchantId: 'teahouse', lines: [] }]);
  });
  describe('orders', () => orderTests(() => kit));
  describe('invoices by id', () => invoiceTests(() => kit));
  describe('an attempt of a panel', () => attemptTests(() => kit));
  describe('its dispatch', () => dispatchTests(() => kit));
}

/** What became of a bill, and how it is refused then. */
const BECAME: readonly (readonly [string, Outcome | null, string])[] = [
  ['in flight', null, 'busy'],
  ['in doubt', UNKNOWN, 'unknown'],
  ['paid', PAID, 'paid'],
];

async function become(kit: BooksKit, billId: string, outcome: Outcome | null): Promise<void> {
  if (outcome === null) await kit.dispatched({ billId });
  else await kit.settled(outcome, { billId });
}

function orderTests(kit: () => BooksKit): void {
  const open = (given: { orderId: string; amount?: number; merchantId?: string; billId?: string }) =>
    kit().panel.openOrder({
      merchantId: 'bookshop',
      line: '1000',
      amount: AMOUNT,
      billId: unique('bill'),
      ...given,
    });

  it('have one bill each, which is born with its amount, for each merchant', async () => {
    const [orderId, billId] = [unique('order'), unique('bill')];
    const born = { billId, amount: AMOUNT, invoiceId: null };
    expect(await open({ orderId, billId })).toEqual(born);
    expect(await open({ orderId })).toEqual(born);
    expect(await open({ orderId, amount: AMOUNT + 1_000 })).toBe('amountDiffers');
    const [others, other] = [
      await open({ orderId, merchantId: 'teahouse' }),
      await open({ orderId: unique('order') }),
    ];
    expect([others, other]).toEqual([
      expect.objectContaining({ amount: AMOUNT }),
      expect.objectContaining({ amount: AMOUNT }),
    ]);
    expect(new Set([others, other].map((bill) => (bill as typeof born).billId)).add(billId).size).toBe(3);
    const bills = await kit().sql('select merchant_id, line from bills where bill_id = $1', [billId]);
    expect(bills).toEqual([{ merchantId: 'bookshop', line: '1000' }]);
  });

  it.each(BECAME)('that are %s are refused', async (_, outcome, refusal) => {
    const [orderId, billId] = [unique('order'), unique('bill')];
    await open({ orderId, billId });
    await become(kit(), billId, outcome);
    expect(await open({ orderId })).toBe(refusal);
    expect(await open({ orderId, amount: 1_000 })).toBe('amountDiffers');
  });

  it('may be paid after a decline', async () => {
    const [orderId, billId] = [unique('order'), unique('bill')];
    await open({ orderId, billId });
    await kit().settled({ type: 'declined', code: 51 }, { billId });
    expect(await open({ orderId })).toMatchObject({ billId });
  });

  it('of a merchant or with a bill that is wrong are refused, and leave nothing', async () => {
    const billId = unique('bill');
    await expect(open({ orderId: unique('order'), billId, merchantId: 'nobody' })).rejects.toThrow(
      'merchant',
    );
    await expect(open({ orderId: '', billId })).rejects.toThrow('order_id');
    expect(await kit().sql('select from bills where bill_id = $1', [billId])).toEqual([]);
  });
}

function invoiceTests(kit: () => BooksKit): void {
  let nth = 30_000_000;
  const invoice = () => {
    nth += 1;
    return kit().invoice({ code: String(nth) });
  };
  const find = (invoiceId: string) => kit().panel.findInvoiceById('bookshop', invoiceId);

  it('are found by their merchant alone', async () => {
    const { invoiceId, billId } = await invoice();
    expect(await find(invoiceId)).toEqual({ billId, invoiceId, amount: AMOUNT });
    expect(await kit().panel.findInvoiceById('teahouse', invoiceId)).toBe('notFound');
    expect(await find('inv_nothing')).toBe('notFound');
  });

  it.each(BECAME)('that are %s are refused', async (_, outcome, refusal) => {
    const { invoiceId, billId } = await invoice();
    await become(kit(), billId, outcome);
    expect(await find(invoiceId)).toBe(refusal);
  });

  it.each([
    ['cancelled_at', 'cancelled'],
    ['expires_at', 'expired'],
  ])('with %s are %s', async (column, refusal) => {
    const { invoiceId, billId } = await invoice();
    await kit().sql(`update bills set ${column} = clock_timestamp() where bill_id = $1`, [billId]);
    expect(await find(invoiceId)).toBe(refusal);
  });
}

function attemptTests(kit: () => BooksKit): void {
  const read = (attemptId: string, merchantId = 'bookshop') =>
    kit().panel.attemptToPay(merchantId, attemptId);

  it('is prepared without a payer, and read with all that paying it needs', async () => {
    const before = Date.now();
    const { attemptId, line, sequence, amount, orderId, cardHash: hash } = await kit().prepared(OF_PANEL);
    expect(await read(attemptId)).toEqual({
      ...{ attemptId, line, sequence, amount, orderId, cardHash: hash },
      ...{ gatewayInvoiceId: null, state: 'prepared', notSentReason: null, refId: null, code: null },
      preparedAt: expect.closeTo(before, -4),
      ageMs: expect.any(Number),
    });
    expect(await kit().stored({ attemptId })).toMatchObject({ channel: 'panel', mobile: null });
    const key = await kit().sql('select api_key_id from attempts where attempt_id = $1', [attemptId]);
    expect(key).toEqual([{ apiKeyId: 'key_1' }]);
  });

  it('is as old as the database says', async () => {
    const attempt = await kit().prepared(OF_PANEL);
    const young = (await read(attempt.attemptId))?.ageMs ?? -1;
    expect(young).toBeGreaterThanOrEqual(0);
    await kit().aged('prepared_at', attempt, 100);
    const old = (await read(attempt.attemptId))?.ageMs ?? -1;
    expect(old - young).toBeGreaterThanOrEqual(100_000);
    expect(old - young).toBeLessThan(105_000);
  });

  it('is nobody else’s, and none of a call', async () => {
    const { attemptId } = await kit().prepared(OF_PANEL);
    expect(await read(attemptId, 'teahouse')).toBeNull();
    expect(await read((await kit().prepared()).attemptId)).toBeNull();
    expect(await read('att_nobody')).toBeNull();
  });

  it('has no card once its hash was forgotten', async () => {
    const { attemptId, cardHash: hash } = await kit().prepared(OF_PANEL);
    await kit().sql('delete from card_hashes where hash = $1', [hash.hash]);
    expect(await read(attemptId)).toMatchObject({ cardHash: null });
  });

  it('keeps the gateway’s id of its order once, while it is prepared', async () => {
    const { attemptId } = await kit().prepared(OF_PANEL);
    expect(await kit().panel.keepGatewayInvoice(attemptId, 'g-1')).toBe(true);
    expect(await kit().panel.keepGatewayInvoice(attemptId, 'g-2')).toBe(false);
    expect(await read(attemptId)).toMatchObject({ gatewayInvoiceId: 'g-1' });
    await kit().payments.dispatch(attemptId, panelOwner());
    expect(await read(attemptId)).toMatchObject({ gatewayInvoiceId: 'g-1', state: 'dispatched' });
    const late = await kit().prepared(OF_PANEL);
    await kit().payments.setAside(late.attemptId, 'expired');
    expect(await kit().panel.keepGatewayInvoice(late.attemptId, 'g-3')).toBe(false);
    expect(await read(late.attemptId)).toMatchObject({ notSentReason: 'expired', gatewayInvoiceId: null });
  });

  it.each<[Outcome, object]>([
    [PAID, { state: 'paid', refId: '123456789012', code: null }],
    [
      { type: 'declined', code: 51 },
      { state: 'declined', refId: null, code: 51 },
    ],
    [UNKNOWN, { state: 'unknown' }],
  ])('is read after %j too', async (outcome, stands) => {
    const { attemptId, orderId } = await kit().prepared(OF_PANEL);
    await kit().payments.dispatch(attemptId, panelOwner());
    await kit().payments.record(resultOf({ attemptId, orderId }, outcome), 'queue');
    expect(await read(attemptId)).toMatchObject(stands);
  });

  it('that was never dispatched is recorded as paid when the bank proves it, though nobody was named', async () => {
    const attempt = await kit().prepared(OF_PANEL);
    await kit().payments.setAside(attempt.attemptId, 'expired');
    const answer = await kit().payments.record(resultOf(attempt, PAID), 'queue');
    expect(answer).toMatchObject({
      moved: true,
      state: 'paid',
      alarms: expect.arrayContaining(['provedWrong']),
    });
    expect(await kit().stored(attempt)).toMatchObject({ state: 'paid', mobile: null });
  });

  it('is refused early for a card in flight on its line, and by none but the card', async () => {
    const flying = await kit().dispatched();
    const next = async (given: Partial<NewAttempt>) =>
      kit().payments.prepare(newAttempt(await kit().bill(), { ...OF_PANEL, ...given }), LIMITS);
    expect(await next({ cardHash: flying.cardHash })).toBe('payerBusy');
    expect(await next({})).toBe('prepared');
    const unnamed = await kit().prepared(OF_PANEL);
    await kit().payments.dispatch(unnamed.attemptId, panelOwner());
    expect(await next({})).toBe('prepared');
  });
}

function dispatchTests(kit: () => BooksKit): void {
  const prepared = (given: Partial<NewAttempt> = {}) => kit().prepared({ ...OF_PANEL, ...given });
  const dispatch = ({ attemptId }: NewAttempt, by = panelOwner()) => kit().payments.dispatch(attemptId, by);

  it('names its payer in the same statement', async () => {
    const attempt = await prepared();
    const by = panelOwner();
    expect(await dispatch(attempt, by)).toBe('dispatched');
    expect(await kit().stored(attempt)).toMatchObject({ state: 'dispatched', mobile: by.panel.mobile });
  });

  it('is refused without one', async () => {
    const { attemptId } = await prepared();
    const { panel: _, ...nobody } = panelOwner();
    await expect(kit().payments.dispatch(attemptId, nobody)).rejects.toThrow('attempts_mobile_known');
    expect(await kit().stored({ attemptId })).toMatchObject({ state: 'prepared' });
  });

  it.each<[string, Outcome | null, string]>([
    ['in flight', null, 'payerBusy'],
    ['in doubt', UNKNOWN, 'payerUnknown'],
  ])(
    'is refused to a payer with a charge %s on its line, by mobile and by card',
    async (_, outcome, refusal) => {
      const [mobile, card] = [newMobile(), cardHash()];
      const [byMobile, byCard, onAnother] = [
        await prepared(),
        await prepared({ cardHash: card }),
        await prepared({ line: '2000' }),
      ];
      if (outcome === null) await kit().dispatched({ mobile, cardHash: card });
      else await kit().settled(outcome, { mobile, cardHash: card });
      expect(await dispatch(byMobile, panelOwner({ mobile }))).toBe(refusal);
      expect(await dispatch(byCard)).toBe(refusal);
      expect(await dispatch(onAnother, panelOwner({ mobile }))).toBe('dispatched');
      expect(await kit().stored(byMobile)).toMatchObject({ state: 'notSent', mobile: null });
    },
  );

  it('holds a call of the same payer back', async () => {
    const by = panelOwner();
    await dispatch(await prepared(), by);
    const call = newAttempt(await kit().bill(), { mobile: by.panel.mobile });
    expect(await kit().payments.prepare(call, LIMITS)).toBe('payerBusy');
  });

  it.each([
    [113, 'dispatched', 'dispatched'],
    [115.001, 'expired', 'notSent'],
  ])('with a PIN of %d s is %s, by the clock of the database', async (seconds, answer, state) => {
    const attempt = await prepared();
    await kit().aged('prepared_at', attempt, seconds);
    expect(await dispatch(attempt)).toBe(answer);
    expect(await kit().stored(attempt)).toMatchObject({
      state,
      notSentReason: state === 'notSent' ? 'expired' : null,
    });
  });

  it('gives the card’s try back when its PIN is too old', async () => {
    const attempt = await prepared();
    await kit().aged('prepared_at', attempt, 116);
    await dispatch(attempt);
    const tries = await kit().sql('select from card_budget where attempt_id = $1', [attempt.attemptId]);
    expect(tries).toEqual([]);
  });

  it('asks a call for no age of its PIN: that is known better there', async () => {
    const attempt = await kit().prepared();
    await kit().aged('prepared_at', attempt, 130);
    expect(await kit().payments.dispatch(attempt.attemptId, { owner: 'process-1', amount: AMOUNT })).toBe(
      'dispatched',
    );
  });
}
