import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const DAY = 24 * 3_600_000;
const CREDENTIALS = { application_id: 'sandbox-identity', access_password: 'sandbox-identity-password' };
const PERSON = { national_id: '0084575395', mobile_number: '09121234567' };
const ASKED = { ...CREDENTIALS, ...PERSON };
const IDENTITY = '/api/open-banking';
const MOBILE = `${IDENTITY}/service/info-matching/mobile-national-id`;
const CARD = `${IDENTITY}/service/info-matching/card-national-id`;
const KAVENEGAR = '/v1/sandbox-kavenegar-key';

let sandbox: Sandbox;
let bearer = '';
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  bearer = await keyOf('identity');
});
afterAll(() => sandbox.close());
afterEach(() => ask('/_sandbox/faults', { method: 'DELETE' }));

interface Told {
  readonly http: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly status?: unknown; readonly data?: unknown };
}

async function ask(path: string, init: RequestInit = {}): Promise<Told> {
  const reply = await fetch(sandbox.url + path, init);
  return { http: reply.status, body: (await reply.json()) as Told['body'] };
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Told> {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const asIdentity = (path: string, body: unknown, key = bearer) =>
  post(path, body, { authorization: `Bearer ${key}` });

const form = (path: string, fields: Record<string, string>) =>
  ask(`${KAVENEGAR}/${path}.json`, { method: 'POST', body: new URLSearchParams(fields) });

async function keyOf(name: 'identity' | 'transfer'): Promise<string> {
  const address = name === 'identity' ? `${IDENTITY}/application` : '/api/application';
  const id = `sandbox-${name}`;
  const asked = {
    application_id: id,
    access_password: `${id}-password`,
    refresh_token: `${id}-refresh-token`,
  };
  const { body } = await post(`${address}/refresh-api-key`, asked);
  return (body.data as { api_key: string }).api_key;
}

describe('refresh-api-key', () => {
  const asked = { ...CREDENTIALS, refresh_token: 'sandbox-identity-refresh-token' };

  it('gives a key for a day of the clock, and says so by Tehran’s', async () => {
    const { body } = await post(`${IDENTITY}/application/refresh-api-key`, asked);
    expect(body).toMatchObject({ status: 1, message: 'درخواست با موفقیت انجام شد' });
    const { api_key_expire_date: date } = body.data as { api_key_expire_date: string };
    const left = Date.parse(`${date.replace(' ', 'T')}+03:30`) - Date.now();
    expect(Math.abs(left - DAY)).toBeLessThan(5_000);
  });

  it.each<[string, object, number]>([
    ['a parameter is missing', { refresh_token: undefined }, 10],
    ['another application', { application_id: 'x', access_password: 'x' }, 2],
    ['a wrong password', { access_password: 'x', refresh_token: 'x' }, 6],
    ['a wrong refresh token', { refresh_token: 'x' }, 13],
  ])('is refused: %s', async (_what, change, status) => {
    expect(
      (await post(`${IDENTITY}/application/refresh-api-key`, { ...asked, ...change })).body,
    ).toMatchObject({
      status,
      data: [],
    });
  });

  it('of transfers says ok and fail', async () => {
    const id = 'sandbox-transfer';
    const good = {
      application_id: id,
      access_password: `${id}-password`,
      refresh_token: `${id}-refresh-token`,
    };
    expect((await post('/api/application/refresh-api-key', good)).body).toMatchObject({ status: 'ok' });
    expect(
      (await post('/api/application/refresh-api-key', { ...good, refresh_token: 'x' })).body,
    ).toMatchObject({
      status: 'fail',
      data: {},
    });
  });
});

describe('who asks identity is looked at in order', () => {
  /** Everything is wrong, and one after the other is put right; the code tells how far the request came. */
  it('10 2 3 4 5 6 7 8 12 9 10, and then it is answered', async () => {
    const change = (condition: object) =>
      post('/_sandbox/applications', { application: 'identity', ...condition });
    const old = bearer;
    await post('/_sandbox/clock', { advanceMs: DAY });
    bearer = await keyOf('identity');
    const disabled = ['mobile-national-id'];
    await change({ active: false, ipAllowed: false, configured: false, credit: 0, disabled });

    const wrong = { application_id: 'x', access_password: 'x', national_id: 'x', mobile_number: 'x' };
    const known = { ...wrong, application_id: CREDENTIALS.application_id };
    const codes: unknown[] = [];
    const tell = async (body: object, key: string) =>
      codes.push((await asIdentity(MOBILE, body, key)).body.status);
    await tell({ ...wrong, national_id: '' }, 'x');
    await tell(wrong, 'x');
    await tell(known, 'x');
    await change({ active: true });
    await tell(known, 'x');
    await tell(known, old);
    await tell(known, bearer);
    await tell({ ...wrong, ...CREDENTIALS }, bearer);
    await change({ ipAllowed: true });
    await tell({ ...wrong, ...CREDENTIALS }, bearer);
    await change({ disabled: [] });
    await tell({ ...wrong, ...CREDENTIALS }, bearer);
    await change({ configured: true });
    await tell({ ...wrong, ...CREDENTIALS }, bearer);
    await change({ credit: 1_000 });
    await tell({ ...wrong, ...CREDENTIALS }, bearer);
    await tell(ASKED, bearer);
    await tell(ASKED, bearer);
    await change({ credit: 10_000_000 });
    expect(codes).toEqual([10, 2, 3, 4, 5, 6, 7, 8, 12, 9, 10, 1, 9]);
  });
});

describe('matching', () => {
  it.each<[string, object, unknown]>([
    ['their own mobile', {}, true],
    ['a mobile of somebody else', { mobile_number: '09351112233' }, false],
    ['any other mobile', { mobile_number: '09120000001' }, true],
    ['the stranger and any mobile', { national_id: '2287159045', mobile_number: '09120000001' }, false],
  ])('%s', async (_what, change, is_matched) => {
    expect((await asIdentity(MOBILE, { ...ASKED, ...change })).body.data).toEqual({ is_matched });
  });

  it.each<[string, object, unknown]>([
    ['their own card', {}, true],
    ['with another birth date', { birth_date: '1990-03-22' }, false],
    ['a card of somebody else', { card_number: '6104330000001019' }, false],
  ])('%s', async (_what, change, is_matched) => {
    const asked = { ...CREDENTIALS, ...PERSON, card_number: '6037990000001004', birth_date: '1990-03-21' };
    expect((await asIdentity(CARD, { ...asked, ...change })).body.data).toEqual({ is_matched });
  });

  it.each<[string, object]>([
    ['a national id with a wrong check digit', { national_id: '0084575396' }],
    ['a national id as a number', { national_id: 84_575_395 }],
    ['a mobile with +98', { mobile_number: '+989121234567' }],
  ])('refuses %s with 10', async (_what, change) => {
    expect((await asIdentity(MOBILE, { ...ASKED, ...change })).body).toMatchObject({ status: 10, data: [] });
  });

  it('refuses a Jalali birth date with 10', async () => {
    const asked = { ...CREDENTIALS, ...PERSON, card_number: '6037990000001004', birth_date: '1369-01-01' };
    expect((await asIdentity(CARD, asked)).body.status).toBe(10);
  });
});

describe('transfers', () => {
  const TRANSFER = {
    ...{ amount: 1_000, deposit: '1', destination_account: 'IR880540126030100979988607' },
    ...{ destination_firstname: 'a', destination_lastname: 'b' },
  };
  const OF = { application_id: 'sandbox-transfer', access_password: 'sandbox-transfer-password' };

  it.each<[string, object, object]>([
    ['no bank', { bank: undefined }, {}],
    ['another bank', { bank: '057' }, {}],
    ['no transfers', { transfers: [] }, {}],
    ['an amount as text', {}, { amount: '1000' }],
    ['an IBAN with wrong check digits', {}, { destination_account: 'IR910540102220100630357602' }],
    ['no name', {}, { destination_lastname: '' }],
  ])('are refused: %s', async (_what, request, transfer) => {
    const key = await keyOf('transfer');
    const transfers = [{ ...TRANSFER, track_id: 'refused', ...transfer }];
    const { body } = await post(
      '/api/bank-transfer/v2/settlement',
      { ...OF, bank: '016', transfers, ...request },
      {
        authorization: `Bearer ${key}`,
      },
    );
    expect(body).toMatchObject({ status: 'fail', data: {} });
  });

  it('may be several, and may name their target as the wallet does', async () => {
    const key = await keyOf('transfer');
    const { destination_account: target, ...rest } = TRANSFER;
    const transfers = [
      { ...TRANSFER, track_id: 'several-1' },
      { ...rest, destination_number: target, track_id: 'several-2' },
    ];
    const { body } = await post(
      '/api/bank-transfer/v2/settlement',
      { ...OF, bank: '016', transfers },
      {
        authorization: `Bearer ${key}`,
      },
    );
    expect(body).toMatchObject({
      status: 'ok',
      data: [{ track_id: 'several-1' }, { track_id: 'several-2' }],
    });
  });

  it.each(['&limit=1', '&skip=1', '&limit=a&skip=0'])('are not listed with %s alone', async (query) => {
    const key = await keyOf('transfer');
    const { body } = await ask(`/api/bank-transfer/settlement-requests?${new URLSearchParams(OF)}${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(body.status).toBe('fail');
  });
});

describe('Kavenegar', () => {
  const codeOf = ({ body }: Told) => (body.return as { status: number }).status;
  const MESSAGE = { receptor: '09121234567', message: 'سلام' };

  it.each<[string, Record<string, string>, number]>([
    ['no message', { receptor: '09121234567' }, 400],
    ['no receiver', { receptor: '', message: 'a' }, 406],
    ['a landline', { receptor: '02112345678', message: 'a' }, 411],
    ['a sender of letters', { ...MESSAGE, sender: 'Zangpay' }, 412],
    ['an empty message', { receptor: '09121234567', message: ' ' }, 413],
    ['a long message', { receptor: '09121234567', message: 'x'.repeat(901) }, 413],
    ['too many receivers', { receptor: Array(201).fill('09121234567').join(','), message: 'a' }, 414],
    ['a date of letters', { ...MESSAGE, date: 'soon' }, 417],
    ['more ids than receivers', { ...MESSAGE, localid: '1,2' }, 419],
  ])('refuses %s', async (_what, fields, code) => {
    const told = await form('sms/send', fields);
    expect([codeOf(told), told.http]).toEqual([code, code]);
  });

  it('refuses another key, and tells the time to everybody', async () => {
    const other = await ask(`/v1/other/sms/send.json?${new URLSearchParams(MESSAGE)}`);
    expect([codeOf(other), other.http]).toEqual([403, 403]);
    const { body } = await ask('/v1/0/utils/getdate.json');
    const { unixtime, hour } = body.entries as { unixtime: number; hour: number };
    const wall = new Date(unixtime * 1_000);
    expect(wall.getUTCHours()).toBe(hour);
    const now = (await ask('/_sandbox/clock')).body.now as string;
    expect(Math.abs(wall.getTime() - Date.parse(now) - 12_600_000)).toBeLessThan(5_000);
    expect(codeOf(await ask(`${KAVENEGAR}/sms/nothing.json`))).toBe(404);
  });

  it('takes a GET too, and answers one id of ours with one message', async () => {
    const query = new URLSearchParams({ ...MESSAGE, localid: '77' });
    const first = await ask(`${KAVENEGAR}/sms/send.json?${query}`);
    const again = await form('sms/send', { ...MESSAGE, localid: '77' });
    expect(again.body.entries).toEqual(first.body.entries);
    const inbox = (await ask('/_sandbox/messages?receptor=09121234567')).body as unknown as {
      localid: string;
    }[];
    expect(inbox.filter(({ localid }) => localid === '77')).toEqual([
      { receptor: '09121234567', text: 'سلام', localid: '77', messageid: expect.any(Number), status: 1 },
    ]);
  });

  it('delivers by the clock, not to everybody', async () => {
    const receptors = ['09121234561', '09120000006', '09120000011', '09129999999'];
    await post('/_sandbox/optouts', { receptor: '09129999999', out: true });
    const { body } = await form('sms/send', { receptor: receptors.join(','), message: 'a' });
    const ids = (body.entries as { messageid: number }[]).map(({ messageid }) => messageid);
    const statuses = async () =>
      ((await form('sms/status', { messageid: ids.join(',') })).body.entries as { status: number }[]).map(
        ({ status }) => status,
      );
    expect(await statuses()).toEqual([1, 1, 1, 14]);
    await post('/_sandbox/clock', { advanceMs: 2_000 });
    expect(await statuses()).toEqual([5, 5, 5, 14]);
    await post('/_sandbox/clock', { advanceMs: 4_000 });
    expect(await statuses()).toEqual([10, 6, 11, 14]);
    const unknown = await form('sms/status', { messageid: '5' });
    expect(unknown.body.entries).toMatchObject([{ messageid: 5, status: 100 }]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no token', { receptor: '09121234567', template: 'paid' }, 400],
    ['a template that does not exist', { receptor: '09121234567', template: 'missing', token: '1' }, 424],
    ['a token with a space', { receptor: '09121234567', template: 'paid', token: 'a b' }, 431],
  ])('refuses a lookup with %s', async (_what, fields, code) => {
    expect(codeOf(await form('verify/lookup', fields))).toBe(code);
  });
});

describe('a fault that is switched on', () => {
  const send = () => fetch(`${sandbox.url}${KAVENEGAR}/sms/send.json?receptor=09121110000&message=a`);
  const switchOn = (fault: object, times?: number) =>
    post('/_sandbox/faults', { service: 'send', fault, times });
  const sent = async () =>
    ((await ask('/_sandbox/messages?receptor=09121110000')).body as unknown as []).length;

  it('cuts the connection before the work, or after it', async () => {
    const before = await sent();
    await switchOn({ kind: 'cutBefore' }, 1);
    await expect(send()).rejects.toThrow();
    expect(await sent()).toBe(before);
    await switchOn({ kind: 'cutAfter' }, 1);
    await expect(send()).rejects.toThrow();
    expect(await sent()).toBe(before + 1);
    expect((await send()).status).toBe(200);
  });

  it('says nothing, until it is switched off', async () => {
    await switchOn({ kind: 'silent' });
    const silent = fetch(`${sandbox.url}${KAVENEGAR}/sms/send.json`, { signal: AbortSignal.timeout(200) });
    await expect(silent).rejects.toThrow();
    await ask('/_sandbox/faults?service=send', { method: 'DELETE' });
    expect((await send()).status).toBe(200);
  });

  it.each<[object, number, string]>([
    [{ kind: 'html' }, 200, '<!doctype html>'],
    [{ kind: 'http', status: 503 }, 503, '<!doctype html>'],
    [{ kind: 'brokenJson' }, 200, '{"status":1,"data":{'],
    [{ kind: 'code', code: 418 }, 418, '{"return":{"status":418'],
    [{ kind: 'code', code: 418, httpStatus: 200 }, 200, '{"return":{"status":418'],
  ])('answers %j once', async (fault, httpStatus, beginning) => {
    await switchOn(fault, 1);
    const reply = await send();
    expect([reply.status, (await reply.text()).slice(0, beginning.length)]).toEqual([httpStatus, beginning]);
    expect((await send()).status).toBe(200);
  });

  it('answers nothing, or late', async () => {
    await switchOn({ kind: 'empty' }, 1);
    expect(await (await send()).text()).toBe('');
    await switchOn({ kind: 'delay', ms: 200 }, 1);
    const startedAt = performance.now();
    expect((await send()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });

  it('refuses as each face does', async () => {
    const fault = (service: string, code: number) =>
      post('/_sandbox/faults', { service, fault: { kind: 'code', code } });
    await fault('mobile-national-id', 11);
    expect((await asIdentity(MOBILE, ASKED)).body).toMatchObject({ status: 11, data: [] });
    await fault('settlement', 9);
    expect((await post('/api/bank-transfer/v2/settlement', {})).body).toMatchObject({
      status: 'fail',
      data: {},
    });
    await fault('otp-v2', 91);
    expect((await post('/api/ivr/bpm/otp-v2', {})).body).toMatchObject({
      status: 0,
      data: { transactionStatus: '91' },
    });
  });

  it.each<[object, string]>([
    [{ fault: { kind: 'html' } }, 'service must name a service'],
    [{ service: 'send', fault: { kind: 'fire' } }, 'fault must have a kind'],
    [{ service: 'send', fault: { kind: 'delay' } }, 'fault must have a kind'],
    [{ service: 'send', fault: { kind: 'http', status: 99 } }, 'fault must have a kind'],
    [{ service: 'send', fault: { kind: 'html' }, times: 0 }, 'times must be a whole number'],
  ])('is refused when it is none: %j', async (body, wrong) => {
    const told = await post('/_sandbox/faults', body);
    expect([told.http, told.body.wrong]).toEqual([400, expect.stringContaining(wrong)]);
  });
});

describe('the other switches', () => {
  it.each<[string, object, string]>([
    ['clock', { advanceMs: -1 }, 'advanceMs must be'],
    ['clock', {}, 'advanceMs must be'],
    ['ways', { status: 'wrong' }, 'status must be one of: documented, other, text'],
    ['ways', { mood: 'bad' }, 'there is no such switch'],
    ['applications', { application: 'x' }, 'application must be one of: transfer, identity'],
    ['applications', { application: 'identity', colour: 'red' }, 'colour is not what an application has'],
    ['optouts', { receptor: '0912' }, 'give receptor'],
  ])('%s refuse %j', async (path, body, wrong) => {
    const told = await post(`/_sandbox/${path}`, body);
    expect([told.http, told.body.wrong]).toEqual([400, expect.stringContaining(wrong)]);
  });

  it('are told by the index, with the people and the rules', async () => {
    const { body } = await ask('/_sandbox');
    expect(body).toMatchObject({ sandbox: true, people: '/_sandbox/people', messages: '/_sandbox/messages' });
    expect(body.rules).toEqual(expect.arrayContaining([expect.stringContaining('2287159045')]));
    const told = (await ask('/_sandbox/people')).body as { people?: readonly object[]; stranger?: string };
    expect(told.people?.length).toBeGreaterThan(2);
    expect(told.stranger).toBe('2287159045');
  });
});
