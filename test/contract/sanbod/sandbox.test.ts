import { describe, expect, test } from 'vitest';
import { shelfInMemory, TokenKeeper } from '../../../src/adapters/provider/tokens.ts';
import { createConversions } from '../../../src/adapters/sanbod/conversions.ts';
import { createOauth } from '../../../src/adapters/sanbod/oauth.ts';
import type { SanbodToken } from '../../../src/adapters/sanbod/read-token.ts';
import { createReports } from '../../../src/adapters/sanbod/reports.ts';
import type { SanbodSettings } from '../../../src/adapters/sanbod/settings.ts';
import { createTransfers } from '../../../src/adapters/sanbod/transfers.ts';
import type { BankTransferOrder } from '../../../src/application/ports.ts';
import { secretOf } from '../../support/fakes.ts';
import { sanbodSettings } from '../../support/sanbod.ts';
import { answerAtBank, startSanbodSandbox } from '../../support/sanbod-sandbox.ts';

const CARD = '5022291301984702';
const SINA = 'IR410590011981302618257001';
const SOURCE = '119-813-2618257-1';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The product's clients on the sandbox, with the sandbox's clock, so that tokens end for both at once. */
async function start(given: Partial<SanbodSettings> = {}) {
  const sandbox = await startSanbodSandbox();
  const system = { now: () => sandbox.clock.now() };
  const { settings, log } = sanbodSettings(sandbox.url, { system, ...given });
  const oauth = createOauth(settings);
  const keeper = (renew: (old: SanbodToken | null) => Promise<SanbodToken>) =>
    new TokenKeeper<SanbodToken>({ shelf: shelfInMemory(), renew, system });
  const client = keeper(() => oauth.clientToken());
  const consented = async () => {
    const page = await oauth.authorize({ provider: '059', state: 7_000 });
    const back = await answerAtBank(page);
    const first = await oauth.exchange(back.searchParams.get('code') ?? '');
    const tokens = keeper((old) => (old === null ? Promise.resolve(first) : oauth.refresh(old)));
    return {
      first,
      transfers: createTransfers(settings, () => async () => tokens),
      reports: createReports(settings, () => async () => tokens),
    };
  };
  return {
    sandbox,
    oauth,
    settings,
    log,
    conversions: createConversions(settings, async () => client),
    consented,
  };
}

const PAYA: BankTransferOrder = {
  kind: 'paya',
  sourceDeposit: SOURCE,
  iban: 'IR660570021380014707021101',
  amount: 160_000,
  receiver: { firstName: 'ela', lastName: 'sanbod' },
  description: 'rent',
};

describe('tokens', () => {
  test('live for an hour, a refresh token for a year, a code for one use, by the movable clock', async () => {
    const { sandbox, oauth } = await start();
    await sandbox.turn({ rotateRefresh: false });
    const back = await answerAtBank(await oauth.authorize({ provider: '057', state: 7_000 }));
    expect(back.searchParams.get('state')).toBe('7000');
    const code = back.searchParams.get('code') ?? '';
    const token = await oauth.exchange(code);
    await expect(oauth.exchange(code)).rejects.toThrow('is used, old or none');
    expect(token.renewAt - sandbox.clock.now()).toBeGreaterThan(58 * MINUTE);
    sandbox.clock.advance(364 * 24 * HOUR);
    const renewed = await oauth.refresh(token);
    expect(renewed.refreshToken).toBe(token.refreshToken);
    sandbox.clock.advance(2 * 24 * HOUR);
    await expect(oauth.refresh(token)).rejects.toThrow('is revoked, old or none');
  });

  test('rotate, where that is switched on, and come in a frame, where that is', async () => {
    const { sandbox, oauth } = await start();
    await sandbox.turn({ tokenFrame: true });
    const back = await answerAtBank(await oauth.authorize({ provider: '057', state: 1 }));
    const token = await oauth.exchange(back.searchParams.get('code') ?? '');
    const renewed = await oauth.refresh(token);
    expect(renewed.refreshToken).not.toBe(token.refreshToken);
    await expect(oauth.refresh(token)).rejects.toThrow('is revoked, old or none');
    await oauth.refresh(renewed);
  });

  test('are refused at once when they are revoked', async () => {
    const { oauth, consented } = await start();
    const { first, reports } = await consented();
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'answered' });
    await oauth.revoke(first);
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'noAccess' });
  });

  test('are not given to a client with a wrong password', async () => {
    const { oauth } = await start({ client: { id: 'shop', secret: 'wrong' } });
    await expect(oauth.clientToken()).rejects.toThrow('the client is not known');
  });

  test('of a client allow no transfer', async () => {
    const { oauth, settings } = await start();
    const tokens = new TokenKeeper<SanbodToken>({
      shelf: shelfInMemory(),
      renew: () => oauth.clientToken(),
      system: settings.system,
    });
    const result = await createTransfers(settings, () => async () => tokens).transfer(PAYA);
    expect(result).toMatchObject({ type: 'failed', reasons: ['scope: is not granted'] });
  });

  test('are given at both spellings of the address', async () => {
    const { sandbox, oauth, log } = await start();
    await sandbox.turn({ onlyMisspelled: true });
    const page = await oauth.authorize({ provider: '054', state: 7_000 });
    expect(page.pathname).toMatch(/^\/sanbod-bank\//);
    expect(log.lines.some(({ message }) => message.includes('other spelling'))).toBe(true);
  });

  test('for a code are given at the documents’ address too', async () => {
    const { settings } = await start();
    const paths = { ...settings.paths, token: '/oautht/v1/authorize' };
    const odd = createOauth({ ...settings, paths });
    const back = await answerAtBank(await odd.authorize({ provider: '054', state: 7_000 }));
    expect((await odd.exchange(back.searchParams.get('code') ?? '')).refreshToken).not.toBeNull();
  });
});

