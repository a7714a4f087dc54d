import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBillable, LARGEST_AMOUNT } from '../../../src/domain/payment/amount.ts';
import {
  ATTEMPT_STATES,
  type AttemptState,
  type DispatchRefusal,
  mayMove,
  type NotSentReason,
  reasonKept,
} from '../../../src/domain/payment/attempt.ts';
import { orderIdFrom } from '../../../src/domain/payment/order-id.ts';
import { alarmOf, isReference, type Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  DECLINE_CODES,
  isDeclineCode,
  readCode,
  TOO_MANY_PINS,
  type WayOn,
  WRONG_PIN,
  wayOnAfter,
} from '../../../src/domain/payment/response-code.ts';
import { type BillStatus, billStatus, mayCharge } from '../../../src/domain/payment/status.ts';

describe('the status of a bill', () => {
  /** Every row: what its attempts are, what it is, and whether another charge may be sent. */
  it.each<[AttemptState[], BillStatus, boolean]>([
    [[], 'open', true],
    [['prepared'], 'open', true],
    [['declined'], 'open', true],
    [['notSent'], 'open', true],
    [['notPaid'], 'open', true],
    [['declined', 'notSent', 'notPaid', 'prepared'], 'open', true],
    [['dispatched'], 'processing', false],
    [['declined', 'dispatched'], 'processing', false],
    [['dispatched', 'paid'], 'processing', false],
    [['dispatched', 'unknown'], 'processing', false],
    [['unknown'], 'unknown', false],
    [['declined', 'unknown', 'prepared'], 'unknown', false],
    [['unknown', 'reversed'], 'unknown', false],
    [['paid'], 'paid', false],
    [['declined', 'paid'], 'paid', false],
    [['paid', 'paid'], 'paid', false],
    [['paid', 'unknown'], 'paid', false],
    [['paid', 'reversed'], 'paid', false],
    [['reversed'], 'reversed', true],
    [['reversed', 'declined'], 'reversed', true],
  ])('with attempts %j is %s', (attempts, status, charge) => {
    expect(billStatus(attempts)).toBe(status);
    expect(billStatus(attempts.toReversed())).toBe(status);
    expect(mayCharge(status)).toBe(charge);
  });

  it('never lets a charge over one that is in flight, in doubt or paid, whatever else there is', () => {
    const many = fc.array(fc.constantFrom(...ATTEMPT_STATES));
    fc.assert(
      fc.property(many, (attempts) => {
        const blocked = attempts.some((state) => ['dispatched', 'unknown', 'paid'].includes(state));
        expect(mayCharge(billStatus(attempts))).toBe(!blocked);
      }),
    );
  });
});

describe('the edges of an attempt', () => {
  /** payment.md, "States". */
  const EDGES = new Set([
    ...['prepared dispatched', 'prepared notSent'],
    ...['dispatched paid', 'dispatched declined', 'dispatched unknown', 'dispatched notSent'],
    ...['unknown paid', 'unknown declined', 'unknown notPaid', 'unknown notSent'],
    ...['notPaid paid', 'notPaid declined', 'declined paid', 'notSent paid', 'paid reversed'],
  ]);
  const pairs = ATTEMPT_STATES.flatMap((from) => ATTEMPT_STATES.map((to) => [from, to] as const));

  it.each(pairs)('%s -> %s', (from, to) => {
    expect(mayMove(from, to)).toBe(EDGES.has(`${from} ${to}`));
  });

  it.each<[DispatchRefusal, NotSentReason]>([
    ['billPaid', 'billBusy'],
    ['billClosed', 'billBusy'],
    ['billBusy', 'billBusy'],
    ['payerBusy', 'billBusy'],
    ['pinBudget', 'pinBudget'],
    ['expired', 'expired'],
    ['notPrepared', 'superseded'],
  ])('a dispatch that is refused with %s keeps the reason %s', (refusal, reason) => {
    expect(reasonKept(refusal)).toBe(reason);
  });
});

