import { describe, expect, test } from 'vitest';
import { shelfInMemory, TokenKeeper } from '../../../src/adapters/provider/tokens.ts';
import { createConversions } from '../../../src/adapters/sanbod/conversions.ts';
import { createOauth, type Oauth } from '../../../src/adapters/sanbod/oauth.ts';
import type { SanbodToken } from '../../../src/adapters/sanbod/read-token.ts';
import { secretOf } from '../../support/fakes.ts';
import { CLIENT, plainly, REDIRECT_URL, scriptedSanbod } from '../../support/sanbod.ts';
import type { Arrived, Script } from '../../support/scripted-server.ts';

const PAGE = 'https://bank.example/login?session=8c1f';
const BASIC = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
const GRANTED: Script = {
  body: { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer' },
};
const OLD: SanbodToken = { value: 'access-0', refreshToken: 'refresh-0', renewAt: 0 };

async function asked<T>(
  ask: (oauth: Oauth) => Promise<T>,
  answer: Script | ((arrived: Arrived) => Script),
  given: Parameters<typeof scriptedSanbod>[1] = {},
) {
  const script = typeof answer === 'function' ? answer : () => answer;
  const { server, settings, log } = await scriptedSanbod(script, given);
  const outcome = await ask(createOauth(settings)).then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );
  const kept = JSON.stringify(log.lines);
  for (const secret of ['access-', 'refresh-', CLIENT.secret, BASIC.slice(6), 'code-1', '8c1f']) {
    expect(kept).not.toContain(secret);
    if ('error' in outcome) expect(outcome.error).not.toContain(secret);
  }
  return { ...outcome, arrived: server.arrived.map(plainly), log };
}

const HEAD = {
  method: 'POST',
  query: { traceid: 'trace1' },
  accept: 'application/json',
  type: 'application/json',
};
const authorize = (oauth: Oauth) => oauth.authorize({ provider: '057', state: 7_000 });

describe('authorize', () => {
  const FOUND: Script = { status: 302, headers: { location: PAGE } };
  const BODY = {
    provider_code: '057',
    redirect_uri: REDIRECT_URL,
    scope: ['statement', 'normaltransfer', 'achtransfer', 'achreport', 'rtgstransfer', 'rtgsreport'],
    client_id: CLIENT.id,
    response_type: 'code',
    state: 7_000,
  };

  test('is a POST whose 302 is not followed', async () => {
    const { arrived, ...outcome } = await asked(authorize, FOUND);
    expect(outcome).toMatchObject({ value: new URL(PAGE) });
    expect(arrived).toEqual([{ ...HEAD, path: '/oauth/v1/authorize', authorization: undefined, body: BODY }]);
  });

  test('goes to the documents’ spelling once after a 404, and says so', async () => {
    const { arrived, log, ...outcome } = await asked(authorize, ({ path }) =>
      path.startsWith('/oautht/') ? FOUND : { status: 404, body: '<html>' },
    );
    expect(outcome).toMatchObject({ value: new URL(PAGE) });
    expect(arrived.map(({ path }) => path)).toEqual(['/oauth/v1/authorize', '/oautht/v1/authorize']);
    expect(arrived.map(({ query }) => query.traceid)).toEqual(['trace1', 'trace2']);
    expect(arrived[1]?.body).toEqual(BODY);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });

  test('and no more than once', async () => {
    const { arrived, ...outcome } = await asked(authorize, {
      status: 404,
      body: { error: true, message: 'none' },
    });
    expect(arrived).toHaveLength(2);
    expect(outcome).toMatchObject({ error: 'Sanbod gave no page of the bank: none.' });
  });

  test.each<[string, Script]>([
    ['a refusal', { status: 400, body: { error: true, message: 'client' } }],
    ['200', { body: { error: false, message: {} } }],
    ['a 302 that leads nowhere', { status: 302 }],
    ['a 302 to a script', { status: 302, headers: { location: 'javascript:alert(1)' } }],
    ['a 302 to a path', { status: 302, headers: { location: '/login' } }],
    ['500', { status: 500, body: '' }],
    ['a cut', 'cut'],
  ])('%s is no page', async (_, script) => {
    const { arrived, ...outcome } = await asked(authorize, script);
    expect(outcome).toMatchObject({
      error: expect.stringMatching(/^Sanbod gave no page of the bank: .+\.$/),
    });
    expect(arrived).toHaveLength(1);
  });

  test('needs our callback, never the documents’', async () => {
    const { arrived, ...outcome } = await asked(authorize, FOUND, { redirectUrl: null });
    expect(outcome).toMatchObject({ error: expect.stringContaining('SANBOD_REDIRECT_URL') });
    expect(arrived).toEqual([]);
  });
});

