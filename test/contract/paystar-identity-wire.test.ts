import { afterEach, describe, expect, it } from 'vitest';
import { connectIdentity } from '../../src/adapters/paystar/identity.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { secretOf } from '../support/gateway.ts';
import { closedPort } from '../support/raw-server.ts';
import { type Answer, type Arrived, keptLog, startService } from '../support/service-server.ts';

const CREDENTIALS = {
  applicationId: 'app-4711',
  accessPassword: 'access-password-7719',
  refreshToken: 'refresh-token-8823',
};
const API_KEY = 'api-key-9931';
const NATIONAL_ID = '0084575395';
const PAN = '6037990000001004';
const BIRTH = '1990-03-21';
const DONE = 'درخواست با موفقیت انجام شد';
const KEY_GIVEN: Answer = {
  json: { status: 1, data: { api_key: API_KEY, api_key_expire_date: '2099-01-01 00:00:00' }, message: DONE },
};
const REFRESH = '/api/open-banking/application/refresh-api-key';
const MATCHING = '/api/open-banking/service/info-matching';

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

function client(baseUrl: string, deadlineMs: number) {
  const { log, lines } = keptLog();
  const identity = connectIdentity({
    ...{ baseUrl, credentials: CREDENTIALS, timeoutMs: 2_000, deadlineMs },
    ...{ log, system: createSystem() },
  });
  cleanups.push(async () => {
    await identity.close();
    const secrets = [API_KEY, CREDENTIALS.accessPassword, CREDENTIALS.refreshToken, NATIONAL_ID, PAN, '1990'];
    for (const secret of [...secrets, '9121234567']) expect(lines.join('\n')).not.toContain(secret);
  });
  return { identity, lines };
}

/** A service that gives keys, and answers matchings in turn, the last answer again and again. */
async function paystar(answers: readonly Answer[], deadlineMs = 5_000) {
  let asked = 0;
  const service = await startService(({ path }) => {
    if (path === REFRESH) return KEY_GIVEN;
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? 'silence';
  });
  cleanups.push(service.close);
  const matchings = () => service.arrived.filter(({ path }) => path !== REFRESH);
  const refreshes = () => service.arrived.filter(({ path }) => path === REFRESH);
  return { ...client(`${service.url}/api`, deadlineMs), matchings, refreshes };
}

type Client = ReturnType<typeof client>['identity'];
const matchMobile = (identity: Client, nationalId = NATIONAL_ID) =>
  identity.matchMobile({ nationalId: secretOf(nationalId), mobile: '+989121234567' });
const matchCard = (identity: Client, birthDate = BIRTH, pan = PAN) =>
  identity.matchCard({ nationalId: secretOf(NATIONAL_ID), pan: secretOf(pan), birthDate });

const matched = (is_matched: unknown, status: unknown = 1): Answer => ({
  json: { status, data: { is_matched }, message: DONE },
});
const bodyOf = (request: Arrived | undefined) => JSON.parse(request?.body ?? 'null');

