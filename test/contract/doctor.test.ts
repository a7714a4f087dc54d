import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSealedBox } from '../../src/adapters/sealed-box.ts';
import { createConsentStore } from '../../src/adapters/store/bank-consents.ts';
import { createConsentTokens } from '../../src/adapters/store/consent-tokens.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { createSystem } from '../../src/adapters/system.ts';
import type { Diagnosis } from '../../src/application/diagnose.ts';
import { examine } from '../../src/compose/doctor.ts';
import { readConfigAnyway } from '../../src/config.ts';
import { type RunningAsterisk, startAsterisk } from '../../src/demo/asterisk-process.ts';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { CACHE } from '../support/asterisk.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { startZangpay, type ZangpayProcess } from '../support/zangpay-process.ts';

/** The doctor beside a running server and all that it stands on: all well, then one thing after the other failing. */

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const SOUNDS = resolve(import.meta.dirname, '../../dialplan/sounds');
/** With a service that is silent; so long that a busy machine is not taken for one. */
const PATIENCE_MS = 3_000;

type Environment = Readonly<Record<string, string>>;

let folder: TempFolder;
let postgres: TestPostgres;
let redis: TestRedis;
let sandbox: Sandbox;
let asterisk: RunningAsterisk;
let server: ZangpayProcess;
let environment: Environment;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  folder = tempFolder();
  opened.defer(() => folder.remove());
  [postgres, redis, sandbox, asterisk] = await Promise.all([
    startPostgres(),
    startRedis(),
    startSandbox({ port: 0 }),
    startAsterisk({ dir: join(folder.path, 'asterisk'), cache: CACHE }),
  ]);
  for (const end of [postgres.remove, redis.remove, sandbox.close, asterisk.stop]) opened.defer(() => end());
  environment = {
    PATH: process.env.PATH ?? '',
    ...sandbox.environment,
    ZANGPAY_DATA_DIR: join(folder.path, 'data'),
    DATABASE_URL: postgres.url,
    QUEUE_URL: redis.url,
    ARI_URL: asterisk.ariUrl,
    ARI_USERNAME: asterisk.ariUsername,
    ARI_PASSWORD: asterisk.ariPassword,
    AMI_PORT: String(asterisk.amiPort),
    AMI_USERNAME: asterisk.amiUsername,
    AMI_PASSWORD: asterisk.amiPassword,
    HTTP_PORT: '0',
    ZANGPAY_DRAIN_SECONDS: '0',
  };
  server = await startZangpay(folder.path, environment);
  opened.defer(async () => void (await server.kill()));
});
afterAll(() => opened.disposeAsync());

function look(changed: Environment = {}): Promise<Diagnosis> {
  return examine(readConfigAnyway({ ...environment, ...changed }), { patienceMs: PATIENCE_MS });
}

/** All that is secret in the variables of the server. */
function secrets(): readonly string[] {
  return Object.entries(environment)
    .filter(([name]) => /PASSWORD|TOKEN|SECRET|KEY$/.test(name))
    .map(([, value]) => value)
    .concat(decodeURIComponent(new URL(postgres.url).password), new URL(postgres.url).password);
}

function namesOf({ checks }: Diagnosis, status: Diagnosis['checks'][number]['status']): readonly string[] {
  return checks.flatMap((result) => (result.status === status ? [result.check] : [])).sort();
}

/** What failed and why, for whoever reads that a test has failed. */
function notesOf({ checks }: Diagnosis): string {
  return JSON.stringify(checks.filter(({ status }) => status === 'failed'));
}

/** Waits until the server is well again: it heals by itself when what it stands on is back. */
async function allWell(): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (namesOf(await look(), 'ok').length === ALL.length) return;
    await sleep(100);
  }
  expect(await look()).toMatchObject({ ok: true });
}

const ALL = [
  ...['settings', 'disk', 'disk.spool', 'prompts'],
  ...['database', 'database.migrations', 'database.durability', 'database.clock', 'queue'],
  ...['asterisk', 'asterisk.ari', 'asterisk.app', 'asterisk.ami'],
  ...['paystar', 'paystar.gateway', 'paystar.identity', 'paystar.identity.key'],
  ...['paystar.transfers', 'paystar.transfers.key'],
  ...['sanbod', 'sanbod.token', 'kavenegar', 'clock', 'sanbod.consents', 'server'],
];

