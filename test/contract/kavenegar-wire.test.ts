import { afterEach, describe, expect, it } from 'vitest';
import { openKavenegar } from '../../src/adapters/kavenegar/client.ts';
import { createRoughClock } from '../../src/adapters/kavenegar/clock.ts';
import { createSms, createTemplateSender } from '../../src/adapters/kavenegar/sms.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { closedPort } from '../support/raw-server.ts';
import { type Answer, keptLog, startService } from '../support/service-server.ts';

const KEY = '7A6B2F/5D+4c91=';
const MESSAGE = { mobile: '+989121234567', text: 'پرداخت شد: ۵۰۰٬۰۰۰ ریال & سپاس', localId: 417 };
const ENTRY = {
  messageid: 8_792_343,
  message: 'متن',
  status: 1,
  statustext: 'در صف ارسال',
  sender: '10004346',
  receptor: '09121234567',
  date: 1_356_619_709,
  cost: 120,
};
const accepted = (entries: unknown) => ({ return: { status: 200, message: 'تایید شد' }, entries });

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

/** A client of a service that answers so; whatever it logged is looked through for the key and the people. */
async function kavenegar(answer: Answer | ((count: number) => Answer), sender: string | null = null) {
  let count = 0;
  const service = await startService(() => {
    count += 1;
    return typeof answer === 'function' ? answer(count) : answer;
  });
  const { log, lines } = keptLog();
  const system = createSystem();
  const client = openKavenegar({ baseUrl: `${service.url}/v1`, apiKey: KEY, timeoutMs: 300, log, system });
  cleanups.push(service.close, async () => {
    await client.close();
    for (const secret of [KEY, encodeURIComponent(KEY), '9121234567', 'پرداخت', 'token-word']) {
      expect(lines.join('\n')).not.toContain(secret);
    }
  });
  const sms = createSms(client, { sender, statusMethod: 'sms/status' });
  const templates = createTemplateSender(client, 'paid');
  return { service, sms, templates, clock: createRoughClock(client, system), lines };
}

describe('sms/send', () => {
  it('is a form-encoded POST with our own id, below the key', async () => {
    const { service, sms } = await kavenegar({ json: accepted([ENTRY]) });
    expect(await sms.send(MESSAGE)).toEqual({ type: 'accepted', messageId: '8792343' });
    const [sent] = service.arrived;
    expect(sent).toMatchObject({
      method: 'POST',
      path: `/v1/${encodeURIComponent(KEY)}/sms/send.json`,
      query: {},
    });
    expect(sent?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8');
    expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
      receptor: '09121234567',
      message: MESSAGE.text,
      localid: '417',
    });
  });

  it('names the line that it comes from, where one is set', async () => {
    const { service, sms } = await kavenegar({ json: accepted([ENTRY]) }, '10004346');
    await sms.send(MESSAGE);
    expect(new URLSearchParams(service.arrived[0]?.body).get('sender')).toBe('10004346');
  });

  it.each<[string, Answer]>([
    ['one entry that is no list', { json: accepted(ENTRY) }],
    ['an id as text', { json: accepted([{ ...ENTRY, messageid: '8792343' }]) }],
    ['the return code as text', { json: { ...accepted([ENTRY]), return: { status: '200' } } }],
    ['another HTTP status: the return code decides', { json: accepted([ENTRY]), httpStatus: 418 }],
  ])('is accepted with %s', async (_what, answer) => {
    const { sms } = await kavenegar(answer);
    expect(await sms.send(MESSAGE)).toEqual({ type: 'accepted', messageId: '8792343' });
  });

  it.each<[number, boolean]>([
    ...[400, 406, 411, 413, 414, 417, 419, 420, 422, 428, 431].map((code): [number, boolean] => [
      code,
      false,
    ]),
    ...[401, 403, 404, 405, 407, 412, 416, 418, 424, 426, 429, 430, 432, 501].map(
      (code): [number, boolean] => [code, true],
    ),
    ...[402, 409, 451].map((code): [number, boolean] => [code, true]),
  ])('refused with %i may be sent again: %j', async (code, mayRetry) => {
    const body = { return: { status: code, message: 'خطا' }, entries: null };
    for (const httpStatus of [200, code]) {
      const { sms } = await kavenegar({ json: body, httpStatus });
      expect(await sms.send(MESSAGE)).toEqual({ type: 'refused', code, mayRetry });
    }
  });

  it.each<[string, Answer]>([
    ['silence', 'silence'],
    ['a cut connection', 'cut'],
    ['HTML', { text: '<h1>200</h1>' }],
    ['broken JSON', { text: '{"return":{"status":200' }],
    ['HTTP 502', { text: 'bad gateway', httpStatus: 502 }],
    ['no return code', { json: { entries: [ENTRY] } }],
    ['a code that is not in the table', { json: { return: { status: 299 }, entries: [ENTRY] } }],
    ['accepted without an entry', { json: accepted(null) }],
    ['accepted without an id', { json: accepted([{ status: 1 }]) }],
  ])('%s leaves it open', async (_what, answer) => {
    const { service, sms } = await kavenegar(answer);
    expect(await sms.send(MESSAGE)).toEqual({ type: 'unknown' });
    expect(service.arrived).toHaveLength(1);
  });

  it('that never left may be sent again', async () => {
    const { log } = keptLog();
    const baseUrl = `http://127.0.0.1:${await closedPort()}/v1`;
    const client = openKavenegar({ baseUrl, apiKey: KEY, timeoutMs: 300, log, system: createSystem() });
    const sms = createSms(client, { sender: null, statusMethod: 'sms/status' });
    expect(await sms.send(MESSAGE)).toEqual({ type: 'refused', code: 0, mayRetry: true });
    expect(await sms.check()).toMatchObject({ ok: false, wrong: 'Kavenegar does not answer' });
    await client.close();
  });
});

