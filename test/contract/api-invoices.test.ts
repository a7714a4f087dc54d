import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiRoutePorts } from '../../src/adapters/http/routes/index.ts';
import { createRoutes } from '../../src/adapters/http/routes/index.ts';
import { createCallJournal } from '../../src/adapters/store/call-journal.ts';
import { createCallRequests } from '../../src/adapters/store/call-requests.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { createInvoiceStore } from '../../src/adapters/store/invoice-store.ts';
import { createMerchantCalls } from '../../src/adapters/store/merchant-calls.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createPaymentStore } from '../../src/adapters/store/payment-store.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { LineFault, type PayerRinger, type RingOutcome, SCOPES } from '../../src/application/ports.ts';
import { FakeIdempotency, startApi } from '../support/api.ts';
import { memoryLog } from '../support/asterisk.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { BOOKSHOP, type BooksKit, booksKit, newMobile, PAID, UNKNOWN } from './suites/books-kit.ts';

/** The routes of invoices and call-backs, over HTTP, on the books of an embedded store. */

const folder = tempFolder();
let database: Database;
let kit: BooksKit;
let api: Awaited<ReturnType<typeof startApi>>;
let ringer: FakeRinger;
let gatewayWorks: boolean;
let now: number | null;

/** Open on Saturdays alone. */
const CLOSED = { days: { sat: [{ from: 540, to: 1_020 }] }, closedDays: [] };

beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
  kit = booksKit(database);
  const [first] = BOOKSHOP.lines;
  if (first === undefined) throw new Error('The bookshop has no line.');
  const line = (number: string, given: object = {}) => ({ ...first, number, aliases: [], ...given });
  await kit.merchants.apply([
    { ...BOOKSHOP, lines: [...BOOKSHOP.lines, line('3000', { hours: CLOSED })] },
    { ...BOOKSHOP, merchantId: 'press', lines: [line('8100', { merchantId: 'press' })] },
    { ...BOOKSHOP, merchantId: 'bare', lines: [] },
  ]);
});
afterAll(async () => {
  await database?.close();
  await folder.remove();
});

beforeEach(async () => {
  ringer = new FakeRinger();
  gatewayWorks = true;
  now = null;
  api = await startApi({ routes: routes() });
});

function routes(given: Partial<ApiRoutePorts['callBacks']> = {}) {
  const system = createSystem();
  const invoices = createInvoiceStore(database);
  return createRoutes({
    invoices,
    system,
    calls: createMerchantCalls(database),
    callBacks: {
      invoices,
      payments: createPaymentStore(database),
      merchants: kit.merchants,
      requests: createCallRequests(database),
      ringer,
      gatewayWorks: () => gatewayWorks,
      ringsPerMobileHour: 3,
      system: { ...system, now: () => now ?? Date.now() },
      log: memoryLog(),
      ...given,
    },
    // Payments have tests of their own.
  } as unknown as ApiRoutePorts);
}

/** Rings nobody. */
class FakeRinger implements PayerRinger {
  readonly rung: Parameters<PayerRinger['ring']>[0][] = [];
  fails = false;
  end: (outcome: RingOutcome | null) => void = () => undefined;

  async ring(request: Parameters<PayerRinger['ring']>[0]) {
    if (this.fails) throw new LineFault('Asterisk is away.');
    this.rung.push(request);
    const ended = Promise.withResolvers<RingOutcome | null>();
    this.end = ended.resolve;
    return { ended: ended.promise };
  }
}

type Asking = Parameters<typeof api.ask>[2];
const created = async (body: object = {}, asking: Asking = {}) =>
  (await api.ask('POST', '/v1/invoices', { body: { amount: 500_000, ...body }, ...asking })).body;
const ofPress = () => api.keys.make({ merchantId: 'press' });

