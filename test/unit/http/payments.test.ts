import { describe, expect, test } from 'vitest';
import { DECLINE_REASONS } from '../../../src/adapters/http/decline-reasons.ts';
import { PROBLEMS, type ProblemCode } from '../../../src/adapters/http/problems.ts';
import { createRoutes } from '../../../src/adapters/http/routes/index.ts';
import type { PanelRefusal } from '../../../src/application/panel/panel-payments.ts';
import { DECLINE_CODES } from '../../../src/domain/payment/response-code.ts';
import { startApi } from '../../support/api.ts';
import { apiClient } from '../../support/api-client.ts';
import { FakePanel, FakeSearch, fakePorts } from '../../support/api-fakes.ts';
import { PAN, PIN } from '../../support/fakes.ts';

async function start(options: { draining?: () => boolean; requestsPerMinute?: number } = {}) {
  const [payments, paymentSearch] = [new FakePanel(), new FakeSearch()];
  const api = await startApi({
    routes: createRoutes({ ...fakePorts(), payments, paymentSearch }),
    ...options,
  });
  return { payments, paymentSearch, api, client: apiClient(api.url, api.key) };
}

const OTP = { pan: PAN, amount: 500_000, orderId: 'order-1', line: '1000' };
const PAY = { attemptId: 'att_1', pan: PAN, pin: PIN, payerMobile: '09121234567' };
const FAR = { 'accept-language': 'fa' };

describe('POST /v1/otp', () => {
  test('has a PIN sent for an order', async () => {
    const { client, payments } = await start();
    const { data, response } = await client.POST('/v1/otp', { body: OTP });
    expect(response.status).toBe(201);
    expect(data).toEqual({
      id: 'att_1',
      status: 'prepared',
      expiresAt: '2026-11-25T10:00:00.000Z',
      card: { first6: '603799', last4: '5315', bank: 'melli', masked: '6037 99** **** 5315' },
      pin: 'sent',
    });
    expect(payments.otps).toEqual([
      {
        merchantId: 'bookshop',
        keyId: 'key_1',
        line: '1000',
        amount: 500_000,
        purchase: { type: 'order', orderId: 'order-1' },
        pan: PAN,
      },
    ]);
  });

  test('has one sent for an invoice, and the bank may not say so', async () => {
    const { client, payments } = await start();
    payments.otp = { ...(payments.otp as object), pin: 'maybe' } as typeof payments.otp;
    const { pan, amount, line } = OTP;
    const { data } = await client.POST('/v1/otp', {
      body: { pan, amount, line: '+98 21 1234 5678'.replaceAll(' ', ''), invoiceId: 'inv_1' },
    });
    expect(data?.pin).toBe('maybe');
    expect(payments.otps[0]).toMatchObject({
      line: '+982112345678',
      purchase: { type: 'invoice', invoiceId: 'inv_1' },
    });
    expect(line).toBe('1000');
  });

  test.each([
    ['both an order and an invoice', { ...OTP, invoiceId: 'inv_1' }, 'invalid_field', 'orderId'],
    ['neither', { ...OTP, orderId: undefined }, 'missing_field', 'orderId'],
    ['an order that is a card', { ...OTP, orderId: PAN }, 'invalid_field', 'orderId'],
    ['no line', { ...OTP, line: undefined }, 'missing_field', 'line'],
    ['an amount of nothing', { ...OTP, amount: 0 }, 'invalid_field', 'amount'],
    ['a PIN, which is not asked for', { ...OTP, pin: PIN }, 'unknown_field', 'pin'],
  ])('with %s is refused', async (_what, body, code, field) => {
    const { api, payments } = await start();
    expect(await api.ask('POST', '/v1/otp', { body })).toMatchObject({ status: 400, body: { code, field } });
    expect(payments.otps).toEqual([]);
  });
});