describe('the bank’s page', () => {
  test.each([
    [{ user: 'ela', password: '12345', national_id: '0123456789' }],
    [{ user: 'someone', password: '1234', national_id: '0123456789' }],
    [{ user: 'ela', password: '1234', national_id: '0123456780' }],
    [{ user: 'ela', password: '1234', national_id: '1111111111' }],
  ])('lets nobody in with %j', async (form) => {
    const { oauth } = await start();
    const page = await oauth.authorize({ provider: '059', state: 7_000 });
    expect(await (await fetch(page)).text()).toContain('بانک آزمایشی سینا');
    const answer = await fetch(`${page.href}/login`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(401);
    const skipped = await fetch(`${page.href}/consent`, {
      method: 'POST',
      body: new URLSearchParams({ answer: 'consent', deposit: SOURCE }),
    });
    expect(skipped.status).toBe(404);
  });

  test('gives an error instead of a code to who refuses, and is over then', async () => {
    const { oauth } = await start();
    const page = await oauth.authorize({ provider: '059', state: 7_000 });
    const back = await answerAtBank(page, 'refuse');
    expect(Object.fromEntries(back.searchParams)).toEqual({ error: 'access_denied', state: '7000' });
    expect((await fetch(page)).status).toBe(404);
  });
});

describe('conversions', () => {
  test('answer with the documents’ data', async () => {
    const { conversions } = await start();
    expect(await conversions.cardToIban(secretOf(CARD))).toMatchObject({ value: SINA });
    expect(await conversions.cardToDeposit(secretOf(CARD))).toMatchObject({ value: SOURCE });
    expect(await conversions.ibanToDeposit(SINA)).toMatchObject({ value: SOURCE });
    const asked = { depositNumber: SOURCE, provider: '059' };
    expect(await conversions.depositToIban(asked)).toMatchObject({ value: SINA });
    const elsewhere = await conversions.depositToIban({ ...asked, provider: '057' });
    expect(elsewhere).toMatchObject({ value: expect.stringMatching(/^IR\d\d057/) });
  });

  test('answer with the documents’ false sample on demand, which is an error', async () => {
    const { sandbox, conversions } = await start();
    await sandbox.turn({ falseSample: true });
    const answer = await conversions.depositToIban({ depositNumber: SOURCE, provider: '059' });
    expect(answer).toMatchObject({ type: 'unusable' });
  });
});

describe('transfers', () => {
  test('by Paya are ready, and done when the clock passes a cycle', async () => {
    const { sandbox, consented } = await start();
    const { transfers, reports } = await consented();
    const result = await transfers.transfer(PAYA);
    expect(result).toMatchObject({ type: 'accepted', status: { raw: 'READY_TO_TRANSFER' } });
    const standing = async () => {
      const answer = await reports.paya({ depositNumber: SOURCE });
      return answer.type === 'answered' ? answer.value.map(({ status }) => status.raw) : answer.type;
    };
    expect(await standing()).toEqual(['READY_TO_TRANSFER']);
    sandbox.clock.advance(48 * HOUR);
    expect(await standing()).toEqual(['PROCESSED']);
  });

  test.each(['TASFIYEH_SHODE', 'TASFIYEH_SHODEH'])('by Satna come to %s step by step', async (settled) => {
    const { sandbox, consented } = await start();
    await sandbox.turn({ settled });
    const { transfers, reports } = await consented();
    const result = await transfers.transfer({ ...PAYA, kind: 'satna', amount: 160_000_000 });
    const seen: string[] = [];
    for (const minutes of [0, 5, 10, 45]) {
      sandbox.clock.advance(minutes * MINUTE);
      const answer = await reports.satna({ depositNumber: SOURCE });
      const row = answer.type === 'answered' ? answer.value[0] : undefined;
      expect(row).toMatchObject({ amount: 160_000_000, source: SOURCE, destination: PAYA.iban });
      if (result.type === 'accepted') expect(row?.docNumber).toBe(result.reference);
      seen.push(`${row?.status.raw} ${row?.status.standing}`);
    }
    expect(seen).toEqual([
      'SABT_SHODE open',
      'TAEED_SHOBE_SHODE open',
      'ERSAL_SHODE open',
      `${settled} done`,
    ]);
  });

  test('have any status that their description asks for', async () => {
    const { consented } = await start();
    const { transfers, reports } = await consented();
    await transfers.transfer({ ...PAYA, description: 'status SUSPEND' });
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({
      value: [{ status: { raw: 'SUSPEND', standing: 'open' } }],
    });
  });

  test('that come twice are refused, or the first is answered again', async () => {
    const { sandbox, consented } = await start();
    const { transfers, reports } = await consented();
    const first = await transfers.transfer(PAYA);
    expect(await transfers.transfer(PAYA)).toMatchObject({ type: 'failed', why: 'duplicate' });
    await sandbox.turn({ duplicates: 'first' });
    const again = await transfers.transfer(PAYA);
    expect({ ...again, traceId: null }).toEqual({ ...first, traceId: null });
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ value: [{}] });
  });

  test('whose reply is lost are in doubt, and found in the report', async () => {
    const { sandbox, consented } = await start();
    const { transfers, reports } = await consented();
    sandbox.faults.on('achtransfer', { kind: 'cutAfter' }, 1);
    expect(await transfers.transfer(PAYA)).toMatchObject({ type: 'unknown' });
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ value: [{ description: 'rent' }] });
  });

  test.each([
    [{ kind: 'html' } as const],
    [{ kind: 'brokenJson' } as const],
    [{ kind: 'empty' } as const],
    [{ kind: 'cutBefore' } as const],
    [{ kind: 'http', status: 503 } as const],
  ])('that meet %j are in doubt, and were not done', async (fault) => {
    const { sandbox, consented } = await start();
    const { transfers, reports } = await consented();
    sandbox.faults.on('achtransfer', fault, 1);
    expect(await transfers.transfer(PAYA)).toMatchObject({ type: 'unknown' });
    expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ value: [] });
  });

  test('of an account that was not consented to, or of more than there is, are refused', async () => {
    const { consented } = await start();
    const { transfers } = await consented();
    expect(await transfers.transfer({ ...PAYA, sourceDeposit: '1-2-3-4' })).toMatchObject({
      type: 'failed',
      reasons: ['sourceDepositNumber: the account is not granted'],
    });
    expect(await transfers.transfer({ ...PAYA, amount: 11_000_000_000 })).toMatchObject({
      type: 'failed',
      reasons: ['موجودی کافی نیست', expect.stringContaining('Paya takes up to')],
    });
  });
});