/** One request for each route, to a thing that is the bookshop's. */
const ROUTES = (id: string, call: string) =>
  [
    ['POST', '/v1/invoices', { amount: 1_000 }, 'invoices:write'],
    ['GET', '/v1/invoices', undefined, 'invoices:read'],
    ['GET', `/v1/invoices/${id}`, undefined, 'invoices:read'],
    ['PATCH', `/v1/invoices/${id}`, { description: 'x' }, 'invoices:write'],
    ['POST', `/v1/invoices/${id}/cancel`, undefined, 'invoices:write'],
    ['POST', '/v1/invoices/bulk', 'amount\n1000\n', 'invoices:write'],
    ['POST', '/v1/calls', { invoiceId: id, to: '09121234567' }, 'calls:write'],
    ['GET', '/v1/calls', undefined, 'calls:read'],
    ['GET', `/v1/calls/${call}`, undefined, 'calls:read'],
  ] as const;

describe('every route', () => {
  const csv = (path: string) => (path.endsWith('bulk') ? { headers: { 'content-type': 'text/csv' } } : {});

  test.each(ROUTES('inv_1', 'ring_1'))('%s %s wants a key, and one of its scope', async (...route) => {
    const [method, path, body, scope] = route;
    const asking = { ...(body === undefined ? {} : { body }), ...csv(path) };
    const without = await api.ask(method, path, {
      ...asking,
      headers: { ...csv(path).headers, authorization: '' },
    });
    expect([without.status, without.body.code]).toEqual([401, 'key_missing']);
    const scopes = SCOPES.filter((each) => each !== scope);
    const lacking = await api.ask(method, path, { ...asking, key: api.keys.make({ scopes }) });
    expect([lacking.status, lacking.body.code]).toEqual([403, 'scope_missing']);
  });

  test('shows and changes nothing of another merchant', async () => {
    const { id, code } = await created({ description: 'mine' });
    const { body: call } = await api.ask('POST', '/v1/calls', { body: { invoiceId: id, to: newMobile() } });
    const key = ofPress();
    const answers: unknown[] = [];
    for (const [method, path, body] of ROUTES(id, call.id)) {
      if (path === '/v1/invoices/bulk' || (method === 'POST' && path === '/v1/invoices')) continue;
      const answer = await api.ask(method, path, { ...(body === undefined ? {} : { body }), key });
      answers.push([answer.status, answer.body.code ?? answer.body.data]);
    }
    expect(answers).toEqual([
      [200, []],
      [404, 'invoice_not_found'],
      [404, 'invoice_not_found'],
      [404, 'invoice_not_found'],
      [404, 'invoice_not_found'],
      [200, []],
      [404, 'call_not_found'],
    ]);
    expect((await api.ask('GET', `/v1/invoices?cursor=${id}`, { key })).body.data).toEqual([]);
    expect((await api.ask('GET', `/v1/invoices?code=${code}`, { key })).body.data).toEqual([]);
    const still = await api.ask('GET', `/v1/invoices/${id}`);
    expect(still.body).toMatchObject({ status: 'open', description: 'mine' });
  });
});