describe('a token', () => {
  test.each<[string, (oauth: Oauth) => Promise<SanbodToken>, object]>([
    ['for a code', (oauth) => oauth.exchange('code-1'), { code: 'code-1', grant_type: 'authorization_code' }],
    [
      'of our own',
      (oauth) => oauth.clientToken(),
      {
        grant_type: 'client_credentials',
        scope: ['ibaninquiry', 'cardtoiban', 'cardtodeposit', 'deposittoiban', 'ibantodeposit'],
        provider_code: '999',
      },
    ],
    [
      'for a refresh token, with a trace id though none is shown',
      (oauth) => oauth.refresh(OLD),
      { grant_type: 'refresh_token', refresh_token: 'refresh-0' },
    ],
  ])('%s', async (_, ask, body) => {
    const { arrived, ...outcome } = await asked(ask, GRANTED);
    expect(arrived).toEqual([{ ...HEAD, path: '/oauth/v1/token', authorization: BASIC, body }]);
    expect(outcome).toMatchObject({ value: { value: 'access-1', refreshToken: 'refresh-1' } });
  });

  test('that comes without a refresh token keeps the old one; one that rotates takes its place', async () => {
    const bare = await asked((oauth) => oauth.refresh(OLD), { body: { access_token: 'access-1' } });
    expect(bare).toMatchObject({ value: { refreshToken: 'refresh-0' } });
    const rotated = await asked((oauth) => oauth.refresh(OLD), GRANTED);
    expect(rotated).toMatchObject({ value: { refreshToken: 'refresh-1' } });
  });

  test('without anything to renew it by is not asked for', async () => {
    const { arrived, ...outcome } = await asked(
      (oauth) => oauth.refresh({ ...OLD, refreshToken: null }),
      GRANTED,
    );
    expect(outcome).toHaveProperty('error');
    expect(arrived).toEqual([]);
  });

  test.each<[string, Script, RegExp]>([
    [
      'refused',
      { status: 401, body: { error: true, message: 'wrong client' } },
      /gives no token: wrong client\./,
    ],
    ['refused by OAuth’s own word', { status: 400, body: { error: 'invalid_grant' } }, /: invalid_grant\./],
    ['500', { status: 500, body: '' }, /no answer about a token.*try again/],
    ['a page', { body: '<html>' }, /no answer about a token/],
    ['a cut', 'cut', /no answer about a token/],
  ])('%s is a sentence', async (_, script, sentence) => {
    const outcome = await asked((oauth) => oauth.exchange('code-1'), script);
    expect(outcome).toMatchObject({ error: expect.stringMatching(sentence) });
    expect(outcome.arrived).toHaveLength(1);
  });
});

describe('revoke', () => {
  const revoke = (oauth: Oauth) => oauth.revoke(OLD);

  test('sends the access token, without any other credential', async () => {
    const { arrived, ...outcome } = await asked(revoke, {
      body: { error: false, message: 'ok', result_number: 1 },
    });
    expect(arrived).toEqual([
      { ...HEAD, path: '/oauth/v1/revoke', authorization: undefined, body: { access_token: 'access-0' } },
    ]);
    expect(outcome).not.toHaveProperty('error');
  });

  test.each<[string, Script]>([
    ['a refusal', { status: 400, body: { error: true, message: 'unknown' } }],
    ['500', { status: 500, body: '' }],
    ['a cut', 'cut'],
  ])('%s is not taken for done', async (_, script) => {
    expect(await asked(revoke, script)).toMatchObject({ error: expect.stringContaining('did not confirm') });
  });
});

describe('the token of the conversions', () => {
  const CARD = '5022291301984702';
  const FRAME: Script = {
    body: { error: false, message: { cardNumber: CARD, depositNumber: '1' }, trace_id: 'x' },
  };

  /** A Sanbod whose token ends when it is told to, and a keeper over a clock that is moved by hand. */
  async function keptToken() {
    let made = 0;
    let valid = '';
    let now = 1_000;
    const { server, settings, log } = await scriptedSanbod(({ path, headers }) => {
      if (path === '/oauth/v1/token') {
        made += 1;
        valid = `access-${made}`;
        return { body: { access_token: valid, expires_in: 3_600 } };
      }
      return headers.authorization === `Bearer ${valid}` ? FRAME : { status: 401, body: { error: true } };
    });
    const system = { now: () => now };
    const oauth = createOauth({ ...settings, system });
    const keeper = new TokenKeeper<SanbodToken>({
      shelf: shelfInMemory(),
      renew: () => oauth.clientToken(),
      system,
    });
    const conversions = createConversions(settings, async () => keeper);
    const crowd = () =>
      Promise.all(Array.from({ length: 100 }, () => conversions.cardToDeposit(secretOf(CARD))));
    return {
      crowd,
      log,
      made: () => made,
      asked: () => server.arrived.length,
      pass: (ms: number) => {
        now += ms;
      },
      refuse: () => {
        valid = 'nobody has this';
      },
    };
  }

  test('is renewed once for a hundred who ask at its end, a minute early', async () => {
    const kept = await keptToken();
    await kept.crowd();
    expect(kept.made()).toBe(1);
    kept.pass(3_539_999);
    await kept.crowd();
    expect(kept.made()).toBe(1);
    kept.pass(1);
    const answers = await kept.crowd();
    expect(kept.made()).toBe(2);
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['answered']));
    expect(JSON.stringify(kept.log.lines)).not.toMatch(/access-|5022291301984702/);
  });

  test('that is refused is renewed once for all, and each asks once more', async () => {
    const kept = await keptToken();
    await kept.crowd();
    kept.refuse();
    const before = kept.asked();
    const answers = await kept.crowd();
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['answered']));
    expect(kept.made()).toBe(2);
    expect(kept.asked() - before).toBe(201);
  });
});