/** Each refusal, its problem and its status. */
const REFUSALS: readonly (readonly [PanelRefusal, ProblemCode, number])[] = [
  ['noLine', 'line_not_found', 422],
  ['noInvoice', 'invoice_not_found', 404],
  ['noAttempt', 'attempt_not_found', 422],
  ['amountStep', 'amount_step', 422],
  ['amountDiffers', 'amount_differs', 422],
  ['cardMalformed', 'card_malformed', 422],
  ['cardDiffers', 'card_differs', 409],
  ['invoiceExpired', 'invoice_expired', 409],
  ['invoiceCancelled', 'invoice_cancelled', 409],
  ['billPaid', 'already_paid', 409],
  ['billBusy', 'bill_busy', 409],
  ['billUnknown', 'bill_unknown', 409],
  ['billClosed', 'bill_closed', 409],
  ['payerBusy', 'payer_busy', 409],
  ['payerUnknown', 'payer_unknown', 409],
  ['pinBudget', 'pin_budget', 429],
  ['cardLimit', 'card_limit', 429],
  ['callerLimit', 'caller_limit', 429],
  ['keyLimit', 'key_limit', 429],
  ['otpRefused', 'otp_refused', 422],
  ['priceMismatch', 'price_mismatch', 409],
  ['gatewayDown', 'gateway_down', 503],
  ['attemptExpired', 'attempt_expired', 409],
  ['attemptUsed', 'attempt_used', 409],
  ['storeDown', 'store_down', 503],
  ['draining', 'draining', 503],
];

test.each(REFUSALS)(
  'the refusal %s is the problem %s (%i) in both languages',
  async (refused, code, status) => {
    const { api, payments } = await start();
    payments.otp = { refused };
    payments.paid = { refused };
    const answers = [
      await api.ask('POST', '/v1/otp', { body: OTP }),
      await api.ask('POST', '/v1/payments', { body: PAY, headers: FAR }),
    ];
    for (const answer of answers) expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answers.map(({ body }) => body.detail)).toEqual([
      PROBLEMS[code].detail.en,
      PROBLEMS[code].detail.fa,
    ]);
    expect(answers[0]?.headers.has('retry-after')).toBe(status === 503);
  },
);

test('a PIN that the schema takes and payments do not is a field that is not valid', async () => {
  const { api, payments } = await start();
  payments.paid = { refused: 'pinMalformed' };
  const answer = await api.ask('POST', '/v1/payments', { body: PAY });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_field', field: 'pin' } });
});

describe('POST /v1/payments', () => {
  test('pays', async () => {
    const { client, payments } = await start();
    const { data, response } = await client.POST('/v1/payments', { body: PAY });
    expect([response.status, data]).toEqual([200, { id: 'att_1', status: 'paid', refId: '123456789012' }]);
    expect(payments.pays).toEqual([
      {
        merchantId: 'bookshop',
        keyId: 'key_1',
        attemptId: 'att_1',
        pan: PAN,
        pin: PIN,
        payerMobile: '+989121234567',
      },
    ]);
  });

  test.each(DECLINE_CODES)(
    'tells a decline of code %i with its reason and the way on, in both languages',
    async (code) => {
      const { api, payments } = await start();
      payments.paid = { status: 'declined', attemptId: 'att_1', code, wayOn: 'otherCard' };
      const [en, fa] = [
        await api.ask('POST', '/v1/payments', { body: PAY }),
        await api.ask('POST', '/v1/payments', { body: PAY, headers: FAR }),
      ];
      expect(en).toMatchObject({
        status: 200,
        body: { id: 'att_1', status: 'declined', bankCode: code, wayOn: 'otherCard' },
      });
      expect([en.body.reason, fa.body.reason]).toEqual([DECLINE_REASONS[code].en, DECLINE_REASONS[code].fa]);
      expect(fa.body.reason).toMatch(/^[\u0600-\u06ff\u200c ،؛.]+$/);
    },
  );

  test('tells what is not known yet by 202, and what was not sent by 200', async () => {
    const { api, payments } = await start();
    for (const [status, http] of [
      ['unknown', 202],
      ['notSent', 200],
    ] as const) {
      payments.paid = { status, attemptId: 'att_1' };
      const answer = await api.ask('POST', '/v1/payments', { body: PAY });
      expect([answer.status, answer.body]).toEqual([http, { id: 'att_1', status }]);
    }
  });

  test('pays once for a hundred requests with one Idempotency-Key', async () => {
    const { client, payments } = await start();
    payments.meanwhile = () => new Promise((resolve) => setTimeout(resolve, 100));
    const all = await Promise.all(
      Array.from({ length: 100 }, () =>
        client.POST('/v1/payments', { body: PAY, params: { header: { 'Idempotency-Key': 'one' } } }),
      ),
    );
    expect(payments.pays).toHaveLength(1);
    for (const { data } of all) expect(data).toEqual({ id: 'att_1', status: 'paid', refId: '123456789012' });
  });

  test('whose process died is answered by how the attempt stands', async () => {
    const { api, payments } = await start();
    const headers = { 'idempotency-key': 'one' };
    const pay = () => api.ask('POST', '/v1/payments', { body: PAY, headers });
    await pay();
    api.idempotency.leaveAll();
    payments.stands = { status: 'unknown', attemptId: 'att_1' };
    expect(await pay()).toMatchObject({ status: 202, body: { status: 'unknown' } });
    payments.stands = { status: 'paid', attemptId: 'att_1', refId: '9' };
    expect(await pay()).toMatchObject({ status: 200, body: { status: 'paid', refId: '9' } });
    payments.stands = null;
    expect(await pay()).toMatchObject({ status: 409, body: { code: 'idempotency_unfinished' } });
    expect(payments.pays).toHaveLength(1);
  });
});