describe('an invoice', () => {
  test('is created with a code to key, and read', async () => {
    const answer = await api.ask('POST', '/v1/invoices', {
      body: {
        amount: '۵۰۰٬۰۰۰',
        description: 'سه کتاب',
        payerMobile: '۰۹۱۲ ۱۲۳ ۴۵۶۷',
        orderId: 'order-7',
        expiresAt: '2099-03-21T10:00:00+03:30',
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^inv_/),
      status: 'open',
      code: expect.stringMatching(/^\d{8}$/),
      amount: 500_000,
      description: 'سه کتاب',
      payerMobile: '+989121234567',
      orderId: 'order-7',
      attemptId: null,
      refId: null,
      createdAt: expect.stringMatching(/^20\d\d-.*Z$/),
      expiresAt: '2099-03-21T06:30:00.000Z',
      cancelledAt: null,
      paidAt: null,
    });
    expect((await api.ask('GET', `/v1/invoices/${answer.body.id}`)).body).toEqual(answer.body);
    expect(await kit.payments.findInvoiceBill('bookshop', answer.body.code)).toMatchObject({
      amount: 500_000,
    });
  });

  test.each([
    [{ amount: 1_500 }, 422, 'amount_step', 'amount'],
    [{ amount: 0 }, 400, 'invalid_field', 'amount'],
    [{ amount: 1_000.5 }, 400, 'invalid_field', 'amount'],
    [{}, 400, 'missing_field', 'amount'],
    [{ amount: 1_000, code: '12345678' }, 422, 'code_check_digit', 'code'],
    [{ amount: 1_000, code: '12345' }, 400, 'invalid_field', 'code'],
    [{ amount: 1_000, payerMobile: '02112345678' }, 400, 'invalid_field', 'payerMobile'],
    [{ amount: 1_000, expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiry_passed', 'expiresAt'],
    [{ amount: 1_000, expiresAt: 'tomorrow' }, 400, 'invalid_field', 'expiresAt'],
    [{ amount: 1_000, description: '6037 9912 3456 7893' }, 400, 'invalid_field', 'description'],
    [{ amount: 1_000, orderId: 'x'.repeat(65) }, 400, 'invalid_field', 'orderId'],
    [{ amount: 1_000, merchantId: 'press' }, 400, 'unknown_field', 'merchantId'],
  ])('%j is refused', async (body, status, code, field) => {
    const answer = await api.ask('POST', '/v1/invoices', { body });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field]);
  });

  test('has a code of its own', async () => {
    await created({ code: luhn('8765432') });
    const answer = await api.ask('POST', '/v1/invoices', { body: { amount: 1_000, code: luhn('8765432') } });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([409, 'code_taken', 'code']);
    expect((await created({ code: luhn('8765432') }, { key: ofPress() })).code).toBe(luhn('8765432'));
  });

  test('is created once for one Idempotency-Key, also when the first answer was lost', async () => {
    const headers = { 'idempotency-key': 'a-1' };
    const first = await created({ description: 'once' }, { headers });
    expect(await created({ description: 'once' }, { headers })).toEqual(first);
    // The answer is forgotten, and another process is asked.
    const another = await startApi({ routes: routes() });
    const again = await another.ask('POST', '/v1/invoices', {
      body: { amount: 500_000, description: 'once' },
      headers,
    });
    expect(again.body).toEqual(first);
    const other = await another.ask('POST', '/v1/invoices', {
      body: { amount: 500_000, description: 'another' },
      headers: { 'idempotency-key': 'a-2' },
    });
    expect(other.body.id).not.toBe(first.id);
  });

  test('is recovered when the process that created it died before it answered', async () => {
    const store = new FakeIdempotency();
    const first = await startApi({ routes: routes(), idempotency: store, owner: 'dead' });
    const asking = { body: { amount: 700_000 }, headers: { 'idempotency-key': 'b-1' } };
    const { body } = await first.ask('POST', '/v1/invoices', asking);
    for (const row of store.kept.values()) row.answer = null;
    store.gone.add('dead');
    const second = await startApi({ routes: routes(), idempotency: store });
    const recovered = await second.ask('POST', '/v1/invoices', asking);
    expect([recovered.status, recovered.body]).toEqual([201, body]);
  });

  test('changes, is extended, ended and cancelled', async () => {
    const { id } = await created({ payerMobile: newMobile(), description: 'x' });
    const change = (body: object) => api.ask('PATCH', `/v1/invoices/${id}`, { body });
    expect((await change({ amount: 900_000, payerMobile: null })).body).toMatchObject({
      amount: 900_000,
      payerMobile: null,
      description: 'x',
    });
    expect((await change({ expiresAt: '2020-01-01T00:00:00Z' })).body).toMatchObject({ status: 'expired' });
    expect((await change({ expiresAt: null, description: null })).body).toMatchObject({
      status: 'open',
      expiresAt: null,
      description: null,
    });
    const cancelled = await api.ask('POST', `/v1/invoices/${id}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
    expect((await api.ask('POST', `/v1/invoices/${id}/cancel`)).body).toEqual(cancelled.body);
    const late = await change({ description: 'y' });
    expect([late.status, late.body.code]).toEqual([409, 'invoice_cancelled']);
    expect((await change({ amount: 1_500 })).body.code).toBe('amount_step');
    expect((await change({ code: '12345674' })).body).toMatchObject({ code: 'unknown_field', field: 'code' });
  });

  test.each([
    ['a payment is going on', 'dispatched', 'invoice_processing'],
    ['its result is not known', UNKNOWN, 'invoice_in_doubt'],
    ['it is paid', PAID, 'invoice_paid'],
  ] as const)('stays as it is while %s, and says why', async (_, state, code) => {
    const { id } = await created();
    const billId = await billOf(id);
    if (state === 'dispatched') await kit.dispatched({ billId });
    else await kit.settled(state, { billId });
    const answers = [
      await api.ask('POST', `/v1/invoices/${id}/cancel`),
      await api.ask('PATCH', `/v1/invoices/${id}`, { body: { expiresAt: null } }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, code],
      [409, code],
    ]);
    const fa = await api.ask('POST', `/v1/invoices/${id}/cancel`, { headers: { 'accept-language': 'fa' } });
    expect(fa.body.detail).toMatch(/صورت‌حساب/);
  });

  test('keeps its amount once a payment was tried', async () => {
    const { id } = await created();
    await kit.settled({ type: 'declined', code: 51 }, { billId: await billOf(id) });
    const answer = await api.ask('PATCH', `/v1/invoices/${id}`, { body: { amount: 1_000 } });
    expect([answer.status, answer.body.code]).toEqual([409, 'amount_frozen']);
  });

  test('is found page by page, by status, payer, code and time', async () => {
    const payerMobile = newMobile();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await created({ payerMobile })).id);
    await api.ask('POST', `/v1/invoices/${ids[0]}/cancel`);
    const list = async (query: object) => {
      const { body } = await api.ask('GET', `/v1/invoices?${new URLSearchParams({ payerMobile, ...query })}`);
      return [body.data.map(({ id }: { id: string }) => id), body.nextCursor] as const;
    };
    expect(await list({})).toEqual([ids, null]);
    const [first, cursor] = await list({ limit: '2' });
    const [second, next] = await list({ limit: '2', cursor });
    const [third, end] = await list({ limit: '2', cursor: next });
    expect([[...first, ...second, ...third], end]).toEqual([ids, null]);
    expect((await list({ status: 'cancelled' }))[0]).toEqual([ids[0]]);
    expect((await list({ status: 'open' }))[0]).toEqual(ids.slice(1));
    const { id: ordered } = await created({ payerMobile, orderId: 'order-of-one' });
    expect((await list({ orderId: 'order-of-one' }))[0]).toEqual([ordered]);
    expect((await list({ orderId: 'order-of-none' }))[0]).toEqual([]);
    expect((await list({ from: '2099-01-01' }))[0]).toEqual([]);
    expect((await list({ to: '2020-01-01' }))[0]).toEqual([]);
    for (const query of [
      'status=gone',
      'limit=0',
      'limit=101',
      'from=x',
      'colour=red',
      'status=paid&status=open',
    ]) {
      expect((await api.ask('GET', `/v1/invoices?${query}`)).status).toBe(400);
    }
  });
});

describe('a file of invoices', () => {
  const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/v1/invoices/bulk`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'text/csv', ...headers },
    });
  const read = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const response = await send(body, headers);
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test('tells of each row, and creates the good ones', async () => {
    const code = luhn('7000001');
    const { status, body } = await read(
      [
        '\ufeffAmount,code,description,payerMobile,expiresAt,orderId',
        `"۵۰۰٬۰۰۰",${code},"سه کتاب، ""نو""",۰۹۱۲۱۲۳۴۵۶۷,۲۰۹۹-۰۱-۰۱T۰۰:۰۰:۰۰Z,order-1`,
        '1500,,,,,',
        `1000,${code},,,,`,
        '2000,12345678,,,,',
        '2000,,,021,,',
        ',,only this,,,',
        '',
        '3000,,"two',
        'lines",,,',
        '3000,,,,2020-01-01T00:00:00Z,',
        '4000,,,,,',
      ].join('\r\n'),
      { 'accept-language': 'fa' },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 2, refused: 7 });
    const told = body.rows.map(({ row, status: of, error }: ReportRow) => [
      row,
      of,
      error?.code,
      error?.field,
    ]);
    expect(told).toEqual([
      [1, 'created', undefined, undefined],
      [2, 'refused', 'amount_step', 'amount'],
      [3, 'refused', 'code_taken', 'code'],
      [4, 'refused', 'code_check_digit', 'code'],
      [5, 'refused', 'invalid_field', 'payerMobile'],
      [6, 'refused', 'missing_field', 'amount'],
      [7, 'refused', 'invalid_field', 'description'],
      [8, 'refused', 'expiry_passed', 'expiresAt'],
      [9, 'created', undefined, undefined],
    ]);
    expect(body.rows[1].error.detail).toMatch(/مضربی/);
    expect((await api.ask('GET', `/v1/invoices/${body.rows[0].invoiceId}`)).body).toMatchObject({
      code,
      amount: 500_000,
      description: 'سه کتاب، "نو"',
      payerMobile: '+989121234567',
      orderId: 'order-1',
      expiresAt: '2099-01-01T00:00:00.000Z',
    });
    expect(body.rows[8].code).toMatch(/^\d{8}$/);
  });

  interface ReportRow {
    readonly row: number;
    readonly status: string;
    readonly error: { readonly code: string; readonly field: string | null } | null;
  }

  test.each([
    ['nothing', '', 400, 'csv_malformed', undefined],
    ['no header', '1000,x\n', 400, 'unknown_field', '?'],
    ['an unknown column', 'amount,merchantId\n1000,press\n', 400, 'unknown_field', 'merchantId'],
    ['no amount', 'code\n12345674\n', 400, 'missing_field', 'amount'],
    ['a column twice', 'amount,amount\n1000,1000\n', 400, 'csv_malformed', undefined],
    ['a row that is too short', 'amount,code\n1000\n', 400, 'csv_malformed', undefined],
    ['an open quote', 'amount,code\n1000,"1\n', 400, 'csv_malformed', undefined],
    ['an endless row', `amount,description\n1000,${'x'.repeat(20_000)}\n`, 400, 'csv_malformed', undefined],
    ['too many rows', `amount\n${'1500\n'.repeat(10_001)}`, 413, 'too_many_rows', undefined],
    ['too many bytes', `amount\n${'1'.repeat(5 * 1024 * 1024)}`, 413, 'body_too_large', undefined],
  ])('with %s is refused whole', async (_, text, status, code, field) => {
    const before = await kit.sql('select 1 from invoices');
    const answer = await read(text);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field]);
    expect(await kit.sql('select 1 from invoices')).toHaveLength(before.length);
  });

  test('with bytes that are no UTF-8, or of another type, is refused', async () => {
    expect((await send(Buffer.from([0x61, 0xff, 0x0a]))).status).toBe(400);
    expect((await send('amount\n1000\n', { 'content-type': 'application/json' })).status).toBe(415);
  });

  test('with a header alone creates nothing', async () => {
    expect(await read('amount\n')).toEqual({ status: 200, body: { created: 0, refused: 0, rows: [] } });
  });

  test('is taken once for one Idempotency-Key, also when the first answer was lost half-way', async () => {
    const headers = { 'idempotency-key': 'bulk-1' };
    const text = `amount\n${'1000\n'.repeat(40)}`;
    const first = await read(text, headers);
    expect(first.body).toMatchObject({ created: 40 });
    expect((await read(text, headers)).body).toEqual(first.body);
    const count = (await kit.sql('select 1 from invoices')).length;
    api = await startApi({ routes: routes() });
    expect((await read(text, headers)).body).toEqual(first.body);
    expect(await kit.sql('select 1 from invoices')).toHaveLength(count);
    expect((await read(text)).body).toMatchObject({ created: 40 });
    expect(await kit.sql('select 1 from invoices')).toHaveLength(count + 40);
  });
});