describe('response codes', () => {
  /** payment.md, "Reading the reply", word for word. */
  const LISTED = [3, 5, 13, 14, 21, 42, 51, 54, 55, 57, 61, 62, 63, 75, 78, 90];
  const WAYS: Readonly<Record<WayOn, readonly number[]>> = {
    otherCard: [5, 14, 21, 42, 51, 54, 57, 61, 62, 75, 78],
    newPin: [55],
    later: [90],
    merchant: [3, 13, 63],
  };

  it.each(Array.from({ length: 100 }, (_, code) => code))(
    '%i declines just when it is on the list',
    (code) => {
      expect(isDeclineCode(code)).toBe(LISTED.includes(code));
    },
  );

  it('are the list and nothing else, each with its way on', () => {
    expect(DECLINE_CODES).toEqual(LISTED);
    for (const code of DECLINE_CODES) expect(WAYS[wayOnAfter(code)]).toContain(code);
    expect([WRONG_PIN, TOO_MANY_PINS]).toEqual([55, 75]);
    for (const code of [-1, 5.5, Number.NaN, 100, 155]) expect(isDeclineCode(code)).toBe(false);
  });

  it.each<[unknown, number | null]>([
    [55, 55],
    ['55', 55],
    ['055', 55],
    [' 5 ', 5],
    ['00', 0],
    [-5, null],
    ['5.0', null],
    ['55x', null],
    ['', null],
    [null, null],
    [undefined, null],
    ['12345', null],
    [{}, null],
    ['۵۵', null],
  ])('%j is read as %j', (raw, code) => {
    expect(readCode(raw)).toBe(code);
  });
});

describe('what an operator must look at', () => {
  const unknown = (code: number | null): Outcome => ({ type: 'unknown', why: 'unlistedCode', code });
  it('is a repeated order id and a merchant’s fault, and no other answer of the bank', () => {
    expect(alarmOf(unknown(94))).toMatch(/order id/);
    const loud = DECLINE_CODES.filter((code) => alarmOf({ type: 'declined', code }) !== null);
    expect(loud).toEqual([3, 13, 63]);
    const quiet: Outcome[] = [
      { type: 'paid', refId: '1' },
      { type: 'notSent', reason: 'notConnected' },
      ...[null, 20, 80, 91].map(unknown),
    ];
    expect(quiet.map(alarmOf)).toEqual(quiet.map(() => null));
  });
});

describe('order ids', () => {
  it('are 18 digits without a leading zero, whatever the random bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (bits) => {
        expect(orderIdFrom(bits)).toMatch(/^[1-9]\d{17}$/);
      }),
    );
    expect(orderIdFrom(2n ** 64n - 1n)).toMatch(/^[1-9]\d{17}$/);
  });

  it('differ when their bits do, as far as 18 digits reach', () => {
    const bits = fc.bigInt({ min: 0n, max: 899_999_999_999_999_999n });
    fc.assert(
      fc.property(bits, bits, (a, b) => {
        expect(orderIdFrom(a) === orderIdFrom(b)).toBe(a === b);
      }),
    );
  });
});

describe('amounts', () => {
  it.each<[unknown, boolean]>([
    [1, false],
    [999, false],
    [1_000, true],
    [500_000, true],
    [500_500, false],
    [LARGEST_AMOUNT, false],
    [LARGEST_AMOUNT - 999, true],
    [LARGEST_AMOUNT + 1, false],
    [0, false],
    [-1_000, false],
    [1_000.5, false],
    ['1000', false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
    [null, false],
  ])('%j may be billed: %s', (value, billable) => {
    expect(isBillable(value)).toBe(billable);
  });

  it('are billable just in steps of 1,000 Rial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LARGEST_AMOUNT }), (rial) => {
        expect(isBillable(rial)).toBe(rial % 1_000 === 0);
      }),
    );
  });
});

describe('a reference', () => {
  it.each([
    ['123456789012', true],
    ['0000000001', true],
    ['000000000000', false],
    ['0', false],
    ['', false],
    [' 0 0 ', false],
  ])('%j stands for a payment: %s', (refId, stands) => {
    expect(isReference(refId)).toBe(stands);
  });
});
