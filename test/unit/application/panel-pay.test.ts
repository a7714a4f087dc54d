import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelOtp, PanelPayRequest } from '../../../src/application/panel/panel-payments.ts';
import type { DispatchRefusal } from '../../../src/domain/payment/attempt.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import { MOBILE, type PanelKit, panelKit } from '../../support/fake-panel.ts';
import { digitsOf, PAID, PAN, PIN, secretOf } from '../../support/fakes.ts';
import { settle } from '../../support/simulated-system.ts';

let kit: PanelKit;
let otp: PanelOtp;
beforeEach(async () => {
  kit = panelKit();
  kit.queue.work(async (result) => void (await kit.books.record(result, 'queue')));
  otp = await kit.asked();
});

const pay = (given: Partial<PanelPayRequest> = {}) => kit.panel.pay(kit.payment(otp, given));
/** Another card with a right check digit. */
const OTHER_PAN = '6104330000001019';

describe('a payment from a panel', () => {
  it('is dispatched with its payer, sent once by its own door, recorded, and told', async () => {
    const { attemptId } = otp;
    expect(await pay()).toEqual({ status: 'paid', attemptId, refId: '123456789012' });
    const { orderId } = kit.books.prepared[0] ?? {};
    expect(kit.gateway.pays).toEqual([{ orderId, pan: PAN, pin: PIN, amount: 500_000 }]);
    expect(kit.gateway.payers).toEqual([{ door: { channel: 'panel', invoiceId: null }, mobile: MOBILE }]);
    expect(kit.books.dispatchedBy).toEqual([
      { owner: 'process-1', amount: 500_000, panel: { mobile: MOBILE, pinLifeMs: 120_000 } },
    ]);
    expect([kit.books.last, kit.spool.entries.size]).toEqual(['paid', 1]);
    expect(JSON.stringify([...kit.spool.entries.values(), kit.log.lines])).not.toContain(PIN);
  });

  it('names the order as the gateway does', async () => {
    kit.gateway.invoiceId = 'g-77';
    otp = await kit.asked();
    await pay();
    expect(kit.gateway.payers).toMatchObject([{ door: { channel: 'panel', invoiceId: 'g-77' } }]);
  });

  it.each<[Outcome, object]>([
    [
      { type: 'declined', code: 51 },
      { status: 'declined', code: 51, wayOn: 'otherCard' },
    ],
    [
      { type: 'declined', code: 55 },
      { status: 'declined', code: 55, wayOn: 'newPin' },
    ],
    [{ type: 'unknown', why: 'timeout', code: null }, { status: 'unknown' }],
    [{ type: 'notSent', reason: 'notConnected' }, { status: 'notSent' }],
  ])('that the bank answers with %j is %j', async (outcome, answer) => {
    kit.gateway.outcome = outcome;
    expect(await pay()).toEqual({ ...answer, attemptId: otp.attemptId });
    expect([...kit.books.evidence.values()]).toMatchObject([{ outcome, attemptId: otp.attemptId }]);
  });

  it.each<[string, Partial<PanelPayRequest>]>([
    ['cardMalformed', { pan: secretOf('6037991846275316') }],
    ['cardMalformed', { pan: secretOf('\0'.repeat(16)) }],
    ['pinMalformed', { pin: secretOf('1234') }],
    ['pinMalformed', { pin: secretOf('123456789') }],
    ['pinMalformed', { pin: secretOf('12 456') }],
    ['noAttempt', { attemptId: 'att_nobody' }],
    ['noAttempt', { merchantId: 'other' }],
    ['cardDiffers', { pan: secretOf(OTHER_PAN) }],
  ])('is refused as %s, and its attempt may still be paid with', async (refused, given) => {
    const request = kit.payment(otp, given);
    expect(await kit.panel.pay(request)).toEqual({ refused });
    expect([kit.gateway.pays, kit.books.dispatchedBy, kit.books.last]).toEqual([[], [], 'prepared']);
    expect([digitsOf(request.pan), digitsOf(request.pin)].join('')).toMatch(/^\0+$/);
    expect(await pay()).toMatchObject({ status: 'paid' });
  });

  it('is refused while the store is away, and may be tried again', async () => {
    kit.store.away = true;
    const request = kit.payment(otp);
    expect(await kit.panel.pay(request)).toEqual({ refused: 'storeDown' });
    expect([digitsOf(request.pan), digitsOf(request.pin)].join('')).toMatch(/^\0+$/);
    kit.store.away = false;
    expect(await pay()).toMatchObject({ status: 'paid' });
  });

  it.each<[DispatchRefusal, string]>([
    ['billPaid', 'billPaid'],
    ['billClosed', 'billClosed'],
    ['billBusy', 'billBusy'],
    ['payerBusy', 'payerBusy'],
    ['payerUnknown', 'payerUnknown'],
    ['pinBudget', 'pinBudget'],
    ['expired', 'attemptExpired'],
    ['notPrepared', 'attemptUsed'],
  ])('that loses its dispatch by %s is told so: %s', async (why, refused) => {
    kit.books.refuseDispatch = why;
    const request = kit.payment(otp);
    expect(await kit.panel.pay(request)).toEqual({ refused });
    expect(kit.gateway.pays).toEqual([]);
    expect([digitsOf(request.pan), digitsOf(request.pin)].join('')).toMatch(/^\0+$/);
  });

  it('is made once, however often its attempt is paid with', async () => {
    const both = await Promise.all([pay(), pay()]);
    expect(both).toContainEqual({ refused: 'attemptUsed' });
    expect(both).toContainEqual(expect.objectContaining({ status: 'paid' }));
    expect(await pay()).toEqual({ refused: 'attemptUsed' });
    expect([kit.gateway.pays.length, kit.books.dispatchedBy.length]).toEqual([1, 2]);
  });

  it.each([
    [115_000, { status: 'paid' }, 'paid'],
    [115_001, { refused: 'attemptExpired' }, 'notSent(expired)'],
  ])('with a PIN of %i ms, by the clock of the books, is %j', async (ms, answer, state) => {
    kit.system.skip(ms);
    expect(await pay()).toMatchObject(answer);
    expect(kit.books.last).toBe(state);
    if (state !== 'paid') expect(await pay()).toEqual({ refused: 'attemptExpired' });
  });

  it('of a card that is known by another key, or forgotten, needs a new PIN', async () => {
    const found = await kit.store.attemptToPay('bookshop', otp.attemptId);
    if (found === null) throw new Error('the attempt is gone');
    for (const cardHash of [null, { keyId: 'older', hash: found.cardHash?.hash ?? '' }]) {
      kit.store.attemptToPay = async () => ({ ...found, cardHash });
      expect(await pay()).toEqual({ refused: 'attemptExpired' });
    }
    expect(kit.gateway.pays).toEqual([]);
  });

  it('whose COMMIT was lost is not sent, and recorded so', async () => {
    kit.books.loseDispatchAck = true;
    expect(await pay()).toEqual({ status: 'notSent', attemptId: otp.attemptId });
    expect([kit.gateway.pays, kit.books.last]).toEqual([[], 'notSent(notConfirmed)']);
  });

  it('has no secret in memory once it is made, though its recording goes on', async () => {
    kit.spool.away = true;
    kit.queue.away = true;
    kit.books.hangs = true;
    const request = kit.payment(otp);
    const answer = kit.panel.pay(request);
    await settle();
    expect([digitsOf(request.pan), digitsOf(request.pin)].join('')).toMatch(/^\0+$/);
    await kit.system.advance(2_000);
    expect(await answer).toMatchObject({ status: 'paid' });
    expect(kit.log.errors).toContain('a result is announced before it is recorded');
  });

  it('is told as soon as its result is safe, and not before', async () => {
    kit.spool.hangs = true;
    kit.queue.hangs = true;
    let told = false;
    const answer = pay().finally(() => {
      told = true;
    });
    await kit.system.advance(1_999);
    expect(told).toBe(false);
    await kit.system.advance(1);
    expect(await answer).toMatchObject({ status: 'paid' });
  });
});

