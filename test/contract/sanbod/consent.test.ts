import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startHttp } from '../../../src/adapters/http/server.ts';
import { type Database, openDatabase } from '../../../src/adapters/store/database.ts';
import { migrate } from '../../../src/adapters/store/migrate.ts';
import { createSystem } from '../../../src/adapters/system.ts';
import { finishConsent } from '../../../src/application/bank-consents.ts';
import { createOpenBankingOperations } from '../../../src/application/open-banking-operations.ts';
import { openOpenBanking } from '../../../src/compose/open-banking.ts';
import { SANBOD_PATHS } from '../../../src/config/sanbod-paths.ts';
import { freeTcpPort } from '../../../src/demo/free-ports.ts';
import { FakeLog } from '../../support/fakes.ts';
import { CLIENT } from '../../support/sanbod.ts';
import { answerAtBank, NATIONAL_ID, startSanbodSandbox } from '../../support/sanbod-sandbox.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { runSql } from '../suites/books-kit.ts';

const SOURCE = '119-813-2618257-1';
const HOUR = 3_600_000;
const SECRET = randomBytes(32);

let database: Database;
const folder = tempFolder();
beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
});
afterAll(async () => {
  await database?.close();
  await folder.remove();
});

/** A server with open banking on the sandbox, by the sandbox's clock; every test has its own consents. */
async function start() {
  await runSql(database, 'delete from bank_consents');
  const sandbox = await startSanbodSandbox();
  const port = await freeTcpPort();
  const log = new FakeLog();
  const system = { ...createSystem(), now: () => sandbox.clock.now() };
  const config = {
    secret: SECRET,
    openBanking: {
      baseUrl: sandbox.url,
      client: CLIENT,
      redirectUrl: `http://127.0.0.1:${port}/sanbod/callback`,
      paths: SANBOD_PATHS,
      clientProvider: '999',
      amountAs: 'text' as const,
    },
  };
  const open = () => {
    const banking = openOpenBanking(config, { database, system, log });
    if (banking === null) throw new Error('there is no open banking');
    onTestFinished(() => banking.close());
    return { ...banking, operations: createOpenBankingOperations(banking.operated) };
  };
  const banking = open();
  const http = await startHttp({
    host: '127.0.0.1',
    port,
    health: async () => ({ status: 'ok', checks: {}, version: '1' }),
    version: '1',
    log,
    system,
    api: null,
    finishConsent: (returned) => finishConsent(banking.operated, returned),
  });
  onTestFinished(() => http.close());
  /** The whole way of a browser: to the bank, and back to us. */
  const walk = async (page: string, answer: 'consent' | 'refuse' = 'consent') => {
    const back = await answerAtBank(new URL(page), answer);
    return { back, ...(await visit(back)) };
  };
  const statusOf = async (consentId: string) =>
    (await banking.operations.bankConsents()).find((one) => one.consentId === consentId)?.status;
  return { sandbox, log, ...banking, open, walk, statusOf, callback: config.openBanking.redirectUrl };
}

