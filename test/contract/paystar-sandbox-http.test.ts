import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Charge } from '../../src/sandbox/bank.ts';
import type { ArrivedPay } from '../../src/sandbox/pay-log.ts';
import type { ArrivedRequest } from '../../src/sandbox/request-log.ts';
import { type Sandbox, SandboxRefused, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';

const PAN = '6037990000001004';
const OTP = { amount: 50_000, pan: PAN, order_id: '123456', sequence: 'acd54b56ddd651a5cc3v' };
const PAY = { ...OTP, ivr: 1, pin: '12345678', merchant_cid: '+989123456789' };
const JSON_TYPE = 'application/json';

let sandbox: Sandbox;
let lastOrder = 5_000;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, pinLength: 5, sequences: [OTP.sequence] });
});
afterAll(() => sandbox.close());

async function post(call: 'otp-v2' | 'pay', body: unknown, contentType = JSON_TYPE) {
  const reply = await fetch(`${sandbox.gatewayUrl}/ivr/bpm/${call}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    http: reply.status,
    body: (await reply.json()) as { status: number; data: object; errors: string[] },
  };
}

async function look<T>(what: string): Promise<T> {
  return (await (await fetch(`${sandbox.url}/_sandbox/${what}`)).json()) as T;
}

/** Asks for a PIN of a new order, and reads it from the inbox. */
async function withPin(order: Partial<typeof OTP> = {}) {
  lastOrder += 1;
  const asked = { ...OTP, ...order, order_id: String(lastOrder) };
  expect((await post('otp-v2', asked)).body).toEqual({ status: 1, data: [], errors: [] });
  const sms = (await look<Sms[]>('sms')).findLast(({ orderId }) => orderId === asked.order_id);
  return { ...PAY, ...asked, pin: sms?.pin ?? '' };
}

const declined = (code: number) => ({
  http: 200,
  body: { status: 0, data: { refID: '0', transactionStatus: String(code) }, errors: [expect.any(String)] },
});

describe('the contract of otp-v2', () => {
  test.each<[string, object, string]>([
    ['amount missing', { amount: undefined }, 'amount is missing'],
    ['amount as text', { amount: '50000' }, 'amount must be a positive number'],
    ['amount 0', { amount: 0 }, 'amount must be a positive number'],
    ['pan missing', { pan: undefined }, 'pan is missing'],
    ['pan as a number', { pan: 6037990000001004 }, 'pan must be text'],
    ['order_id as a number', { order_id: 123456 }, 'order_id must be text of 1 to 50 characters'],
    ['order_id too long', { order_id: '1'.repeat(51) }, 'order_id must be text of 1 to 50 characters'],
    [
      'sequence with a leading space',
      { sequence: ` ${OTP.sequence}` },
      'sequence must be text without spaces around it',
    ],
    ['sequence empty', { sequence: '' }, 'sequence must be text without spaces around it'],
  ])('%s', async (_name, change, fault) => {
    expect(await post('otp-v2', { ...OTP, ...change })).toEqual({
      http: 422,
      body: { status: 0, data: [], errors: [fault] },
    });
  });

  test.each<[string, object, string]>([
    ['a wrong Luhn digit', { pan: '6037990000001003' }, '14'],
    ['the card of the documentation', { pan: '5022000012340000' }, '14'],
    ['15 digits', { pan: PAN.slice(1) }, '14'],
    ['an unknown sequence', { sequence: 'another' }, '63'],
    ['no multiple of 1000', { amount: 50_500 }, '13'],
    ['a broken amount', { amount: 50_000.5 }, '13'],
  ])('%s is refused, and no PIN is sent', async (_name, change, code) => {
    const before = (await look<Sms[]>('sms')).length;
    const { http, body } = await post('otp-v2', { ...OTP, ...change });
    expect([http, body.status, body.data]).toEqual([200, 0, { transactionStatus: code }]);
    expect(await look<Sms[]>('sms')).toHaveLength(before);
  });

  test('a double amount is accepted, as the contract has it', async () => {
    const raw = JSON.stringify({ ...OTP, order_id: '4999' }).replace('50000', '50000.0');
    expect((await post('otp-v2', raw)).body.status).toBe(1);
  });
});

describe('the contract of pay', () => {
  test.each<[string, object, string]>([
    ['ivr missing', { ivr: undefined }, 'ivr must be the number 1 or 0'],
    ['ivr as text', { ivr: '1' }, 'ivr must be the number 1 or 0'],
    ['ivr 2', { ivr: 2 }, 'ivr must be the number 1 or 0'],
    ['pin as a number', { pin: 12345 }, 'pin must be text of 4 to 12 digits'],
    ['pin missing', { pin: undefined }, 'pin is missing'],
    ['amount missing', { amount: undefined }, 'amount is missing'],
    ['amount as text', { amount: '50000' }, 'amount must be a positive whole number'],
    ['amount broken', { amount: 50_000.5 }, 'amount must be a positive whole number'],
    ['order_id missing', { order_id: undefined }, 'order_id is missing'],
    [
      'merchant_cid without +98',
      { merchant_cid: '09123456789' },
      'merchant_cid must be text such as +989123456789',
    ],
    ['merchant_cid missing', { merchant_cid: undefined }, 'merchant_cid is missing'],
    ['ivr 0 without invoice_id', { ivr: 0 }, 'invoice_id is missing'],
    [
      'ivr 0 with two orders',
      { ivr: 0, invoice_id: '9' },
      'order_id must be the order of invoice_id where both are given',
    ],
    [
      'ivr 0 with amount as text',
      { ivr: 0, invoice_id: '123456', amount: '1' },
      'amount must be a positive whole number',
    ],
  ])('%s', async (_name, change, fault) => {
    expect(await post('pay', { ...PAY, ...change })).toEqual({
      http: 422,
      body: { status: 0, data: [], errors: [fault] },
    });
  });

  test('every fault is named at once', async () => {
    const { body } = await post('pay', { ivr: 1 });
    expect(body.errors).toHaveLength(6);
  });
});

describe('what is no request at all', () => {
  test.each<[string, unknown, string, number]>([
    [
      'the broken sample of the documentation',
      '{"amount":50000,"order_id":"123456""sequence":"a"}',
      JSON_TYPE,
      400,
    ],
    ['an empty body', '', JSON_TYPE, 400],
    ['a form', 'amount=50000', 'application/x-www-form-urlencoded', 415],
    ['JSON called text', OTP, 'text/plain', 415],
    ['a list', [OTP], JSON_TYPE, 422],
    ['null', 'null', JSON_TYPE, 422],
    ['a long body', { ...OTP, note: 'x'.repeat(20_000) }, JSON_TYPE, 413],
  ])('%s', async (_name, body, contentType, http) => {
    expect(await post('otp-v2', body, contentType)).toMatchObject({ http, body: { status: 0, data: [] } });
  });

  test('another method or address', async () => {
    expect((await fetch(`${sandbox.gatewayUrl}/ivr/bpm/pay`)).status).toBe(405);
    expect((await fetch(`${sandbox.gatewayUrl}/ivr/pay`, { method: 'POST' })).status).toBe(404);
  });
});

describe('pay against its PIN', () => {
  test.each<[string, object, number]>([
    ['another amount', { amount: 60_000 }, 13],
    ['no multiple of 1000', { amount: 50_500 }, 13],
    ['another card', { pan: '6104330000001019' }, 14],
    ['a wrong Luhn digit', { pan: '6037990000001003' }, 14],
    ['an unknown sequence', { sequence: 'another' }, 63],
    ['another order', { order_id: '1' }, 55],
  ])('%s', async (_name, change, code) => {
    const order = await withPin();
    expect(await post('pay', { ...order, ...change })).toEqual(declined(code));
    expect((await look<Charge[]>('ledger')).map(({ orderId }) => orderId)).not.toContain(order.order_id);
  });

  test('once paid, the order is a duplicate, also with a new PIN', async () => {
    const order = await withPin();
    expect((await post('pay', order)).body).toEqual({
      status: 1,
      data: { refID: expect.stringMatching(/^[1-9]\d{11}$/) },
      errors: [],
    });
    expect(await post('pay', order)).toEqual(declined(94));
    await post('otp-v2', { ...OTP, order_id: order.order_id });
    const pin = (await look<Sms[]>('sms')).at(-1)?.pin;
    expect(await post('pay', { ...order, pin })).toEqual(declined(94));
    const charges = (await look<Charge[]>('ledger')).filter(({ orderId }) => orderId === order.order_id);
    expect(charges).toHaveLength(1);
  });

  test('ivr 0 pays with or without amount and order_id', async () => {
    const { amount, order_id, ...bare } = await withPin();
    expect((await post('pay', { ...bare, ivr: 0, invoice_id: order_id })).body.status).toBe(1);
    expect((await look<Charge[]>('ledger')).at(-1)).toMatchObject({ orderId: order_id, amount, ivr: 0 });
    const whole = await withPin();
    expect((await post('pay', { ...whole, ivr: 0, invoice_id: whole.order_id })).body.status).toBe(1);
    const other = await withPin();
    expect(await post('pay', { ...other, amount: 1_000, ivr: 0, invoice_id: other.order_id })).toEqual(
      declined(13),
    );
  });
});

describe('pay of a panel against its PIN', () => {
  /** As a panel pays, with or without what the table of the contract leaves out. */
  const ofPanel = ({ amount, order_id, ...rest }: Awaited<ReturnType<typeof withPin>>, whole: boolean) => ({
    ...rest,
    ivr: 0,
    invoice_id: order_id,
    ...(whole ? { amount, order_id } : {}),
  });

  test.each<[string, boolean, object, number]>([
    ['another card', false, { pan: '6104330000001019' }, 14],
    ['a wrong Luhn digit', false, { pan: '6037990000001003' }, 14],
    ['an unknown sequence', false, { sequence: 'another' }, 63],
    ['another order', false, { invoice_id: '1' }, 55],
    ['a wrong PIN', false, { pin: '00000' }, 55],
    ['another amount', true, { amount: 60_000 }, 13],
    ['no multiple of 1000', true, { amount: 50_500 }, 13],
  ])('%s', async (_name, whole, change, code) => {
    const order = await withPin({ pan: '5022290000001032' });
    expect(await post('pay', { ...ofPanel(order, whole), ...change })).toEqual(declined(code));
    expect((await look<Charge[]>('ledger')).map(({ orderId }) => orderId)).not.toContain(order.order_id);
  });

  test.each<[string, object, string]>([
    ['pin missing', { pin: undefined }, 'pin is missing'],
    ['pan missing', { pan: undefined }, 'pan is missing'],
    ['sequence missing', { sequence: undefined }, 'sequence is missing'],
    ['merchant_cid missing', { merchant_cid: undefined }, 'merchant_cid is missing'],
    ['invoice_id as a number', { invoice_id: 7 }, 'invoice_id must be text of 1 to 50 characters'],
    ['order_id as a number', { order_id: 7 }, 'order_id must be text of 1 to 50 characters'],
  ])('%s is refused', async (_name, change, fault) => {
    const order = { ...ofPanel({ ...PAY, order_id: '77' }, false), ...change };
    expect(await post('pay', order)).toEqual({ http: 422, body: { status: 0, data: [], errors: [fault] } });
  });

  test('once paid, the order is a duplicate by either door', async () => {
    const order = await withPin();
    expect((await post('pay', ofPanel(order, true))).body.status).toBe(1);
    expect(await post('pay', ofPanel(order, false))).toEqual(declined(94));
    expect(await post('pay', order)).toEqual(declined(94));
  });
});

describe('what a tester may look at', () => {
  test('it says that it is the sandbox, and shows its cards', async () => {
    expect(await look<object>('')).toMatchObject({ sandbox: true });
    const cards = await look<object[]>('cards');
    expect(cards).toEqual(testCards.map(({ number, name, happens }) => ({ number, name, happens })));
  });

  test('the inbox holds the message of one card, as a bank would write it', async () => {
    const order = await withPin({ pan: '6219860000001041' });
    const inbox = await look<Sms[]>('sms?pan_last4=1041');
    expect(inbox).toEqual([
      {
        to: '621986******1041',
        last4: '1041',
        orderId: order.order_id,
        amount: 50_000,
        pin: expect.stringMatching(/^[1-9]\d{4}$/),
        text: expect.stringContaining(`رمز پویا: ${order.pin}\nخرید: ۵۰٬۰۰۰ ریال`),
        at: expect.any(String),
      },
    ]);
    expect(await look<Sms[]>('sms?pan_last4=0000')).toEqual([]);
  });

  test('the log of requests has names and types, and no card or PIN wherever it was put', async () => {
    const order = await withPin();
    await post('pay', { ...order, [PAN]: PAN, note: order.pin });
    await fetch(`${sandbox.gatewayUrl}/ivr/bpm/pay?pan=${PAN}`, { method: 'POST' });
    await fetch(`${sandbox.gatewayUrl}/${PAN}`, { method: 'POST', headers: { 'content-type': PAN } });
    const log = await look<ArrivedRequest[]>('requests');
    expect(log.at(-3)).toEqual({
      at: expect.any(String),
      method: 'POST',
      path: '/api/ivr/bpm/pay',
      contentType: JSON_TYPE,
      fields: {
        ivr: 'integer',
        pan: 'string',
        pin: 'string',
        amount: 'integer',
        order_id: 'string',
        merchant_cid: 'string',
        sequence: 'string',
      },
      otherFields: 2,
    });
    expect(log.slice(-2).map(({ path }) => path)).toEqual([null, null]);
    for (const open of ['', 'ledger', 'requests', 'pays']) {
      const text = JSON.stringify(await look(open));
      expect(text).not.toContain(PAN);
      expect(text).not.toContain(order.pin);
    }
  });
});

describe('what an auditor may see', () => {
  test('tells of every pay whether its answer went out whole', async () => {
    const cut = testCards.find(({ name }) => name === 'cut-charged');
    const whole = await withPin();
    const lost = await withPin({ pan: cut?.number ?? '' });
    await post('pay', whole);
    await expect(post('pay', lost)).rejects.toThrow();
    const pays = (await look<ArrivedPay[]>('pays')).slice(-2);
    expect(pays).toMatchObject([
      { orderId: whole.order_id, delivered: true, endedAt: expect.any(Number) },
      { orderId: lost.order_id, delivered: false, endedAt: expect.any(Number) },
    ]);
    expect(await look('')).toMatchObject({ sandbox: true, hostile: false });
  });
});

describe('starting and ending', () => {
  test('a port that is taken is one sentence', async () => {
    const second = startSandbox({ port: sandbox.port });
    await expect(second).rejects.toThrow(SandboxRefused);
    await expect(second).rejects.toThrow(
      `Port ${sandbox.port} on 127.0.0.1 is taken: end what uses it, or choose another port.`,
    );
  });

  test('close ends what waits for an answer, and frees the port', async () => {
    const first = await startSandbox({ port: 0 });
    const silent = testCards.find(({ name }) => name === 'otp-silent');
    const waiting = fetch(`${first.gatewayUrl}/ivr/bpm/otp-v2`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify({ ...OTP, pan: silent?.number }),
    }).catch(() => 'cut');
    await expect.poll(async () => (await fetch(`${first.url}/_sandbox/requests`)).json()).toHaveLength(1);
    await first.close();
    expect(await waiting).toBe('cut');
    const second = await startSandbox({ port: first.port });
    await second.close();
  });
});
