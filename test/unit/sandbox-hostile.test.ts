import { describe, expect, test } from 'vitest';
import { Bank } from '../../src/sandbox/bank.ts';
import type { PayOrder } from '../../src/sandbox/contract.ts';
import { hostile, STRICT, type Temper } from '../../src/sandbox/temper.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';

const PAN = '6037997700000004';
const DECLINES = [3, 5, 13, 14, 21, 42, 51, 54, 55, 57, 61, 62, 63, 75, 78, 90];

function bankOf(temper: Temper): Bank {
  return new Bank({
    pinLength: 8,
    pinLifeMs: 120_000,
    sequences: null,
    temper,
    invoiceIds: false,
    monotonicMs: () => 0,
  });
}

function order(bank: Bank, orderId: string): PayOrder {
  const asked = { orderId, amount: 50_000, pan: PAN, sequence: 'seq' };
  bank.sendPin(asked);
  return { ...asked, ivr: 1, pin: bank.inbox.at(-1)?.pin ?? '', mobile: '+989121234567' };
}

/** The plans that a bank of this seed makes for so many payments. */
function plans(seed: number, count: number) {
  const temper = hostile(seed);
  return Array.from({ length: count }, () => temper.plans(PAN));
}

describe('a hostile bank', () => {
  test('does the same again for the same seed, and something else for another', () => {
    expect(plans(7, 50)).toEqual(plans(7, 50));
    expect(plans(7, 50)).not.toEqual(plans(8, 50));
  });

  test('charges one order as often as it is asked to, each with a reference of its own', () => {
    const bank = bankOf(hostile(1));
    const payment = order(bank, '1');
    for (let turn = 0; turn < 20; turn += 1) bank.pay(payment);
    expect(bank.ledger.length).toBeGreaterThan(1);
    expect(new Set(bank.ledger.map(({ refId }) => refId)).size).toBe(bank.ledger.length);
  });

  test('still refuses a wrong PIN', () => {
    const bank = bankOf(hostile(1));
    const payment = order(bank, '1');
    expect(bank.pay({ ...payment, pin: payment.pin === '11111111' ? '22222222' : '11111111' })).toMatchObject(
      {
        refId: null,
        code: 55,
      },
    );
  });

  test('never charges under a code that declines', () => {
    const liars = plans(3, 5_000).filter(({ pay }) => pay.charges && DECLINES.includes(pay.code ?? 0));
    expect(liars).toEqual([]);
  });

  test.each([20, 80, 91, 94] as const)('sometimes charges under code %i', (code) => {
    expect(plans(3, 2_000).some(({ pay }) => pay.charges && pay.code === code)).toBe(true);
  });

  test.each(['silent', 'cut', 'html', 'error', 'zeroReference', 'slow', 'verySlow'] as const)(
    'sometimes charges and answers %s',
    (reply) => {
      expect(plans(3, 2_000).some(({ pay }) => pay.charges && pay.reply === reply)).toBe(true);
    },
  );

  test('never tells of a success without a charge', () => {
    const told = ['plain', 'slow', 'verySlow', 'statusText', 'dataArray', 'paddedCode'];
    const liars = plans(3, 5_000).filter(
      ({ pay }) => !pay.charges && pay.code === null && told.includes(pay.reply),
    );
    expect(liars).toEqual([]);
  });

  test('texts a PIN and does not say so, sometimes', () => {
    const drawn = plans(3, 2_000).map(({ otp }) => otp);
    expect(drawn.some(({ texts, reply }) => texts && reply === 'silent')).toBe(true);
    expect(drawn.some(({ texts, reply }) => texts && reply === 'error')).toBe(true);
  });

  test('does with a test card what its number says', () => {
    const temper = hostile(5);
    for (const { number, otp, pay } of testCards) expect(temper.plans(number)).toMatchObject({ otp, pay });
  });
});

test('a strict bank charges one order once', () => {
  const bank = bankOf(STRICT);
  const payment = order(bank, '1');
  expect(bank.pay(payment).code).toBeNull();
  expect(bank.pay(payment).code).toBe(94);
  expect(bank.ledger).toHaveLength(1);
});