async function visit(address: URL | string) {
  const answer = await fetch(address, { redirect: 'manual' });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const ANY = { provider: '059', account: null };

describe('the walk of a consent', () => {
  test('from our command to the bank’s page and back connects the account, and its report can be read', async () => {
    const world = await start();
    const asked = await world.operations.connectBank(ANY);
    expect(asked.url).toMatch(/\/sanbod-bank\//);
    expect(await world.statusOf(asked.consent.consentId)).toBe('asked');
    expect(await world.reports.paya({ depositNumber: SOURCE })).toMatchObject({
      type: 'noAccess',
      why: expect.stringContaining('zangpay sanbod connect'),
    });

    const { back, status, text, headers } = await world.walk(asked.url);
    expect(status).toBe(200);
    expect(text).toContain('Your account is connected.');
    expect(text).toContain('حساب شما وصل شد.');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(await world.statusOf(asked.consent.consentId)).toBe('connected');
    expect(await world.reports.paya({ depositNumber: SOURCE })).toEqual({
      type: 'answered',
      value: [],
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });

    const kept = JSON.stringify([world.log.lines, await runSql(database, 'select * from bank_consents')]);
    const code = back.searchParams.get('code') ?? '';
    for (const secret of [code, CLIENT.secret, NATIONAL_ID]) expect(kept).not.toContain(secret);
    // A token of Sanbod's is a JWT; sealed, it has no full stops.
    expect(kept).not.toMatch(/eyJ[\w-]+\./);
    expect(JSON.stringify(world.log.lines)).not.toContain(back.searchParams.get('state'));
  });

  test('with a link that was used says so, and its code is sent to nobody', async () => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    const { back } = await world.walk(url);
    const again = await visit(back);
    expect(again).toMatchObject({ status: 409, text: expect.stringContaining('was used before') });
    expect(await world.statusOf(consent.consentId)).toBe('connected');
    expect(await world.reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'answered' });
  });

  test.each([
    ['another', (state: string) => String(Number(state) + 1)],
    ['one with a nought before it', (state: string) => `0${state}`],
    ['one with a space', (state: string) => `${state}%20`],
    ['none', () => ''],
    ['a word', () => 'x'],
    ['two', (state: string) => `${state}&state=${state}`],
  ])('with a state that is %s connects nothing, and harms nothing', async (_, wrong) => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    const back = await answerAtBank(new URL(url));
    const [code, state] = ['code', 'state'].map((name) => back.searchParams.get(name) ?? '');
    const refused = await visit(`${world.callback}?code=${code}&state=${wrong(state ?? '')}`);
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('not one of ours') });
    expect(await world.statusOf(consent.consentId)).toBe('asked');
    expect((await visit(back)).status).toBe(200);
  });

  test('is not used up by whoever only asks whether the page is there', async () => {
    const world = await start();
    const { url } = await world.operations.connectBank(ANY);
    const back = await answerAtBank(new URL(url));
    expect((await fetch(back, { method: 'HEAD' })).status).toBe(405);
    expect((await visit(back)).status).toBe(200);
  });

  test('that was refused says so kindly, and cannot be turned into a consent', async () => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    const { back, status, text } = await world.walk(url, 'refuse');
    expect(status).toBe(200);
    expect(text).toContain('No consent was given');
    expect(text).toContain('اجازه داده نشد');
    expect(await world.statusOf(consent.consentId)).toBe('refused');
    const forged = await visit(`${world.callback}?code=1&state=${back.searchParams.get('state')}`);
    expect(forged.status).toBe(409);
  });

  test('with a code that Sanbod does not know fails, and is over', async () => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    const back = await answerAtBank(new URL(url));
    back.searchParams.set('code', 'b3c4a1d2-0000-4000-8000-000000000000');
    expect(await visit(back)).toMatchObject({
      status: 502,
      text: expect.stringContaining('did not confirm'),
    });
    expect(await world.statusOf(consent.consentId)).toBe('failed');
    expect((await visit(back)).status).toBe(409);
  });

  test('that took too long has expired', async () => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    await runSql(database, 'update bank_consents set link_ends_at = clock_timestamp()');
    expect(await world.walk(url)).toMatchObject({
      status: 410,
      text: expect.stringContaining('has expired'),
    });
    expect(await world.statusOf(consent.consentId)).toBe('expired');
  });

  test('is not begun when Sanbod gives no page', async () => {
    const world = await start();
    world.sandbox.faults.on('authorize', { kind: 'http', status: 503 }, 1);
    await expect(world.operations.connectBank(ANY)).rejects.toThrow(/gave no page of the bank/);
    expect(await world.operations.bankConsents()).toEqual([]);
  });
});

