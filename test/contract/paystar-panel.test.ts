import { describe, expect, onTestFinished, test } from 'vitest';
import type { GatewaySettings } from '../../src/adapters/paystar/gateway.ts';
import type { Charge } from '../../src/sandbox/bank.ts';
import type { ArrivedRequest } from '../../src/sandbox/request-log.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { clientOf, PAN, payRequest, spellingsOf } from '../support/gateway.ts';
import { startRawServer } from '../support/raw-server.ts';

/** A payment of a merchant's panel: `ivr` 0 (contracts.md 5.2 and 5.4). */

let lastOrder = 70_000;

async function place(options: Partial<SandboxOptions> = {}, settings: Partial<GatewaySettings> = {}) {
  const sandbox = await startSandbox({ port: 0, pinLength: 8, ...options });
  const gateway = clientOf(sandbox.gatewayUrl, settings);
  onTestFinished(async () => {
    await gateway.close();
    await sandbox.close();
  });
  const look = async <T>(what: string): Promise<T[]> =>
    (await (await fetch(`${sandbox.url}/_sandbox/${what}`)).json()) as T[];
  lastOrder += 1;
  const orderId = String(lastOrder);
  const { outcome, invoiceId } = await gateway.requestOtp(payRequest({ orderId }));
  expect(outcome).toEqual({ type: 'accepted' });
  const pin = (await look<Sms>('sms')).at(-1)?.pin ?? '';
  const pay = (given: string | null) =>
    gateway.pay(payRequest({ orderId, pin, door: { channel: 'panel', invoiceId: given } }), () => true);
  return { gateway, look, orderId, invoiceId, pin, pay };
}

const BARE = {
  ivr: 'integer',
  pan: 'string',
  pin: 'string',
  invoice_id: 'string',
  merchant_cid: 'string',
  sequence: 'string',
};

describe('the client and the bank, by the door of panels', () => {
  test.each([
    [true, true, { ...BARE, amount: 'integer', order_id: 'string' }],
    [true, false, { ...BARE, amount: 'integer' }],
    [false, true, { ...BARE, order_id: 'string' }],
    [false, false, BARE],
  ])('amount sent: %s, order id sent: %s', async (amount, orderIdSent, fields) => {
    const { pay, look, orderId, invoiceId, pin, gateway } = await place(
      {},
      { panelSends: { amount, orderId: orderIdSent } },
    );
    expect(invoiceId).toBeNull();
    const paid = await pay(invoiceId);
    expect(paid.outcome).toMatchObject({ type: 'paid' });
    const [charge] = await look<Charge>('ledger');
    expect(charge).toMatchObject({ orderId, amount: 500_000, ivr: 0, merchant_cid: '+989121234567' });
    const arrived = (await look<ArrivedRequest>('requests')).at(-1);
    expect([arrived?.fields, arrived?.otherFields]).toEqual([fields, 0]);
    const kept = JSON.stringify([paid, gateway.log.lines]);
    for (const spelling of [...spellingsOf(PAN), ...spellingsOf(pin)]) expect(kept).not.toContain(spelling);
  });

  test('both are sent unless it is told otherwise', async () => {
    const { pay, look } = await place();
    await pay(null);
    const { fields } = (await look<ArrivedRequest>('requests')).at(-1) ?? {};
    expect(fields).toEqual({ ...BARE, amount: 'integer', order_id: 'string' });
  });

  test.each([
    ['strict', {}],
    ['hostile', { hostile: { seed: 1 } }],
  ])('a %s bank that names its orders is paid by that name, and by no other', async (_, temper) => {
    const { pay, look, orderId, invoiceId } = await place({ invoiceIds: true, ...temper });
    expect(invoiceId).toMatch(/^inv-\d{12}$/);
    // Both name an order, and not the same one.
    expect((await pay(null)).outcome).toEqual({ type: 'unknown', why: 'httpStatus', code: null });
    expect(await look<Charge>('ledger')).toEqual([]);
    expect((await pay(invoiceId)).outcome).toMatchObject({ type: 'paid' });
    expect(await look<Charge>('ledger')).toMatchObject([{ orderId, ivr: 0 }]);
  });

  test('a bank that names its orders knows none by ours', async () => {
    const bare = { panelSends: { amount: false, orderId: false } };
    const { pay, look, invoiceId } = await place({ invoiceIds: true }, bare);
    expect((await pay(null)).outcome).toEqual({ type: 'declined', code: 55 });
    expect((await pay(invoiceId)).outcome).toMatchObject({ type: 'paid' });
    expect(await look<Charge>('ledger')).toHaveLength(1);
  });

  test('a Toman gateway is told a tenth', async () => {
    const { pay, look } = await place({}, { amountUnit: 'toman' });
    expect((await pay(null)).outcome).toMatchObject({ type: 'paid' });
    expect(await look<Charge>('ledger')).toMatchObject([{ amount: 50_000 }]);
  });
});

describe('the gateway’s id in the reply to otp-v2', () => {
  const replying = async (data: unknown, status = 1) => {
    const body = JSON.stringify({ status, data, errors: [] });
    const server = await startRawServer((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
    const gateway = clientOf(`${server.url}/api`);
    onTestFinished(async () => {
      await gateway.close();
      await server.close();
    });
    return gateway.requestOtp(payRequest());
  };

  test.each<[string, unknown, string | null]>([
    ['text', { invoice_id: 'ab-12_C' }, 'ab-12_C'],
    ['text with spaces around it', { invoice_id: ' 778 ' }, '778'],
    ['a number', { invoice_id: 778 }, '778'],
    ['in a list', [{ invoice_id: '778' }], '778'],
    ['nowhere', [], null],
    ['null', { invoice_id: null }, null],
    ['empty', { invoice_id: ' ' }, null],
    ['zero', { invoice_id: 0 }, null],
    ['a broken number', { invoice_id: 1.5 }, null],
    ['too long', { invoice_id: '1'.repeat(51) }, null],
    ['an object', { invoice_id: { id: 1 } }, null],
    ['a sentence', { invoice_id: 'an id' }, null],
    ['the card', { invoice_id: PAN }, null],
    ['most of the card', { invoice_id: `x${PAN.slice(0, 12)}` }, null],
  ])('%s', async (_name, data, invoiceId) => {
    expect(await replying(data)).toMatchObject({ outcome: { type: 'accepted' }, invoiceId });
  });

  test('is none where no PIN is on its way', async () => {
    expect(await replying({ invoice_id: '778' }, 0)).toMatchObject({
      outcome: { type: 'refused' },
      invoiceId: null,
    });
  });

  test('is not part of what a call keeps of the reply', async () => {
    const { outcome, trace } = await replying({ invoice_id: '778' });
    expect(JSON.stringify([outcome, trace])).not.toContain('778');
  });
});