describe('a bank that is silent', () => {
  let reply: () => void;
  beforeEach(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    kit.gateway.answering = promise;
    reply = resolve;
  });

  it('is waited for so long, and its late reply is recorded all the same', async () => {
    const answer = pay();
    await kit.system.advance(29_999);
    expect(kit.books.last).toBe('dispatched');
    await kit.system.advance(1);
    expect(await answer).toEqual({ status: 'unknown', attemptId: otp.attemptId });
    expect(await kit.panel.standing('bookshop', otp.attemptId)).toMatchObject({ status: 'unknown' });
    reply();
    await settle();
    expect(kit.books.last).toBe('paid');
    expect(await kit.panel.standing('bookshop', otp.attemptId)).toMatchObject({
      status: 'paid',
      refId: '123456789012',
    });
  });

  it('pays also for a panel that does not wait for the answer', async () => {
    void pay();
    await settle();
    reply();
    await settle();
    expect(kit.books.last).toBe('paid');
  });

  it('is waited for when the process ends, with the result, while nothing new is begun', async () => {
    void pay();
    await settle();
    let closed = false;
    const closing = kit.panel.close().then(() => {
      closed = true;
    });
    const late = kit.payment(otp);
    expect([await kit.panel.pay(late), await kit.otp()]).toEqual([
      { refused: 'draining' },
      { refused: 'draining' },
    ]);
    expect([digitsOf(late.pan), digitsOf(late.pin)].join('')).toMatch(/^\0+$/);
    await kit.system.advance(60_000);
    expect([closed, kit.books.last]).toEqual([false, 'dispatched']);
    kit.queue.away = true;
    kit.books.away = true;
    kit.spool.away = true;
    reply();
    await kit.system.advance(3_000);
    expect(closed).toBe(false);
    kit.books.away = false;
    await kit.system.advance(3_000);
    await closing;
    expect(kit.books.last).toBe('paid');
    expect(kit.system.waiting).toBe(0);
  });
});

