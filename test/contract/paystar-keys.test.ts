import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SmsSent, TransferOrder } from '../../src/application/ports.ts';
import { type BankPlace, openBankPlace } from '../support/bank-services.ts';
import { PAN, secretOf } from '../support/gateway.ts';

const DAY = 24 * 3_600_000;
const NATIONAL_ID = '4128395072';
const MOBILE = '+989351112233';
const IBAN = 'IR880540126030100979988607';

let place: BankPlace;
beforeAll(async () => {
  place = await openBankPlace({ KAVENEGAR_TEMPLATE: 'paid' });
});
afterAll(() => place.close());
beforeEach(async () => {
  await place.control('faults', undefined, 'DELETE');
});

const crowd = <R>(ask: (index: number) => Promise<R>) =>
  Promise.all(Array.from({ length: 100 }, (_, index) => ask(index)));

const matchMobile = () => {
  const { identity } = place.services;
  if (identity === null) throw new Error('identity is not set up');
  return identity.matchMobile({ nationalId: secretOf(NATIONAL_ID), mobile: MOBILE });
};

function transfersOf() {
  const { transfers } = place.services;
  if (transfers === null) throw new Error('transfers are not set up');
  return transfers;
}

const order = (trackId: string, amount = 20_000): TransferOrder => ({
  ...{ trackId, amount, deposit: '1', destination: IBAN },
  ...{ firstName: 'سارا', lastName: 'احمدی', payId: null },
});

/** How many keys the application was given so far. */
async function keysGiven(application: 'identity' | 'transfer'): Promise<number> {
  const all = await place.control<readonly { id: string; keysGiven: number }[]>('applications');
  return all.find(({ id }) => id === `sandbox-${application}`)?.keysGiven ?? Number.NaN;
}

describe('an API key', () => {
  it('is got once for a hundred calls at the beginning, and once at its end', async () => {
    expect(new Set(await crowd(matchMobile))).toEqual(new Set(['matched']));
    expect(await keysGiven('identity')).toBe(1);
    place.advance(DAY);
    await place.advanceSandbox(DAY);
    expect(new Set(await crowd(matchMobile))).toEqual(new Set(['matched']));
    expect(await keysGiven('identity')).toBe(2);
  });

  it('is renewed before it ends, so that nobody meets a key that has', async () => {
    const before = await keysGiven('identity');
    place.advance(DAY - 20 * 60_000);
    await place.advanceSandbox(DAY - 20 * 60_000);
    expect(await matchMobile()).toBe('matched');
    expect(await keysGiven('identity')).toBe(before + 1);
    expect(place.lines.join('\n')).not.toContain('"code":5');
  });

  it('that is refused to a hundred is renewed once', async () => {
    const before = await keysGiven('identity');
    await place.control('applications', { application: 'identity', forgetKeys: true });
    expect(new Set(await crowd(matchMobile))).toEqual(new Set(['matched']));
    expect(await keysGiven('identity')).toBe(before + 1);
  });

  it('that ended by the other clock alone is renewed once', async () => {
    const before = await keysGiven('identity');
    await place.advanceSandbox(DAY);
    expect(new Set(await crowd(matchMobile))).toEqual(new Set(['matched']));
    expect(await keysGiven('identity')).toBe(before + 1);
    place.advance(DAY);
  });

  it('that is refused again and again is renewed once for each question, and no more', async () => {
    await matchMobile();
    const before = await keysGiven('identity');
    await place.control('faults', { service: 'mobile-national-id', fault: { kind: 'code', code: 4 } });
    expect(await matchMobile()).toBe('unavailable');
    expect(await keysGiven('identity')).toBe(before + 1);
  });

  it('of transfers is one of its own, at an address of its own', async () => {
    expect(await transfersOf().list({})).toEqual([]);
    expect(await keysGiven('transfer')).toBe(1);
    await place.control('applications', { application: 'transfer', forgetKeys: true });
    const sent = await crowd((index) => transfersOf().send(order(`crowd-${index}`), () => true));
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['accepted']));
    expect(await keysGiven('transfer')).toBe(2);
    expect(await transfersOf().list({})).toHaveLength(100);
  });
});