describe('GET /v1/payments', () => {
  test('gives page after page', async () => {
    const { client, paymentSearch } = await start();
    const first = await client.GET('/v1/payments', { params: { query: { limit: 2 } } });
    expect(first.data?.data.map(({ id }) => id)).toEqual(['att_1', 'att_2']);
    expect(first.data?.data[0]).toMatchObject({
      status: 'paid',
      orderId: 'order-1',
      card: { masked: '6037 99** **** 1004', bank: 'melli' },
      refId: '777',
      createdAt: '2026-11-25T10:00:00.000Z',
    });
    const next = await client.GET('/v1/payments', {
      params: { query: { limit: 2, cursor: first.data?.nextCursor ?? '' } },
    });
    expect(next.data).toMatchObject({ data: [{ id: 'att_3' }], nextCursor: null });
    expect(JSON.stringify(first.data)).not.toContain('123456789012345678');
    paymentSearch.count = 2;
    expect(
      (await client.GET('/v1/payments', { params: { query: { limit: 2 } } })).data?.nextCursor,
    ).toBeNull();
  });

  test('looks for what is asked, in any digits', async () => {
    const { api, paymentSearch } = await start();
    const query = new URLSearchParams({
      from: '2026-03-21',
      to: '2026-03-21T10:00:00+03:30',
      status: 'paid',
      amount: '۵۰۰٬۰۰۰',
      orderId: 'order-1',
      invoiceId: 'inv_1',
      cardFirst6: '۶۰۳۷۹۹',
      cardLast4: '1004',
      refId: '777',
    });
    expect((await api.ask('GET', `/v1/payments?${query}`)).status).toBe(200);
    expect(paymentSearch.asked).toEqual([
      {
        merchantId: 'bookshop',
        from: Date.UTC(2026, 2, 21),
        to: Date.UTC(2026, 2, 21, 6, 30),
        state: 'paid',
        amount: 500_000,
        merchantOrderId: 'order-1',
        invoiceId: 'inv_1',
        cardFirst6: '603799',
        cardLast4: '1004',
        refId: '777',
        limit: 21,
      },
    ]);
  });

  test.each([
    ['limit=0', 'invalid_field', 'limit'],
    ['limit=101', 'invalid_field', 'limit'],
    ['from=yesterday', 'invalid_field', 'from'],
    ['status=gone', 'invalid_field', 'status'],
    ['status=paid&status=unknown', 'invalid_field', 'status'],
    ['cursor=%00', 'invalid_field', 'cursor'],
    ['merchantId=other', 'unknown_field', 'merchantId'],
    ['format=xml', 'invalid_field', 'format'],
  ])('with %s is refused', async (query, code, field) => {
    const { api } = await start();
    expect(await api.ask('GET', `/v1/payments?${query}`)).toMatchObject({
      status: 400,
      body: { code, field },
    });
  });

  test.each([
    ['format=csv', '*/*'],
    ['', 'text/csv'],
  ])('streams CSV for %s %s, and nothing in it is a formula', async (query, accept) => {
    const { api, paymentSearch } = await start();
    paymentSearch.like = { merchantOrderId: '=HYPERLINK("http://x","a,b")', settledAt: null };
    const { status, headers, text } = await api.ask('GET', `/v1/payments?${query}`, { headers: { accept } });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('content-disposition')).toContain('payments.csv');
    const rows = text.split('\r\n');
    expect(rows[0]).toBe(
      'id,status,amount,orderId,invoiceId,callId,line,channel,card,bank,payerMobile,refId,bankCode,notSentReason,surplus,createdAt,dispatchedAt,settledAt',
    );
    expect(rows[1]).toBe(
      `att_1,paid,500000,"'=HYPERLINK(""http://x"",""a,b"")",,,1000,panel,6037 99** **** 1004,melli,'+989121234567,777,,,no,2026-11-25T10:00:00.000Z,2026-11-25T10:00:30.000Z,`,
    );
    expect(rows).toHaveLength(5);
  });

  test('streams no faster than it is read, some rows at a time, and stops when nobody reads', async () => {
    const { api, paymentSearch } = await start();
    paymentSearch.count = 1_000_000;
    const abort = new AbortController();
    const response = await fetch(`${api.url}/v1/payments?format=csv`, {
      headers: { authorization: `Bearer ${api.key}` },
      signal: abort.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = paymentSearch.asked.length;
    expect(asked).toBeLessThan(200);
    expect(paymentSearch.asked[1]).toMatchObject({ limit: 500, after: 'att_500' });
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const afterwards = paymentSearch.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(paymentSearch.asked.length).toBe(afterwards);
  });

  test('that nobody can be answered in is 406', async () => {
    const { api } = await start();
    const answer = await api.ask('GET', '/v1/payments/att_1', { headers: { accept: 'text/csv' } });
    expect(answer).toMatchObject({ status: 406, body: { code: 'not_acceptable' } });
  });
});

describe('GET /v1/payments/{attemptId}', () => {
  test('shows one, and those of others as little as those that are not there', async () => {
    const { api, client } = await start();
    const params = { path: { attemptId: 'att_2' } };
    expect((await client.GET('/v1/payments/{attemptId}', { params })).data).toMatchObject({ id: 'att_2' });
    const other = api.keys.make({ merchantId: 'florist' });
    const answers = [
      await api.ask('GET', '/v1/payments/att_9'),
      await api.ask('GET', '/v1/payments/att_2', { key: other }),
    ];
    const [absent, others] = answers.map(({ status, body: { requestId: _, ...body } }) => [status, body]);
    expect(absent).toEqual([404, expect.objectContaining({ code: 'payment_not_found' })]);
    expect(others).toEqual(absent);
    expect((await api.ask('GET', '/v1/payments/nothing')).body.code).toBe('not_found');
  });
});

/** Each route with a request that it takes, and the scope it takes. */
const REQUESTS = [
  ['POST', '/v1/otp', OTP, 'payments:write'],
  ['POST', '/v1/payments', PAY, 'payments:write'],
  ['GET', '/v1/payments', undefined, 'payments:read'],
  ['GET', '/v1/payments/att_1', undefined, 'payments:read'],
] as const;

describe.each(REQUESTS)('%s %s', (method, path, body, scope) => {
  test('is not for whoever has no key, or one without its scope', async () => {
    const { api } = await start();
    const ask = (key: string, headers = {}) => api.ask(method, path, { body, key, headers });
    expect(await ask('', { authorization: '' })).toMatchObject({
      status: 401,
      body: { code: 'key_missing' },
    });
    const lesser = api.keys.make({ scopes: ['invoices:read'] });
    expect(await ask(lesser)).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    expect((await ask(api.keys.make({ scopes: [scope] }))).status).toBeLessThan(300);
  });

  test('is refused over the limit', async () => {
    const { api } = await start({ requestsPerMinute: 1 });
    expect((await api.ask(method, path, { body })).status).toBeLessThan(300);
    expect(await api.ask(method, path, { body })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
  });

  test('while the server ends is taken only if it changes nothing', async () => {
    const { api } = await start({ draining: () => true });
    const answer = await api.ask(method, path, { body });
    if (method === 'GET') expect(answer.status).toBe(200);
    else expect(answer).toMatchObject({ status: 503, body: { code: 'draining' } });
  });
});