describe('a call-back', () => {
  const call = async (body: object = {}, asking: Asking = {}) => {
    const invoiceId = 'invoiceId' in body ? body.invoiceId : (await created()).id;
    return api.ask('POST', '/v1/calls', { body: { invoiceId, to: newMobile(), ...body }, ...asking });
  };

  test('rings the payer by the merchant’s first line, and tells how that went', async () => {
    const { id: invoiceId, code } = await created();
    const answer = await call({ invoiceId, to: '0935 000 1234' });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^ring_/),
      status: 'ringing',
      direction: 'callBack',
      line: '1000',
      caller: '+98935***1234',
      invoiceId,
      outcome: null,
      handedOver: false,
      attemptIds: [],
      startedAt: expect.any(String),
      endedAt: null,
    });
    const mobile = '+989350001234';
    expect(ringer.rung).toEqual([{ callRequestId: answer.body.id, line: '1000', mobile, invoice: code }]);
    expect((await api.ask('GET', `/v1/calls/${answer.body.id}`)).body).toEqual(answer.body);
    ringer.end('noAnswer');
    await expect
      .poll(async () => (await api.ask('GET', `/v1/calls/${answer.body.id}`)).body)
      .toMatchObject({ status: 'noAnswer', outcome: 'notPaid', endedAt: expect.any(String) });
  });

  test('rings by the line that is given, in any of its spellings', async () => {
    expect((await call({ line: '2000' })).body.line).toBe('2000');
    expect((await call({ line: '+982112345678' })).body.line).toBe('1000');
  });

  test('comes to what was paid in it', async () => {
    const { id: invoiceId } = await created();
    const { body } = await call({ invoiceId });
    const journal = createCallJournal(database);
    const arrived = { callId: 'call_back1', channelId: body.id, line: '1000', caller: '+989120000000' };
    await journal.begin({ ...arrived, at: Date.now(), owner: 'p' });
    ringer.end('answered');
    const shown = () => api.ask('GET', `/v1/calls/${body.id}`).then((answer) => answer.body);
    await expect.poll(shown).toMatchObject({ status: 'inProgress', outcome: null });
    const attempt = await kit.settled(PAID, { billId: await billOf(invoiceId), callId: 'call_back1' });
    await journal.note('call_back1', { merchantId: 'bookshop', line: '1000', endedAt: Date.now() });
    expect(await shown()).toMatchObject({
      status: 'ended',
      outcome: 'paid',
      attemptIds: [attempt.attemptId],
    });
    expect((await api.ask('GET', '/v1/calls/call_back1')).body).toEqual(await shown());
    const listed = await api.ask('GET', `/v1/calls?invoiceId=${invoiceId}`);
    expect(listed.body.data).toEqual([await shown()]);
    expect(JSON.stringify(listed.body)).not.toMatch(/\+98\d{4}/);
  });

  test.each([
    ['a landline', { to: '02112345678' }, 400, 'invalid_field', 'to'],
    ['a line break', { to: '09121234567\r\nAction: Originate' }, 400, 'invalid_field', 'to'],
    ['another exchange', { to: 'PJSIP/alice' }, 400, 'invalid_field', 'to'],
    ['no number', { to: undefined }, 400, 'missing_field', 'to'],
    ['a line of another merchant', { line: '8100' }, 422, 'line_not_found', undefined],
    ['no line of ours', { line: '4242' }, 422, 'line_not_found', undefined],
    ['a line that is an exchange', { line: '1000@operator' }, 400, 'invalid_field', 'line'],
    ['a blocked number', { to: '09120000009' }, 422, 'payer_blocked', undefined],
    ['an invoice that is not there', { invoiceId: 'inv_0' }, 404, 'invoice_not_found', undefined],
  ])('to %s is refused, and nobody is rung', async (_, body, status, code, field) => {
    const answer = await call(body);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field]);
    expect(ringer.rung).toEqual([]);
  });

  test.each([
    ['expired', { expiresAt: '2020-01-01T00:00:00Z' }, 'invoice_expired'],
    ['cancelled', null, 'invoice_cancelled'],
    ['paid', PAID, 'already_paid'],
    ['in doubt', UNKNOWN, 'bill_unknown'],
  ] as const)('for an invoice that is %s is refused', async (_, how, code) => {
    const { id: invoiceId } = await created();
    if (how === null) await api.ask('POST', `/v1/invoices/${invoiceId}/cancel`);
    else if ('type' in how) await kit.settled(how, { billId: await billOf(invoiceId) });
    else await api.ask('PATCH', `/v1/invoices/${invoiceId}`, { body: how });
    const answer = await call({ invoiceId });
    expect([answer.status, answer.body.code]).toEqual([409, code]);
    expect(ringer.rung).toEqual([]);
  });

  test('while the line is closed is refused, with when it opens', async () => {
    now = Date.parse('2026-11-25T12:00:00+03:30');
    const closed = await call({ line: '3000' });
    expect([closed.status, closed.body.code, closed.body.opensAt]).toEqual([
      422,
      'line_closed',
      '2026-11-28T05:30:00.000Z',
    ]);
    now = Date.parse('2026-11-28T12:00:00+03:30');
    expect((await call({ line: '3000' })).status).toBe(202);
  });

  test('of one mobile comes three times in an hour, whoever asks', async () => {
    const to = newMobile();
    for (let n = 0; n < 3; n += 1) expect((await call({ to })).status).toBe(202);
    const { status, body, headers } = await call({ to });
    expect([status, body.code]).toEqual([429, 'rung_too_often']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500);
    const key = ofPress();
    const { id: invoiceId } = await created({}, { key });
    expect((await call({ to, invoiceId }, { key })).body.code).toBe('rung_too_often');
  });

  test('while the gateway or the exchange is down is refused', async () => {
    gatewayWorks = false;
    expect((await call()).body.code).toBe('gateway_down');
    gatewayWorks = true;
    ringer.fails = true;
    const to = newMobile();
    const failed = await call({ to });
    expect([failed.status, failed.body.code]).toEqual([503, 'exchange_down']);
    // A telephone that never rang does not count.
    ringer.fails = false;
    for (let n = 0; n < 3; n += 1) expect((await call({ to })).status).toBe(202);
    const without = await startApi({ routes: routes({ ringer: null }) });
    const { id: invoiceId } = await created();
    const nobody = await without.ask('POST', '/v1/calls', { body: { invoiceId, to: newMobile() } });
    expect([nobody.status, nobody.body.code]).toEqual([503, 'exchange_down']);
  });

  test('of a merchant without a line is refused', async () => {
    const key = api.keys.make({ merchantId: 'bare' });
    const { id: invoiceId } = await created({}, { key });
    expect((await call({ invoiceId }, { key })).body.code).toBe('line_not_found');
  });

  test('rings once for one Idempotency-Key, also when its process dies before it answered', async () => {
    const store = new FakeIdempotency();
    const { id: invoiceId } = await created();
    const asking = { body: { invoiceId, to: newMobile() }, headers: { 'idempotency-key': 'ring-1' } };
    const first = await startApi({ routes: routes(), idempotency: store, owner: 'dead' });
    const { body } = await first.ask('POST', '/v1/calls', asking);
    expect((await first.ask('POST', '/v1/calls', asking)).body).toEqual(body);
    for (const row of store.kept.values()) row.answer = null;
    store.gone.add('dead');
    const second = await startApi({ routes: routes(), idempotency: store });
    const recovered = await second.ask('POST', '/v1/calls', asking);
    expect([recovered.status, recovered.body]).toEqual([202, body]);
    expect(ringer.rung).toHaveLength(1);
  });
});

async function billOf(invoiceId: string): Promise<string> {
  const [row] = await kit.sql('select bill_id from invoices where invoice_id = $1', [invoiceId]);
  return String(row?.billId);
}

/** With its check digit. */
function luhn(body: string): string {
  const sum = [...body].reverse().reduce((all, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