describe('verify/lookup', () => {
  it('sends words without spaces, and reads one entry or a list', async () => {
    for (const entries of [ENTRY, [ENTRY]]) {
      const { service, templates } = await kavenegar({ json: accepted(entries) });
      const tokens = { token: ' token-word  two\nthree ', token10: 'چهار پنج' };
      expect(await templates.sendTemplate({ mobile: '+989121234567', tokens })).toEqual({
        type: 'accepted',
        messageId: '8792343',
      });
      const [sent] = service.arrived;
      expect(sent).toMatchObject({
        method: 'POST',
        path: `/v1/${encodeURIComponent(KEY)}/verify/lookup.json`,
      });
      expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
        receptor: '09121234567',
        template: 'paid',
        token: 'token-word_two_three',
        token10: 'چهار_پنج',
      });
    }
  });
});

describe('the delivery of messages', () => {
  it('is asked for two hundred at once, and told for those that are known', async () => {
    const { service, sms } = await kavenegar({
      json: accepted([
        { messageid: 1, status: 10 },
        { messageid: '2', status: '4' },
        { messageid: 3, status: 77 },
        { messageid: 999, status: 10 },
        { status: 10 },
      ]),
    });
    const ids = Array.from({ length: 201 }, (_, index) => String(index + 1));
    expect(await sms.deliveries(ids)).toEqual(
      new Map([
        ['1', 'delivered'],
        ['2', 'underway'],
      ]),
    );
    const asked = service.arrived.map(({ body }) => new URLSearchParams(body).get('messageid')?.split(','));
    expect(asked).toEqual([ids.slice(0, 200), ids.slice(200)]);
    expect(service.arrived[0]?.path).toMatch(/\/sms\/status\.json$/);
  });

  it.each<Answer>(['silence', { text: 'x' }, { json: { return: { status: 403 } }, httpStatus: 403 }])(
    'is not told after %j',
    async (answer) => {
      const { sms } = await kavenegar(answer);
      expect(await sms.deliveries(['1'])).toEqual(new Map());
    },
  );

  it('of nothing is not asked for', async () => {
    const { service, sms } = await kavenegar({ json: accepted([]) });
    expect(await sms.deliveries([])).toEqual(new Map());
    expect(service.arrived).toEqual([]);
  });
});

describe('a look at Kavenegar', () => {
  it.each<[Answer, object]>([
    [{ json: accepted([{ messageid: 1, status: 100 }]) }, { ok: true }],
    [{ json: { return: { status: 409 } } }, { ok: true }],
    [
      { json: { return: { status: 403 } }, httpStatus: 403 },
      { ok: false, remedy: expect.stringContaining('KAVENEGAR_API_KEY') },
    ],
    [{ json: { return: { status: 418 } } }, { ok: false, remedy: expect.stringContaining('no credit') }],
    [{ text: '<h1>' }, { ok: false, wrong: 'Kavenegar answers nothing that can be read' }],
  ])('%j', async (answer, health) => {
    expect(await (await kavenegar(answer)).sms.check()).toMatchObject(health);
  });
});

describe('utils/getdate', () => {
  const HOUR = 3_600;
  const clockOf = (unixtime: unknown) =>
    accepted({ datetime: '02/06/2012 01:53:46 PM', year: 2012, month: 1, day: 26, hour: 13, unixtime });

  it.each<[string, number, number]>([
    ['the epoch', 0, 0],
    ['Tehran’s wall clock counted as UTC', 3.5 * HOUR, 0],
    ['an epoch five minutes behind us', -300, 300],
    ['a wall clock five minutes before us', 3.5 * HOUR + 300, -300],
    ['an hour before us', HOUR, -HOUR],
  ])('tells the time as %s', async (_what, offset, ahead) => {
    const seconds = Math.floor(Date.now() / 1_000) + offset;
    const { service, clock } = await kavenegar({ json: clockOf(seconds) });
    const told = await clock.aheadMs();
    expect(Math.abs((told ?? Number.NaN) - ahead * 1_000)).toBeLessThan(2_500);
    expect(service.arrived[0]).toMatchObject({ method: 'GET', body: '' });
    expect(service.arrived[0]?.path).toMatch(/\/utils\/getdate\.json$/);
  });

  it.each<Answer>([
    'silence',
    { json: { return: { status: 200 } } },
    { json: clockOf('soon') },
    { json: { return: { status: 403 }, entries: { unixtime: 1 } } },
  ])('tells no time by %j', async (answer) => {
    expect(await (await kavenegar(answer)).clock.aheadMs()).toBeNull();
  });
});