describe('what leaves', () => {
  it('is the request for a key, without a bearer, then the mobile and the national id', async () => {
    const { identity, matchings, refreshes } = await paystar([matched(true)]);
    expect(await matchMobile(identity)).toBe('matched');
    const [refresh] = refreshes();
    expect(refresh).toMatchObject({ method: 'POST', query: {} });
    expect(refresh?.headers.authorization).toBeUndefined();
    expect(bodyOf(refresh)).toEqual({
      application_id: CREDENTIALS.applicationId,
      access_password: CREDENTIALS.accessPassword,
      refresh_token: CREDENTIALS.refreshToken,
    });
    const [sent] = matchings();
    expect(sent).toMatchObject({ method: 'POST', path: `${MATCHING}/mobile-national-id`, query: {} });
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(bodyOf(sent)).toEqual({
      application_id: CREDENTIALS.applicationId,
      access_password: CREDENTIALS.accessPassword,
      national_id: NATIONAL_ID,
      mobile_number: '09121234567',
    });
  });

  it('is the card, the national id and the Gregorian birth date', async () => {
    const { identity, matchings } = await paystar([matched(false)]);
    expect(await matchCard(identity)).toBe('mismatched');
    const [sent] = matchings();
    expect(sent).toMatchObject({ method: 'POST', path: `${MATCHING}/card-national-id`, query: {} });
    expect(bodyOf(sent)).toEqual({
      application_id: CREDENTIALS.applicationId,
      access_password: CREDENTIALS.accessPassword,
      national_id: NATIONAL_ID,
      card_number: PAN,
      birth_date: BIRTH,
    });
  });

  it.each<[string, (identity: Client) => Promise<string>]>([
    ['a Jalali birth date', (identity) => matchCard(identity, '1369-01-01')],
    ['a birth date that does not exist', (identity) => matchCard(identity, '1990-02-30')],
    ['a birth date in another form', (identity) => matchCard(identity, '1990/03/21')],
    ['a card of fifteen digits', (identity) => matchCard(identity, BIRTH, PAN.slice(1))],
    ['a national id of nine digits', (identity) => matchMobile(identity, NATIONAL_ID.slice(1))],
    [
      'a secret that was wiped',
      (identity) => {
        const nationalId = secretOf(NATIONAL_ID);
        nationalId.wipe();
        return identity.matchMobile({ nationalId, mobile: '+989121234567' });
      },
    ],
  ])('is never %s', async (_what, ask) => {
    const { identity, matchings, refreshes } = await paystar([matched(true)]);
    expect(await ask(identity)).toBe('unavailable');
    expect([...matchings(), ...refreshes()]).toEqual([]);
  });
});

describe('an answer', () => {
  it.each<[unknown, string]>([
    [true, 'matched'],
    [1, 'matched'],
    ['1', 'matched'],
    ['true', 'matched'],
    [false, 'mismatched'],
    [0, 'mismatched'],
    ['0', 'mismatched'],
    ['False', 'mismatched'],
    [null, 'unavailable'],
    [undefined, 'unavailable'],
    ['', 'unavailable'],
    ['no', 'unavailable'],
  ])('is_matched %j is %s', async (value, finding) => {
    expect(await matchMobile((await paystar([matched(value)])).identity)).toBe(finding);
  });

  it.each<[string, Answer, string]>([
    ['status as text', matched(true, '1'), 'matched'],
    ['the other convention', matched(true, 'ok'), 'matched'],
    ['data in a list', { json: { status: 1, data: [{ is_matched: false }] } }, 'mismatched'],
    ['no status', { json: { data: { is_matched: true } } }, 'unavailable'],
    ['status true', matched(true, true), 'unavailable'],
    ['a failure that says matched', matched(true, 'fail'), 'unavailable'],
    ['success without data', { json: { status: 1, data: [], message: DONE } }, 'unavailable'],
    ['HTTP 403 with success', { ...(matched(true) as object), httpStatus: 403 } as Answer, 'unavailable'],
    ['HTML', { text: '<h1>1</h1>' }, 'unavailable'],
    ['broken JSON', { text: '{"status":1,"data":{"is_matched":true}' }, 'unavailable'],
    ['nothing', { text: '' }, 'unavailable'],
    ['a cut connection', 'cut', 'unavailable'],
  ])('with %s is %s', async (_what, answer, finding) => {
    const { identity, matchings } = await paystar([answer]);
    expect(await matchMobile(identity)).toBe(finding);
    expect(matchings()).toHaveLength(1);
  });
});