/** One thing that fails: how it is made to, and how it is mended; or the variables that make it fail for the doctor. */
interface Switch {
  readonly on?: () => Promise<unknown>;
  readonly off?: () => Promise<unknown>;
  readonly env?: () => Promise<Environment>;
}

async function control(method: 'POST' | 'DELETE', path: string, body: object): Promise<void> {
  const reply = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
}

function fault(service: string, kind: object): Switch {
  return {
    on: () => control('POST', 'faults', { service, fault: kind }),
    off: () => control('DELETE', 'faults', {}),
  };
}

function application(name: 'identity' | 'transfer', ill: object, well: object): Switch {
  const change = (condition: object) => control('POST', 'applications', { application: name, ...condition });
  return { on: () => change(ill), off: () => change(well) };
}

/** A port of this machine where nobody listens. */
async function nobody(variable: string, before = '', after = ''): Promise<Environment> {
  return { [variable]: `${before}${await freeTcpPort()}${after}` };
}

const spooled = () => join(folder.path, 'data/spool/evd_1.json.unreadable');
const DAY_MS = 86_400_000;
const REVOKED = `insert into zangpay.bank_consents
  (consent_id, provider, status, state, link_ends_at, revoked_at, tokens, renewed_at, renew_at)
  values ('con_1', '057', 'revoked', '1', now(), now(), 'v1.sealed', now(), now())`;

/** Connects a bank, its token sealed as a server without a secret of its own seals it. */
async function connectBank(): Promise<void> {
  const database = await openDatabase({ url: postgres.url });
  const store = createConsentStore(database);
  await store.ask({ consentId: 'con_2', provider: '057', account: null, state: '2', linkLifeMs: 60_000 });
  await store.take('2');
  const tokens = createConsentTokens(database, createSealedBox(null, 'bank tokens'), createSystem());
  const token = { value: 'access', renewAt: Date.now() + 3_600_000, refreshToken: 'refresh' };
  expect(await tokens.connect('con_2', token)).toBe(true);
  await database.close();
}

const forgetBanks = () => postgres.query('delete from zangpay.bank_consents');

const SERVED_BY_DATABASE = [
  'database.clock',
  'database.durability',
  'database.migrations',
  'sanbod.consents',
];

