import { afterEach, describe, expect, it } from 'vitest';
import { connectTransfers } from '../../src/adapters/paystar/transfer.ts';
import { createSystem } from '../../src/adapters/system.ts';
import type { TransferOrder } from '../../src/application/ports.ts';
import { closedPort } from '../support/raw-server.ts';
import { type Answer, keptLog, startService } from '../support/service-server.ts';

const CREDENTIALS = {
  applicationId: 'app-4711',
  accessPassword: 'access password&7719',
  refreshToken: 'refresh-token-8823',
};
const REPEATED = { application_id: CREDENTIALS.applicationId, access_password: CREDENTIALS.accessPassword };
const API_KEY = 'api-key-9931';
const REFRESH = '/api/application/refresh-api-key';
const ORDER: TransferOrder = {
  trackId: 't-204817',
  amount: 160_000_000,
  deposit: '119-813-2618257-1',
  destination: 'IR880540126030100979988607',
  firstName: 'سارا',
  lastName: 'احمدی',
  payId: null,
};
const ROW = {
  hashid: 'h1',
  track_id: ORDER.trackId,
  status: 'pending',
  message: 'در انتظار',
  ref_code: null,
};
const yes = () => true;

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

function client(baseUrl: string) {
  const { log, lines } = keptLog();
  const transfers = connectTransfers({
    ...{ baseUrl, credentials: CREDENTIALS, timeoutMs: 400, bank: '016' },
    ...{ log, system: createSystem() },
  });
  cleanups.push(async () => {
    await transfers.close();
    for (const secret of [API_KEY, '7719', CREDENTIALS.refreshToken, ORDER.destination, 'application_id']) {
      expect(lines.join('\n')).not.toContain(secret);
    }
  });
  return { transfers, lines };
}

/** A service that gives keys, and answers everything else in turn, the last answer again and again. */
async function paystar(...answers: readonly Answer[]) {
  let asked = 0;
  const service = await startService(({ path }) => {
    if (path === REFRESH) return { json: { status: 'ok', data: { api_key: API_KEY } } };
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? 'silence';
  });
  cleanups.push(service.close);
  const asks = () => service.arrived.filter(({ path }) => path !== REFRESH);
  return { ...client(`${service.url}/api`), asks, refreshes: () => service.arrived.length - asks().length };
}