describe('a transfer', () => {
  it('is pending, and a success or a failure when the bank’s cycle has passed', async () => {
    await transfersOf().send(order('good'), () => true);
    await transfersOf().send(order('bad', 20_099), () => true);
    const states = async () =>
      Promise.all(
        ['good', 'bad'].map(async (trackId) =>
          (await transfersOf().list({ trackId }))?.map(({ status }) => status),
        ),
      );
    expect(await states()).toEqual([['pending'], ['pending']]);
    await place.advanceSandbox(30 * 60_000);
    expect(await states()).toEqual([['success'], ['failed']]);
  });

  it('whose reply is lost is unknown, and found by its track id', async () => {
    await place.control('faults', { service: 'settlement', fault: { kind: 'cutAfter' }, times: 1 });
    expect(await transfersOf().send(order('lost'), () => true)).toEqual({ type: 'unknown', code: null });
    expect(await transfersOf().list({ trackId: 'lost' })).toMatchObject([
      { trackId: 'lost', amount: 20_000 },
    ]);
    expect(await transfersOf().list({ trackId: 'never' })).toEqual([]);
  });

  it('that is sent twice is refused, or answered as the first was', async () => {
    await transfersOf().send(order('twice'), () => true);
    expect(await transfersOf().send(order('twice'), () => true)).toMatchObject({
      type: 'failed',
      why: 'refused',
    });
    await place.control('ways', { duplicates: 'first' });
    expect(await transfersOf().send(order('twice'), () => true)).toMatchObject({ type: 'accepted' });
    await place.control('ways', { duplicates: 'refuse' });
    expect(await transfersOf().list({ trackId: 'twice' })).toHaveLength(1);
  });

  it('is listed by pages', async () => {
    const all = (await transfersOf().list({})) ?? [];
    const page = await transfersOf().list({ page: { skip: 1, limit: 2 } });
    expect(page?.map(({ trackId }) => trackId)).toEqual(all.slice(1, 3).map(({ trackId }) => trackId));
  });
});

describe('whichever way PayStar tells of success and failure', () => {
  it.each([
    { status: 'documented', data: 'documented' },
    { status: 'other', data: 'array' },
    { status: 'text', data: 'array' },
    { status: 'other', data: 'documented' },
  ])('%j is understood', async (ways) => {
    await place.control('ways', ways);
    await place.control('applications', { application: 'identity', forgetKeys: true });
    await place.control('applications', { application: 'transfer', forgetKeys: true });
    const trackId = JSON.stringify(ways).replace(/\W/g, '');
    expect(await matchMobile()).toBe('matched');
    expect((await transfersOf().send(order(trackId), () => true)).type).toBe('accepted');
    expect((await transfersOf().send(order(trackId), () => true)).type).toBe('failed');
    expect(await transfersOf().list({ trackId })).toHaveLength(1);
    await place.control('ways', { status: 'documented', data: 'documented' });
  });
});

describe('a look at an application', () => {
  it('asks PayStar now, whatever key lies ready', async () => {
    const looks = [place.services.identity, place.services.transfers];
    await Promise.all([matchMobile(), transfersOf().list({})]);
    const before = await keysGiven('identity');
    for (const one of looks) expect(await one?.check()).toMatchObject({ ok: true });
    expect(await keysGiven('identity')).toBe(before + 1);
    await place.control('faults', { service: 'refresh-api-key', fault: { kind: 'cutBefore' } });
    for (const one of looks) {
      expect(await one?.check()).toMatchObject({
        ok: false,
        wrong: expect.stringContaining('did not answer'),
      });
    }
    expect(await matchMobile()).toBe('matched');
  });
});

describe('the log', () => {
  it('tells of every exchange, and holds no secret', async () => {
    const { sms, templates, identity } = place.services;
    const message = { mobile: MOBILE, text: 'پرداخت شد', localId: 1 };
    const sent: (SmsSent | undefined)[] = [
      await sms?.send(message),
      await templates?.sendTemplate({ mobile: MOBILE, tokens: { token: 'secret-token' } }),
    ];
    expect(sent.map((one) => one?.type)).toEqual(['accepted', 'accepted']);
    for (const kind of ['cutBefore', 'html', 'empty', 'brokenJson']) {
      await place.control('faults', { service: 'send', fault: { kind }, times: 1 });
      expect(await sms?.send(message)).toEqual({ type: 'unknown' });
    }
    await identity?.matchCard({
      nationalId: secretOf(NATIONAL_ID),
      pan: secretOf(PAN),
      birthDate: '1985-11-02',
    });
    const told = place.lines.map((line) => JSON.parse(line));
    const services = new Set(told.map(({ service }) => service));
    for (const service of [
      'refresh-api-key',
      'mobile-national-id',
      'card-national-id',
      'settlement',
      'sms/send',
    ]) {
      expect(services).toContain(service);
    }
    const { environment } = place.sandbox;
    const given = Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN|KEY/.test(name));
    expect(given).toHaveLength(5);
    const secrets = [
      ...given.map(([, value]) => value),
      'key-',
      NATIONAL_ID,
      PAN,
      '9351112233',
      '1985-11-02',
      IBAN,
    ];
    for (const secret of [...secrets, 'پرداخت', 'secret-token']) {
      expect(place.lines.filter((line) => line.replace('refresh-api-key', '').includes(secret))).toEqual([]);
    }
  });
});