describe('draining', () => {
  it('lets go on what is out, and begins nothing', async () => {
    kit.panel.drain();
    expect(await pay()).toEqual({ refused: 'draining' });
    expect(await kit.otp()).toEqual({ refused: 'draining' });
    expect([kit.books.prepared.length, kit.gateway.pays]).toEqual([1, []]);
    await kit.panel.close();
  });

  it('waits for a PIN that is being asked for, so that its attempt is set aside when none comes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    kit.gateway.otpAnswering = promise;
    kit.gateway.otp = { type: 'refused', code: null };
    void kit.otp({ purchase: { type: 'order', orderId: 'order-8' } });
    await settle();
    const closing = kit.panel.close();
    resolve();
    await closing;
    expect(kit.books.last).toBe('notSent(otpRefused)');
  });
});

describe('how an attempt stands', () => {
  const standing = () => kit.panel.standing('bookshop', otp.attemptId);

  it('is nothing while it may still be paid with, and nobody else’s business', async () => {
    expect(await standing()).toBeNull();
    await pay();
    expect(await kit.panel.standing('other', otp.attemptId)).toBeNull();
    expect(await kit.panel.standing('bookshop', 'att_nobody')).toBeNull();
  });

  it.each<[Outcome, object]>([
    [PAID, { status: 'paid', refId: '123456789012' }],
    [
      { type: 'declined', code: 51 },
      { status: 'declined', code: 51, wayOn: 'otherCard' },
    ],
    [{ type: 'unknown', why: 'timeout', code: null }, { status: 'unknown' }],
    [{ type: 'notSent', reason: 'notConnected' }, { status: 'notSent' }],
  ])('after %j is what was answered', async (outcome, answer) => {
    kit.gateway.outcome = outcome;
    const told = await pay();
    expect(await standing()).toEqual(told);
    expect(told).toMatchObject(answer);
  });

  it.each([
    ['dispatched', { status: 'unknown' }],
    ['notPaid', { status: 'unknown' }],
    ['reversed', { status: 'paid', refId: '123456789012' }],
  ] as const)('%s is %j', async (state, answer) => {
    await pay();
    kit.books.states.set(otp.attemptId, { state, reason: null });
    expect(await standing()).toMatchObject(answer);
  });
});