test('a statement has its rows in either order, page by page, in the days that were asked for', async () => {
  const { sandbox, consented } = await start();
  const { transfers, reports } = await consented();
  const amounts = Array.from({ length: 30 }, (_, nth) => 1_000 * (nth + 1));
  for (const amount of amounts) {
    sandbox.clock.advance(1_000);
    const order = {
      kind: 'normal',
      sourceDeposit: SOURCE,
      destinationDeposit: '119-813-2295556-1',
      amount,
    } as const;
    expect(await transfers.transfer(order)).toMatchObject({ type: 'accepted' });
  }
  const statement = async (order: 'oldestFirst' | 'newestFirst', more = {}) => {
    const answer = await reports.statement({ depositNumber: SOURCE, order, ...more });
    return answer.type === 'answered' ? answer.value.map(({ amount }) => amount) : [];
  };
  const debits = amounts.map((amount) => -amount);
  expect(await statement('oldestFirst')).toEqual(debits);
  expect(await statement('newestFirst')).toEqual(debits.toReversed());
  expect(await statement('oldestFirst', { only: 'credit' })).toEqual([]);
  sandbox.clock.advance(73 * HOUR);
  expect(await statement('oldestFirst')).toEqual([]);
  expect(await statement('oldestFirst', { from: Date.now() - HOUR })).toEqual(debits);
});

describe('the sandbox is strict', () => {
  test('about trace ids, JSON and the names of fields, and takes the marks of optional ones', async () => {
    const { sandbox, oauth } = await start();
    const { value } = await oauth.clientToken();
    const ask = async (path: string, body: string) => {
      const response = await fetch(`${sandbox.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${value}` },
        body,
      });
      return { status: response.status, body: (await response.json()) as object };
    };
    expect(await ask('/x/ibantodeposit', '{}')).toMatchObject({ status: 422, body: { error: true } });
    expect(await ask('/x/ibantodeposit?traceid=a-b', '{}')).toMatchObject({ status: 422 });
    // The documents' own sample, whose braces are the wrong way round.
    expect(await ask('/x/ibantodeposit?traceid=a', `}"iban":"${SINA}"{`)).toMatchObject({ status: 400 });
    expect(await ask('/x/y/ibantodeposit?traceid=a', `{"iban":"${SINA}"}`)).toMatchObject({
      status: 200,
      body: { error: false, message: { depositNumber: SOURCE }, result_number: 1 },
    });
    const unknown = await fetch(`${sandbox.url}/x/nothing`, { method: 'POST' });
    expect(unknown.status).toBe(404);
  });
});