describe('the token of a consent', () => {
  async function connected(given: Partial<typeof ANY | { provider: string; account: string }> = {}) {
    const world = await start();
    const { url, consent } = await world.operations.connectBank({ ...ANY, ...given });
    await world.walk(url);
    return { ...world, consentId: consent.consentId };
  }
  const refreshes = (log: FakeLog) =>
    log.lines.filter(({ fields }) => 'call' in fields && fields.call === 'token').length;

  test('is renewed once for a hundred in two processes, when its hour is nearly over', async () => {
    const world = await connected();
    const other = world.open();
    world.sandbox.clock.advance(HOUR - 60_000);
    const before = refreshes(world.log);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, nth) =>
        (nth % 2 ? world : other).reports.paya({ depositNumber: SOURCE }),
      ),
    );
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['answered']));
    expect(refreshes(world.log) - before).toBe(1);
  });

  test('is refused everywhere at once when the consent is revoked, here and at Sanbod', async () => {
    const world = await connected();
    const other = world.open();
    expect(await other.reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'answered' });
    expect(await world.operations.revokeBank(world.consentId)).toMatchObject({
      atSanbod: 'confirmed',
      why: null,
    });
    for (const { reports } of [world, other]) {
      expect(await reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'noAccess' });
    }
    expect(await runSql(database, 'select status, tokens from bank_consents')).toEqual([
      { status: 'revoked', tokens: null },
    ]);
  });

  test('is refused here though Sanbod does not confirm it, and Sanbod is told again the next time', async () => {
    const world = await connected();
    world.sandbox.faults.on('revoke', { kind: 'http', status: 503 }, 1);
    const first = await world.operations.revokeBank(world.consentId);
    expect(first).toMatchObject({ atSanbod: 'unconfirmed', why: expect.stringContaining('did not confirm') });
    expect(await world.reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'noAccess' });
    expect(await world.operations.revokeBank(world.consentId)).toMatchObject({ atSanbod: 'confirmed' });
    expect(await runSql(database, 'select tokens from bank_consents')).toEqual([{ tokens: null }]);
  });

  test('that has ended is renewed to be revoked', async () => {
    const world = await connected();
    world.sandbox.clock.advance(2 * HOUR);
    expect(await world.operations.revokeBank(world.consentId)).toMatchObject({ atSanbod: 'confirmed' });
  });

  test('that was renewed to be revoked is kept until Sanbod confirms: what it was renewed by is used up', async () => {
    const world = await connected();
    world.sandbox.clock.advance(2 * HOUR);
    world.sandbox.faults.on('revoke', { kind: 'http', status: 503 }, 1);
    const before = refreshes(world.log);
    expect(await world.operations.revokeBank(world.consentId)).toMatchObject({ atSanbod: 'unconfirmed' });
    expect(await world.operations.revokeBank(world.consentId)).toMatchObject({ atSanbod: 'confirmed' });
    expect(refreshes(world.log) - before).toBe(1);
    expect(await runSql(database, 'select tokens from bank_consents')).toEqual([{ tokens: null }]);
  });

  test('that cannot be kept is ended at Sanbod', async () => {
    const world = await start();
    const { url, consent } = await world.operations.connectBank(ANY);
    await runSql(
      database,
      "alter table bank_consents add constraint full_disk check (status <> 'connected')",
    );
    const { status } = await world.walk(url);
    await runSql(database, 'alter table bank_consents drop constraint full_disk');
    expect(status).toBe(502);
    expect(await world.statusOf(consent.consentId)).toBe('failed');
    const calls = world.log.lines.map(({ fields }) => ('call' in fields ? fields.call : null));
    expect(calls.filter((call) => call === 'revoke')).toHaveLength(1);
  });

  test('is that of the account’s own consent where there is one', async () => {
    const world = await connected({ account: SOURCE });
    expect(await world.reports.paya({ depositNumber: SOURCE })).toMatchObject({ type: 'answered' });
    expect(await world.reports.paya({ depositNumber: '119-813-218257-4' })).toMatchObject({
      type: 'noAccess',
    });
  });

  test('is nobody’s guess where several banks have consented', async () => {
    const world = await connected();
    const { url } = await world.operations.connectBank({ provider: '057', account: null });
    await world.walk(url);
    expect(await world.reports.paya({ depositNumber: SOURCE })).toMatchObject({
      type: 'noAccess',
      why: expect.stringContaining('Several banks'),
    });
  });

  test('that never came needs no revoking at Sanbod', async () => {
    const world = await start();
    const { consent } = await world.operations.connectBank(ANY);
    expect(await world.operations.revokeBank(consent.consentId)).toMatchObject({ atSanbod: 'nothing' });
    expect(await world.statusOf(consent.consentId)).toBe('revoked');
  });

  test('of no consent cannot be revoked', async () => {
    const world = await start();
    await expect(world.operations.revokeBank('con_none')).rejects.toThrow(/no consent con_none/);
  });
});

test('without a client of Sanbod each operation says what to set, and there is no callback', async () => {
  const operations = createOpenBankingOperations(null);
  await expect(operations.connectBank(ANY)).rejects.toThrow(/SANBOD_CLIENT_ID/);
  await expect(operations.bankConsents()).rejects.toThrow(/SANBOD_CLIENT_ID/);
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    health: async () => ({ status: 'ok', checks: {}, version: '1' }),
    version: '1',
    log: new FakeLog(),
    system: createSystem(),
    api: null,
  });
  onTestFinished(() => http.close());
  expect((await visit(`${http.url}/sanbod/callback?code=1&state=1`)).status).toBe(404);
});
