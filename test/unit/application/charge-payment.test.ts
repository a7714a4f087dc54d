import { beforeEach, describe, expect, it } from 'vitest';
import { type Charge, chargePayment } from '../../../src/application/charge-payment.ts';
import { SecretLost } from '../../../src/application/ports.ts';
import type { DispatchRefusal } from '../../../src/domain/payment/attempt.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';
import { digitsOf, FakeBooks, FakeGateway, FakeLog, PAID, PAN, PIN, secretOf } from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const LIFE_MS = 120_000;
const ATTEMPT = {
  attemptId: 'att_1',
  orderId: '204817395610284736',
  amount: 500_000,
  sequence: 'sequence',
  mobile: '+989121234567',
  pinLifeMs: LIFE_MS,
  cardFirst6: '603799',
  habit: NO_HABIT,
};

let books: FakeBooks;
let gateway: FakeGateway;
let system: SimulatedSystem;
let log: FakeLog;
let secrets: { pan: ReturnType<typeof secretOf>; pin: ReturnType<typeof secretOf> };

beforeEach(() => {
  [books, gateway, system, log] = [new FakeBooks(), new FakeGateway(), new SimulatedSystem(), new FakeLog()];
  secrets = { pan: secretOf(PAN), pin: secretOf(PIN) };
  books.states.set('att_1', { state: 'prepared', reason: null });
});

const charge = (given: Partial<Charge> = {}) =>
  chargePayment(
    { payments: books, gateway, system, log, owner: 'process-1' },
    {
      attempt: ATTEMPT,
      door: { channel: 'phone' },
      otpSentMs: 0,
      payerGone: () => false,
      secrets: () => secrets,
      ...given,
    },
  );

describe('a charge', () => {
  it('is dispatched first, sent once with what was keyed, and its PIN is wiped', async () => {
    expect(await charge()).toMatchObject({ type: 'replied', outcome: PAID });
    expect(gateway.pays).toEqual([{ orderId: ATTEMPT.orderId, pan: PAN, pin: PIN, amount: 500_000 }]);
    expect(books.last).toBe('dispatched');
    expect(digitsOf(secrets.pin)).toBe('\0'.repeat(PIN.length));
    expect(digitsOf(secrets.pan)).toBe(PAN);
  });

  it('is not sent for a caller who is known to be gone', async () => {
    expect(await charge({ payerGone: () => true })).toEqual({ type: 'refused', why: 'callerGone' });
    expect([gateway.pays, books.last]).toEqual([[], 'notSent(hangup)']);
  });

  it('goes on for a caller who leaves after the dispatch', async () => {
    let gone = false;
    gateway.connecting = Promise.resolve().then(() => {
      gone = true;
    });
    expect(await charge({ payerGone: () => gone })).toMatchObject({ outcome: PAID });
    expect([gone, gateway.pays.length]).toEqual([true, 1]);
  });

  it.each([
    [LIFE_MS - 5_000, 'replied', 'dispatched'],
    [LIFE_MS - 4_999, 'refused', 'notSent(expired)'],
  ])('with a PIN of %i ms is %s', async (age, type, state) => {
    system.skip(age);
    expect(await charge()).toMatchObject({ type });
    expect(books.last).toBe(state);
  });

  it('is not sent with a PIN that outlived its life while the books were locked', async () => {
    system.skip(LIFE_MS - 5_000);
    books.whileDispatching = async () => system.skip(5_000);
    expect(await charge()).toMatchObject({ outcome: { type: 'notSent', reason: 'notConfirmed' } });
    expect(gateway.pays).toEqual([]);
  });

  it.each<[DispatchRefusal, string]>([
    ['billPaid', 'billBusy'],
    ['billClosed', 'billBusy'],
    ['billBusy', 'billBusy'],
    ['payerBusy', 'billBusy'],
    ['pinBudget', 'pinBudget'],
    ['expired', 'expired'],
  ])('that the books refuse with %s is not sent', async (why, reason) => {
    books.refuseDispatch = why;
    expect(await charge()).toEqual({ type: 'refused', why });
    expect([gateway.pays, books.last]).toEqual([[], `notSent(${reason})`]);
  });

  it('is sent by nobody twice: the second dispatch of an attempt is refused', async () => {
    const both = await Promise.all([
      charge(),
      charge({ secrets: () => ({ ...secrets, pin: secretOf(PIN) }) }),
    ]);
    expect(both.map((charged) => ('why' in charged ? charged.why : charged.outcome.type)).sort()).toEqual([
      'notPrepared',
      'paid',
    ]);
    expect(gateway.pays).toHaveLength(1);
  });

  it.each([
    [
      'lost on the way back',
      'dispatched',
      () => {
        books.loseDispatchAck = true;
      },
    ],
    [
      'never made',
      'prepared',
      () => {
        books.away = true;
      },
    ],
  ])('whose COMMIT was %s is not sent, which is a result to record', async (_, state, plant) => {
    plant();
    const notSent = { type: 'notSent', reason: 'notConfirmed' };
    expect(await charge()).toMatchObject({ type: 'replied', outcome: notSent, trace: { httpStatus: null } });
    expect([gateway.pays, books.last]).toEqual([[], state]);
    expect(log.errors).toHaveLength(1);
  });

  it.each([
    [1_999, 1],
    [2_000, 0],
  ])('may leave up to 2 s after its COMMIT: after %i ms %i leave', async (ms, sent) => {
    gateway.connecting = settle().then(() => system.skip(ms));
    const charged = await charge();
    expect(gateway.pays).toHaveLength(sent);
    expect(charged).toMatchObject({ outcome: sent ? PAID : { type: 'notSent', reason: 'notConfirmed' } });
  });

  it('counts the 2 s from the COMMIT and not from the asking', async () => {
    books.whileDispatching = async () => system.skip(3_000);
    expect(await charge()).toMatchObject({ outcome: PAID });
  });

  it('is not sent once its secrets are gone, and asks for them only when they are to be sent', async () => {
    const order: string[] = [];
    books.whileDispatching = async () => void order.push('dispatch');
    const lost = () => {
      order.push('secrets');
      throw new SecretLost('wiped');
    };
    expect(await charge({ secrets: lost })).toMatchObject({
      outcome: { type: 'notSent', reason: 'notConfirmed' },
    });
    expect([gateway.pays, order]).toEqual([[], ['dispatch', 'secrets']]);
  });

  it('is set aside as far as the books allow: the caller is told either way', async () => {
    books.away = true;
    expect(await charge({ payerGone: () => true })).toEqual({ type: 'refused', why: 'callerGone' });
    expect(log.errors).toEqual(['an attempt could not be set aside']);
  });

  it.each<[Outcome, number]>([
    [PAID, 0],
    [{ type: 'declined', code: 51 }, 0],
    [{ type: 'unknown', why: 'timeout', code: null }, 0],
    [{ type: 'unknown', why: 'unlistedCode', code: 94 }, 1],
    [{ type: 'declined', code: 63 }, 1],
  ])('that is answered with %j raises %i alarms', async (outcome, alarms) => {
    gateway.outcome = outcome;
    expect(await charge()).toMatchObject({ type: 'replied', outcome });
    expect(log.errors).toHaveLength(alarms);
  });
});