describe('v2/settlement', () => {
  it('is sent as documented, and accepted with its row', async () => {
    const { transfers, asks } = await paystar({ json: { status: 'ok', data: ROW } });
    expect(await transfers.send(ORDER, yes)).toMatchObject({
      type: 'accepted',
      row: { hashId: 'h1', status: 'pending' },
    });
    const [sent] = asks();
    expect(sent).toMatchObject({ method: 'POST', path: '/api/bank-transfer/v2/settlement', query: {} });
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
    });
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      ...REPEATED,
      bank: '016',
      transfers: [
        {
          amount: 160_000_000,
          deposit: ORDER.deposit,
          destination_account: ORDER.destination,
          destination_firstname: 'سارا',
          destination_lastname: 'احمدی',
          track_id: ORDER.trackId,
        },
      ],
    });
  });

  it('names the receiver’s identifier where there is one', async () => {
    const { transfers, asks } = await paystar({ json: { status: 'ok', data: [ROW] } });
    await transfers.send({ ...ORDER, payId: '33' }, yes);
    expect(JSON.parse(asks()[0]?.body ?? '').transfers[0].pay_id).toBe('33');
  });

  it.each<[string, Answer, string]>([
    ['accepted with a list', { json: { status: 'ok', data: [ROW] } }, 'accepted'],
    ['accepted by the other convention', { json: { status: 1 } }, 'accepted'],
    ['refused', { json: { status: 'fail', message: 'خطا', data: { amount: ['نامعتبر'] } } }, 'failed'],
    ['refused with HTTP 422', { json: { status: 'fail', data: null }, httpStatus: 422 }, 'failed'],
    ['silence', 'silence', 'unknown'],
    ['a cut connection', 'cut', 'unknown'],
    ['HTTP 502', { text: 'bad gateway', httpStatus: 502 }, 'unknown'],
    ['HTML', { text: '<h1>ok</h1>' }, 'unknown'],
    ['HTTP 401 with no JSON', { text: '', httpStatus: 401 }, 'unknown'],
    ['a failure that tells of it', { json: { status: 'fail', data: { transfers: [ROW] } } }, 'unknown'],
    ['a refused key that tells of it', { json: { status: 4, data: { transfers: [ROW] } } }, 'unknown'],
    ['the provider’s error', { json: { status: 11 } }, 'unknown'],
  ])('%s: sent once', async (_what, answer, type) => {
    const { transfers, asks } = await paystar(answer);
    expect((await transfers.send(ORDER, yes)).type).toBe(type);
    expect(asks()).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['invalid access', { json: { status: 'fail', message: 'دسترسی نامعتبر', data: {} } }],
    ['HTTP 401', { json: { message: 'Unauthenticated.' }, httpStatus: 401 }],
    ['code 5', { json: { status: 5 } }],
  ])('whose key is refused by %s is sent once more with another, and no more', async (_what, answer) => {
    const again = await paystar(answer, { json: { status: 'ok', data: ROW } });
    expect((await again.transfers.send(ORDER, yes)).type).toBe('accepted');
    expect([again.asks().length, again.refreshes()]).toEqual([2, 2]);
    const never = await paystar(answer);
    expect(await never.transfers.send(ORDER, yes)).toMatchObject({ type: 'failed', why: 'refused' });
    expect([never.asks().length, never.refreshes()]).toEqual([2, 2]);
  });

  it('that is left open by HTTP 401 with no JSON is looked up with a new key', async () => {
    const empty: Answer = { text: '', httpStatus: 401 };
    const { transfers, refreshes } = await paystar(empty, empty, { json: { status: 'ok', data: [ROW] } });
    await transfers.send(ORDER, yes);
    expect(refreshes()).toBe(1);
    expect(await transfers.list({ trackId: ORDER.trackId })).toHaveLength(1);
    expect(refreshes()).toBe(2);
  });

  it('whose key is refused and whose repetition is lost is unknown', async () => {
    const { transfers } = await paystar({ json: { status: 4 } }, 'cut');
    expect(await transfers.send(ORDER, yes)).toEqual({ type: 'unknown', code: null });
  });

  it('that may not be sent any more, has no amount, or finds no PayStar moved nothing', async () => {
    const { transfers, asks } = await paystar({ json: { status: 'ok' } });
    const nothing = { type: 'failed', why: 'notSent', code: null };
    expect(await transfers.send(ORDER, () => false)).toEqual(nothing);
    expect(await transfers.send({ ...ORDER, amount: 0.5 }, yes)).toEqual(nothing);
    expect(asks()).toEqual([]);
    const away = client(`http://127.0.0.1:${await closedPort()}/api`);
    expect(await away.transfers.send(ORDER, yes)).toEqual(nothing);
    expect(await away.transfers.list({})).toBeNull();
  });
});

describe('settlement-requests', () => {
  it('is a GET whose parameters stand in the query, with no body', async () => {
    const { transfers, asks } = await paystar({ json: { status: 'ok', data: [] } });
    expect(await transfers.list({})).toEqual([]);
    await transfers.list({ deposit: ORDER.deposit, trackId: ORDER.trackId, page: { skip: 20, limit: 10 } });
    const [all, some] = asks();
    expect(all).toMatchObject({ method: 'GET', path: '/api/bank-transfer/settlement-requests', body: '' });
    expect(all?.query).toEqual(REPEATED);
    expect(some?.query).toEqual({
      ...REPEATED,
      deposit: ORDER.deposit,
      track_id: ORDER.trackId,
      limit: '10',
      skip: '20',
    });
    expect(some?.headers.authorization).toBe(`Bearer ${API_KEY}`);
  });

  it.each<[string, unknown, number]>([
    ['a list', [ROW, { ...ROW, track_id: 't2' }], 2],
    ['a list within an object', { data: [ROW] }, 1],
    ['one object', ROW, 1],
    ['nothing', null, 0],
  ])('answers with %s', async (_what, data, count) => {
    const { transfers } = await paystar({ json: { status: 'ok', data } });
    expect(await transfers.list({})).toHaveLength(count);
  });

  it.each<Answer>(['silence', 'cut', { text: 'x' }, { json: { status: 'fail' } }])(
    'is not had by %j',
    async (answer) => {
      expect(await (await paystar(answer)).transfers.list({})).toBeNull();
    },
  );
});