const FAILURES: readonly [
  what: string,
  how: Switch,
  failed: readonly string[],
  skipped: readonly string[],
][] = [
  [
    'a setting is not in its form',
    { env: async () => ({ AMI_PORT: 'high' }) },
    ['settings'],
    ['asterisk.ami', 'server'],
  ],
  [
    'half of an application is given',
    { env: async () => ({ PAYSTAR_REFRESH_TOKEN: '' }) },
    ['settings'],
    ['paystar.transfers', 'paystar.transfers.key'],
  ],
  [
    'the data folder is none',
    {
      async env() {
        await writeFile(join(folder.path, 'file'), '');
        return { ZANGPAY_DATA_DIR: join(folder.path, 'file') };
      },
    },
    ['disk'],
    ['disk.spool', 'server'],
  ],
  [
    'a file in the spool is no result',
    { on: () => writeFile(spooled(), 'torn'), off: () => rm(spooled()) },
    ['disk.spool'],
    [],
  ],
  [
    'a clip is missing',
    {
      async env() {
        const sounds = join(folder.path, 'sounds');
        await cp(SOUNDS, sounds, { recursive: true });
        await rm(join(sounds, 'fa/bye.wav'));
        return { ZANGPAY_SOUNDS: sounds };
      },
    },
    ['prompts'],
    [],
  ],
  [
    'PostgreSQL is away',
    { on: () => postgres.stop(), off: () => postgres.start() },
    ['database'],
    [...SERVED_BY_DATABASE, 'server'],
  ],
  [
    'PostgreSQL refuses the password',
    { env: async () => ({ DATABASE_URL: postgres.url.replace(/:[^:@]+@/, ':wrong@') }) },
    ['database'],
    [...SERVED_BY_DATABASE, 'server'],
  ],
  [
    'a migration has not run',
    {
      on: () => postgres.query(`update zangpay.migrations set name = '-' where name = '015_bank_consents'`),
      off: () => postgres.query(`update zangpay.migrations set name = '015_bank_consents' where name = '-'`),
    },
    ['database.migrations'],
    ['sanbod.consents'],
  ],
  ['Redis is away', { on: () => redis.stop(), off: () => redis.start() }, ['queue'], ['server']],
  [
    'Redis may throw results away',
    {
      on: () => redis.query('config', 'set', 'maxmemory-policy', 'allkeys-lru'),
      off: () => redis.query('config', 'set', 'maxmemory-policy', 'noeviction'),
    },
    ['queue'],
    ['server'],
  ],
  [
    'a result could not be recorded',
    {
      on: () => redis.query('zadd', 'bull:results:failed', '1', 'job'),
      off: () => redis.query('del', 'bull:results:failed'),
    },
    ['queue'],
    ['server'],
  ],
  [
    'no Asterisk answers',
    { env: () => nobody('ARI_URL', 'http://127.0.0.1:') },
    ['asterisk'],
    ['asterisk.ami', 'asterisk.app', 'asterisk.ari', 'server'],
  ],
  [
    'ARI refuses the password',
    { env: async () => ({ ARI_PASSWORD: 'wrong' }) },
    ['asterisk.ari'],
    ['asterisk.app', 'server'],
  ],
  [
    'something else answers where Asterisk should',
    { env: async () => ({ ARI_URL: sandbox.url }) },
    ['asterisk.ari'],
    ['asterisk.app', 'server'],
  ],
  [
    'our application is not connected',
    { env: async () => ({ ARI_APP: 'other' }) },
    ['asterisk.app'],
    ['server'],
  ],
  [
    'AMI refuses the password',
    { env: async () => ({ AMI_PASSWORD: 'wrong' }) },
    ['asterisk.ami'],
    ['server'],
  ],
  ['AMI does not answer', { env: () => nobody('AMI_PORT') }, ['asterisk.ami'], ['server']],
  [
    'PayStar is away',
    { env: () => nobody('PAYSTAR_BASE_URL', 'http://127.0.0.1:', '/api') },
    ['paystar'],
    [
      ...['paystar.gateway', 'paystar.identity', 'paystar.identity.key'],
      ...['paystar.transfers', 'paystar.transfers.key', 'server'],
    ],
  ],
  ['the gateway is silent', fault('bpm', { kind: 'silent' }), ['paystar.gateway'], ['server']],
  ['the gateway fails', fault('bpm', { kind: 'http', status: 503 }), ['paystar.gateway'], ['server']],
  [
    'the identity application is inactive',
    application('identity', { active: false }, { active: true }),
    ['paystar.identity'],
    ['paystar.identity.key'],
  ],
  [
    'the identity services answer no JSON',
    fault('/api/open-banking/application/refresh-api-key', { kind: 'brokenJson' }),
    ['paystar.identity'],
    ['paystar.identity.key'],
  ],
  [
    'a key of identity is at its end',
    application('identity', { keyLifeMs: 60_000 }, { keyLifeMs: DAY_MS }),
    ['paystar.identity.key'],
    [],
  ],
  [
    'transfers are not for this address',
    application('transfer', { ipAllowed: false }, { ipAllowed: true }),
    ['paystar.transfers'],
    ['paystar.transfers.key'],
  ],
  [
    'transfers are silent',
    fault('/api/application/refresh-api-key', { kind: 'silent' }),
    ['paystar.transfers'],
    ['paystar.transfers.key'],
  ],
  [
    'a key of transfers is at its end',
    application('transfer', { keyLifeMs: 60_000 }, { keyLifeMs: DAY_MS }),
    ['paystar.transfers.key'],
    [],
  ],
  ['Sanbod fails', fault('token', { kind: 'http', status: 500 }), ['sanbod'], ['sanbod.token']],
  [
    'Sanbod refuses our client',
    { env: async () => ({ SANBOD_CLIENT_SECRET: 'wrong' }) },
    ['sanbod'],
    ['sanbod.token'],
  ],
  [
    'a token of Sanbod is at its end',
    {
      on: () => control('POST', 'sanbod', { shortTokens: true }),
      off: () => control('POST', 'sanbod', { shortTokens: false }),
    },
    ['sanbod.token'],
    [],
  ],
  [
    'Sanbod has not confirmed that a consent is revoked',
    { on: () => postgres.query(REVOKED), off: forgetBanks },
    ['sanbod.consents'],
    [],
  ],
  [
    'the token of a consent cannot be opened',
    { on: connectBank, off: forgetBanks, env: async () => ({ ZANGPAY_SECRET: 'ab'.repeat(32) }) },
    ['sanbod.consents'],
    [],
  ],
  ['Kavenegar is out of credit', fault('status', { kind: 'code', code: 418 }), ['kavenegar'], ['clock']],
  ['Kavenegar is silent', fault('status', { kind: 'silent' }), ['kavenegar'], ['clock']],
  ['Kavenegar tells no time', fault('getdate', { kind: 'html' }), ['clock'], []],
  [
    'the server does not answer',
    {
      on: async () => server.signal('SIGSTOP'),
      off: async () => server.signal('SIGCONT'),
    },
    ['server'],
    [],
  ],
];