describe('status codes', () => {
  const refused = (status: number, httpStatus = 200): Answer => ({
    json: { status, data: [], message: 'رد شد' },
    httpStatus,
  });

  it('10 says that there is no such thing, once, and is no way around the question', async () => {
    for (const httpStatus of [200, 400, 422]) {
      const { identity, matchings } = await paystar([refused(10, httpStatus)]);
      expect(await matchMobile(identity)).toBe('mismatched');
      expect(matchings()).toHaveLength(1);
    }
    expect(await matchMobile((await paystar([refused(10, 500)])).identity)).toBe('unavailable');
  });

  it.each([2, 3, 6, 7, 8, 9, 12, 13, 14, 99])(
    '%i is not asked again, whatever its HTTP status',
    async (code) => {
      for (const httpStatus of [200, 403, 422]) {
        const { identity, matchings, refreshes } = await paystar([refused(code, httpStatus)]);
        expect(await matchMobile(identity)).toBe('unavailable');
        expect([matchings().length, refreshes().length]).toEqual([1, 1]);
      }
    },
  );

  it.each([2, 3, 6, 7, 8, 9, 12, 13])('%i is an error in the log that says what to do', async (code) => {
    const { identity, lines } = await paystar([refused(code)]);
    await matchMobile(identity);
    const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(errors).toEqual([
      expect.objectContaining({
        ...{ provider: 'paystar', service: 'mobile-national-id', outcome: 'failed', code },
        tookMs: expect.any(Number),
        remedy: expect.stringMatching(/PayStar/),
      }),
    ]);
  });

  it.each([4, 5])('%i gets a new key once, and the question is asked once more', async (code) => {
    const again = await paystar([refused(code), matched(true)]);
    expect(await matchMobile(again.identity)).toBe('matched');
    expect([again.matchings().length, again.refreshes().length]).toEqual([2, 2]);

    const never = await paystar([refused(code)]);
    expect(await matchMobile(never.identity)).toBe('unavailable');
    expect([never.matchings().length, never.refreshes().length]).toEqual([2, 2]);
  });

  it.each<[string, Answer]>([
    ['HTTP 401', { text: '<h1>401</h1>', httpStatus: 401 }],
    ['the message of transfers', { json: { status: 'fail', message: 'دسترسی نامعتبر' } }],
  ])('and so does %s', async (_what, answer) => {
    const { identity, refreshes } = await paystar([answer, matched(true)]);
    expect(await matchMobile(identity)).toBe('matched');
    expect(refreshes()).toHaveLength(2);
  });

  it.each([0, 11])('%i is asked again twice, with pauses that grow', async (code) => {
    const { identity, matchings } = await paystar([refused(code)]);
    const startedAt = performance.now();
    expect(await matchMobile(identity)).toBe('unavailable');
    expect(performance.now() - startedAt).toBeGreaterThan(1_150);
    expect(matchings()).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['0', refused(0)],
    ['11', refused(11, 422)],
    ['HTTP 503', { text: '<h1>503</h1>', httpStatus: 503 }],
  ])('%s may come right at the next try', async (_what, answer) => {
    const { identity, matchings } = await paystar([answer, matched(true)]);
    expect(await matchMobile(identity)).toBe('matched');
    expect(matchings()).toHaveLength(2);
  });

  it('0 is not asked again beyond the deadline', async () => {
    const { identity, matchings } = await paystar([refused(0)], 200);
    expect(await matchMobile(identity)).toBe('unavailable');
    expect(matchings()).toHaveLength(1);
  });
});

describe('a payer waits no longer than the deadline', () => {
  it('when nothing is answered', async () => {
    const { identity } = await paystar(['silence'], 300);
    const startedAt = performance.now();
    expect(await matchMobile(identity)).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('when not even a key is given', async () => {
    const service = await startService(() => 'silence');
    cleanups.push(service.close);
    const { identity } = client(`${service.url}/api`, 300);
    const startedAt = performance.now();
    expect(await matchMobile(identity)).toBe('unavailable');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('a look at identity', () => {
  it('is a key that was given', async () => {
    const { identity } = await paystar([]);
    expect(await identity.check()).toEqual({
      ok: true,
      note: expect.stringContaining('API key'),
      renewAt: expect.any(Number),
    });
  });

  it('tells what is wrong, and what to do', async () => {
    const service = await startService(() => ({ json: { status: 6, data: [], message: 'x' } }));
    cleanups.push(service.close);
    expect(await client(service.url, 1_000).identity.check()).toEqual({
      ok: false,
      wrong: 'PayStar gives no API key (the application’s password is wrong, code 6)',
      remedy: expect.stringContaining('access password'),
    });
    const away = client(`http://127.0.0.1:${await closedPort()}/api`, 1_000);
    expect(await away.identity.check()).toMatchObject({ ok: false, wrong: 'PayStar cannot be reached' });
    expect(await matchMobile(away.identity)).toBe('unavailable');
  });
});
