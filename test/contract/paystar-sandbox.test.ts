import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Charge } from '../../src/sandbox/bank.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';
import { clientOf, payRequest, spellingsOf } from '../support/gateway.ts';

/** What our client must make of each test card: the PIN, the payment, and what the bank's ledger holds. */
type Expected = readonly [otp: string, pay: string, charged: boolean];

const EXPECTED: Readonly<Record<string, Expected>> = {
  paid: ['accepted', 'paid', true],
  'paid-mellat': ['accepted', 'paid', true],
  'paid-mellat-2': ['accepted', 'paid', true],
  'paid-pasargad': ['accepted', 'paid', true],
  'paid-saman': ['accepted', 'paid', true],
  'code-3': ['accepted', 'declined 3', false],
  'code-5': ['accepted', 'declined 5', false],
  'code-13': ['accepted', 'declined 13', false],
  'code-14': ['accepted', 'declined 14', false],
  'code-20': ['accepted', 'unknown unlistedCode 20', false],
  'code-21': ['accepted', 'declined 21', false],
  'code-42': ['accepted', 'declined 42', false],
  'code-51': ['accepted', 'declined 51', false],
  'code-54': ['accepted', 'declined 54', false],
  'code-55': ['accepted', 'declined 55', false],
  'code-57': ['accepted', 'declined 57', false],
  'code-61': ['accepted', 'declined 61', false],
  'code-62': ['accepted', 'declined 62', false],
  'code-63': ['accepted', 'declined 63', false],
  'code-75': ['accepted', 'declined 75', false],
  'code-78': ['accepted', 'declined 78', false],
  'code-80': ['accepted', 'unknown unlistedCode 80', false],
  'code-90': ['accepted', 'declined 90', false],
  'code-91': ['accepted', 'unknown unlistedCode 91', false],
  'code-94': ['accepted', 'unknown unlistedCode 94', false],
  'otp-refused': ['refused 78', 'declined 55', false],
  'otp-silent': ['unknown', 'declined 55', false],
  'otp-silent-sent': ['unknown', 'paid', true],
  'otp-error-sent': ['unknown', 'paid', true],
  'otp-other-price': ['priceMismatch', 'paid', true],
  slow: ['accepted', 'paid', true],
  'very-slow': ['accepted', 'unknown timeout', true],
  silent: ['accepted', 'unknown timeout', false],
  'silent-charged': ['accepted', 'unknown timeout', true],
  cut: ['accepted', 'unknown connectionLost', false],
  'cut-charged': ['accepted', 'unknown connectionLost', true],
  html: ['accepted', 'unknown notJson', false],
  'html-charged': ['accepted', 'unknown notJson', true],
  'status-text': ['accepted', 'paid', true],
  'data-array': ['accepted', 'paid', true],
  'padded-code': ['accepted', 'declined 51', false],
  'zero-reference': ['accepted', 'unknown noReference', true],
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, pinLength: 8, slowMs: 200, verySlowMs: 30_000 });
});
afterAll(() => sandbox.close());

async function look<T>(what: string): Promise<T[]> {
  const reply = await fetch(`${sandbox.url}/_sandbox/${what}`);
  return (await reply.json()) as T[];
}

const inWords = (outcome: object) =>
  Object.entries(outcome)
    .filter(([field, value]) => field !== 'refId' && value !== null)
    .map(([, value]) => value)
    .join(' ');

describe('the client and the bank, card by card', () => {
  test('every test card has its expectation', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(testCards.map(({ name }) => name).sort());
  });

  test.each(testCards)('$name: $happens', async ({ name, number: pan }) => {
    const gateway = clientOf(sandbox.gatewayUrl, { otpTimeoutMs: 600, payTimeoutMs: 600 });
    const orderId = String(100_000 + testCards.findIndex((card) => card.name === name));
    const otp = await gateway.requestOtp(payRequest({ pan, orderId }));
    const sms = (await look<Sms>(`sms?pan_last4=${pan.slice(-4)}`)).at(-1);
    const pin = sms?.pin ?? '00000000';
    const paid = await gateway.pay(payRequest({ pan, orderId, pin }), () => true);
    await gateway.close();

    const charges = (await look<Charge>('ledger')).filter((charge) => charge.orderId === orderId);
    expect([inWords(otp.outcome), inWords(paid.outcome), charges.length === 1]).toEqual(EXPECTED[name]);
    expect(charges.length).toBeLessThan(2);
    if (paid.outcome.type === 'paid') {
      expect(charges[0]).toEqual({
        orderId,
        amount: 500_000,
        refId: paid.outcome.refId,
        last4: pan.slice(-4),
        sequence: 'acd54b56ddd651a5cc3v',
        ivr: 1,
        merchant_cid: '+989121234567',
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    }
    const kept = JSON.stringify([otp, paid, gateway.log.lines]);
    for (const spelling of [...spellingsOf(pan), ...spellingsOf(pin)]) expect(kept).not.toContain(spelling);
  });

  test('a Toman gateway is charged a tenth of the Rial', async () => {
    const gateway = clientOf(sandbox.gatewayUrl, { amountUnit: 'toman' });
    const order = { pan: '5022290000001032', orderId: '7001' };
    await gateway.requestOtp(payRequest(order));
    const pin = (await look<Sms>('sms?pan_last4=1032')).at(-1)?.pin ?? '';
    const { outcome } = await gateway.pay(payRequest({ ...order, pin }), () => true);
    await gateway.close();
    expect(outcome.type).toBe('paid');
    expect((await look<Charge>('ledger')).at(-1)).toMatchObject({ orderId: '7001', amount: 50_000 });
  });
});