it('finds everything well', async () => {
  const diagnosis = await look();
  expect(diagnosis.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(diagnosis.ok).toBe(true);
  expect(diagnosis.checks.map(({ check }) => check)).toEqual(ALL);
});

describe('finds what fails, skips what needs it, and leaves the others well', () => {
  it.each(FAILURES)('%s', async (_what, { on, off, env }, failed, skipped) => {
    const changed = await env?.();
    await on?.();
    const diagnosis = await look(changed).finally(() => off?.());
    expect(namesOf(diagnosis, 'failed'), notesOf(diagnosis)).toEqual([...failed].sort());
    expect(namesOf(diagnosis, 'skipped')).toEqual([...skipped].sort());
    expect(namesOf(diagnosis, 'ok')).toHaveLength(ALL.length - failed.length - skipped.length);
    expect(diagnosis.ok).toBe(false);
    for (const secret of secrets()) expect(JSON.stringify(diagnosis)).not.toContain(secret);
    for (const { status, note, remedy } of diagnosis.checks) {
      expect(note).not.toBe('');
      expect(remedy === undefined).toBe(status !== 'failed');
    }
    if (off !== undefined) await allWell();
  });

  it('covers every check but those that nothing here can break alone', () => {
    const broken = new Set(FAILURES.flatMap(([, , failed]) => failed));
    // Both are of the database's machine: their judges have unit tests.
    expect(ALL.filter((name) => !broken.has(name))).toEqual(['database.durability', 'database.clock']);
  });
});

it('is content with a bank that is connected', async () => {
  await connectBank();
  const { checks, ok } = await look().finally(forgetBanks);
  expect(checks.find(({ check }) => check === 'sanbod.consents')?.note).toMatch(/^1 connected/);
  expect(ok).toBe(true);
});

describe('as a command', () => {
  const run = async (args: readonly string[], changed: Environment = {}) => {
    const env = { ...environment, ...changed };
    const ran = promisify(execFile)(process.execPath, [MAIN, 'doctor', ...args], { env, cwd: folder.path });
    return ran.then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      ({ stdout, stderr, code }) =>
        ({ stdout, stderr, code }) as { stdout: string; stderr: string; code: number },
    );
  };
  it('prints one document, exits with 0, and tells nothing secret', async () => {
    const { stdout, stderr, code } = await run(['--json']);
    const document = JSON.parse(stdout) as Diagnosis;
    expect([code, stderr]).toEqual([0, '']);
    expect(document.ok).toBe(true);
    expect(document.checks.map(({ status }) => status)).toEqual(ALL.map(() => 'ok'));
    for (const secret of secrets()) expect(stdout).not.toContain(secret);
  });

  it('exits with 1 when something failed, and with 2 when it is used wrongly', async () => {
    const failed = await run([], { ARI_PASSWORD: 'not-the-password', SANBOD_CLIENT_SECRET: 'wrong' });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('2 checks failed.');
    const words = new Set(failed.stdout.split(/\s+/));
    expect(ALL.filter((name) => !words.has(name))).toEqual([]);
    expect(failed.stdout).toContain('→ ARI_USERNAME and ARI_PASSWORD must be those of its ari.conf');
    for (const secret of [...secrets(), 'not-the-password']) expect(failed.stdout).not.toContain(secret);
    expect((await run(['--yaml'])).code).toBe(2);
  });
});

