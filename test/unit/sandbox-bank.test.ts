import { beforeEach, describe, expect, test } from 'vitest';
import { Bank } from '../../src/sandbox/bank.ts';
import type { PayOrder } from '../../src/sandbox/contract.ts';
import { STRICT } from '../../src/sandbox/temper.ts';

const PAN = '6037990000001004';
const LIFE = 120_000;
let now: number;
let bank: Bank;

beforeEach(() => {
  now = 0;
  bank = new Bank({
    pinLength: 8,
    pinLifeMs: LIFE,
    sequences: null,
    temper: STRICT,
    invoiceIds: false,
    monotonicMs: () => now,
  });
});

/** Sends a PIN for an order and makes the payment that fits it. */
function order(orderId: string, pan = PAN): PayOrder {
  const asked = { orderId, amount: 50_000, pan, sequence: 'seq' };
  bank.sendPin(asked);
  return { ...asked, ivr: 1, pin: bank.inbox.at(-1)?.pin ?? '', mobile: '+989121234567' };
}

const wrong = (payment: PayOrder): PayOrder => ({
  ...payment,
  pin: payment.pin === '11111111' ? '22222222' : '11111111',
});
const codeOf = (payment: PayOrder) => {
  const verdict = bank.pay(payment);
  return verdict.refId !== null ? 'charged' : verdict.code;
};

describe('a PIN', () => {
  test.each([
    [LIFE, 'charged'],
    [LIFE + 1, 55],
  ])('lives for its life: after %i ms it is %s', (age, code) => {
    const payment = order('1');
    now = age;
    expect(codeOf(payment)).toBe(code);
  });

  test('is used up by a payment that was declined', () => {
    const payment = order('1', '6037990000000519');
    expect(codeOf(payment)).toBe(51);
    expect(codeOf(payment)).toBe(55);
  });

  test('is void once a new one was sent for its order', () => {
    const stale = order('1');
    const fresh = order('1');
    if (stale.pin !== fresh.pin) expect(codeOf(stale)).toBe(55);
    expect(codeOf(fresh)).toBe('charged');
  });

  test('has the length that was set, without a leading zero', () => {
    for (const pinLength of [5, 6, 7, 8]) {
      bank = new Bank({
        pinLength,
        pinLifeMs: LIFE,
        sequences: null,
        temper: STRICT,
        invoiceIds: false,
        monotonicMs: () => now,
      });
      for (let count = 0; count < 50; count += 1) expect(order(String(count)).pin).toMatch(/^[1-9]\d*$/);
      expect(bank.inbox.every(({ pin }) => pin.length === pinLength)).toBe(true);
    }
  });
});

describe('wrong PINs', () => {
  test('the third in a row blocks the card, over all its orders, and no other card', () => {
    expect(codeOf(wrong(order('1')))).toBe(55);
    expect(codeOf(wrong(order('2')))).toBe(55);
    expect(codeOf(wrong(order('3')))).toBe(75);
    expect(codeOf(order('4'))).toBe(75);
    expect(codeOf(order('5', '6104330000001019'))).toBe('charged');
  });

  test('a right one begins the count again', () => {
    for (const id of ['1', '2', '3', '4']) {
      const payment = order(id);
      expect(codeOf(wrong(payment))).toBe(55);
      expect(codeOf(payment)).toBe('charged');
    }
  });
});

test('the inbox keeps the last thousand messages, the ledger everything', () => {
  for (let id = 0; id < 1_100; id += 1) expect(codeOf(order(String(id)))).toBe('charged');
  expect(bank.inbox).toHaveLength(1_000);
  expect(bank.inbox.at(0)?.orderId).toBe('100');
  expect(bank.ledger).toHaveLength(1_100);
});