describe('makes nothing', () => {
  const alone = (changed: Environment) => {
    const { ZANGPAY_DATA_DIR: _, QUEUE_URL: __, ...rest } = environment;
    return examine(readConfigAnyway({ ...rest, ...changed }), { patienceMs: PATIENCE_MS });
  };
  const noteOf = ({ checks }: Diagnosis, name: string) => checks.find(({ check }) => check === name)?.note;

  it('in an empty database', async () => {
    const url = await postgres.createDatabase('empty');
    const diagnosis = await alone({ DATABASE_URL: url, ZANGPAY_DATA_DIR: join(folder.path, 'elsewhere') });
    expect(namesOf(diagnosis, 'failed'), notesOf(diagnosis)).toEqual([]);
    expect(noteOf(diagnosis, 'queue')).toContain('not there yet');
    const client = new Client(url);
    await client.connect();
    const { rows } = await client.query(
      `select schema_name from information_schema.schemata where schema_name in ('zangpay', 'bullmq')`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  it('where there is no data folder, and says that no server runs', async () => {
    const data = join(folder.path, 'no-such-folder/data');
    const diagnosis = await alone({ DATABASE_URL: '', ZANGPAY_DATA_DIR: data });
    expect(diagnosis.ok).toBe(true);
    expect(noteOf(diagnosis, 'database')).toContain('not there yet');
    expect(namesOf(diagnosis, 'notSetUp')).toEqual(['server']);
    await expect(mkdir(join(folder.path, 'no-such-folder'))).resolves.toBe(undefined);
  });
});

it('asks the server for the embedded store that it has open, and opens it where none runs', async () => {
  const data = join(folder.path, 'embedded');
  const own = {
    ...environment,
    ZANGPAY_DATA_DIR: data,
    DATABASE_URL: '',
    QUEUE_URL: '',
    ARI_APP: 'embedded',
  };
  const second = await startZangpay(join(folder.path, 'second'), own);
  onTestFinished(() => second.kill());
  const asked = await look(own);
  expect(asked.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(asked.checks.find(({ check }) => check === 'database')?.note).toContain('asked of the server');

  second.signal('SIGSTOP');
  const silent = await look(own);
  second.signal('SIGCONT');
  expect(namesOf(silent, 'failed')).toEqual(['database']);
  expect(namesOf(silent, 'skipped')).toEqual([...SERVED_BY_DATABASE, 'queue', 'server'].sort());

  expect(await second.stop()).toBe(0);
  const { checks } = await examine(readConfigAnyway(own));
  expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(checks.find(({ check }) => check === 'database.migrations')?.note).toMatch(/^all \d+ have run$/);
}, 90_000);

it('sees that this machine’s clock is astray', async () => {
  await control('POST', 'clock', { advanceMs: 600_000 });
  const diagnosis = await look();
  expect(namesOf(diagnosis, 'failed')).toEqual(['clock']);
  expect(namesOf(diagnosis, 'skipped')).toEqual([]);
  expect(diagnosis.checks.find(({ check }) => check === 'clock')?.note).toContain('10 min behind Kavenegar');
});

it('sees that Asterisk has gone', async () => {
  await asterisk.stop();
  const diagnosis = await look();
  expect(namesOf(diagnosis, 'failed')).toEqual(['asterisk', 'clock']);
  expect(namesOf(diagnosis, 'skipped')).toEqual(['asterisk.ami', 'asterisk.app', 'asterisk.ari', 'server']);
});
