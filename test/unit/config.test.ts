import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  ConfigFault,
  type Environment,
  inspectConfig,
  isPrivateAddress,
  readBooksConfig,
  readConfig,
  readSandboxPort,
  requireLive,
} from '../../src/config.ts';

const KEY = '0123456789abcdef'.repeat(4);
const OTHER_KEY = Buffer.from(KEY, 'hex').reverse().toString('base64');
const SANDBOX = { ARI_PASSWORD: 'a', PAYSTAR_BASE_URL: 'http://127.0.0.1:3900/api/' };
const LIVE = {
  ARI_PASSWORD: 'a',
  DATABASE_URL: 'postgres://zangpay:hunter2@db.example/zangpay',
  PAYSTAR_AMOUNT_UNIT: 'toman',
  ZANGPAY_PAN_KEY: KEY,
  ZANGPAY_SECRET: OTHER_KEY,
};

function faultOf(env: Environment): ConfigFault {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
  }
  throw new Error('the configuration was accepted');
}

function variablesOf(env: Environment): readonly string[] {
  return faultOf(env).problems.map(({ variable }) => variable);
}

describe('reading', () => {
  test('the sandbox needs its address and the password of ARI, and the rest has a default', () => {
    const config = readConfig(SANDBOX);
    expect(config).toMatchObject({
      databaseUrl: null,
      queueUrl: null,
      ami: null,
      panKey: null,
      gateway: {
        baseUrl: 'http://127.0.0.1:3900/api',
        isPrivate: true,
        amountUnit: null,
        payPath: '/ivr/bpm/pay',
      },
      http: { host: '127.0.0.1', port: 3000 },
      limits: { otpReplyMs: 15_000, callerDeadlineMs: 30_000, payReplyMs: 120_000, pinLifeMs: 120_000 },
    });
    expect(config.dataDir).toBe(join(process.cwd(), 'data'));
  });

  test('the live gateway is served with everything it asks for', () => {
    const config = readConfig({ ...LIVE, PAYSTAR_HEADER: 'Authorization: Bearer a:b' });
    expect(config.gateway).toMatchObject({
      baseUrl: 'https://core.paystar.ir/api',
      isPrivate: false,
      amountUnit: 'toman',
      header: { name: 'Authorization', value: 'Bearer a:b' },
    });
    expect(config.panKey?.toString('hex')).toBe(KEY);
    expect(config.secret).toHaveLength(32);
  });

  test('an empty variable counts as unset', () => {
    expect(readConfig({ ...SANDBOX, DATABASE_URL: '', HTTP_PORT: '' }).http.port).toBe(3000);
  });

  test('the books are read though a server could not start', () => {
    expect(readBooksConfig({ HTTP_PORT: 'x' }).databaseUrl).toBeNull();
    expect(() => readBooksConfig({ DATABASE_URL: 'mysql://x' })).toThrow(ConfigFault);
  });

  test('a wrong port of the sandbox is a fault to be told later', () => {
    expect(readSandboxPort({})).toBe(3900);
    expect(readSandboxPort({ SANDBOX_PORT: '70000' })).toBeInstanceOf(ConfigFault);
  });
});

describe('problems', () => {
  test('with everything unset each lack is named, and both ways out', () => {
    const fault = faultOf({});
    expect(fault.problems.map(({ variable }) => variable)).toEqual([
      'ARI_PASSWORD',
      'DATABASE_URL',
      'PAYSTAR_AMOUNT_UNIT',
      'ZANGPAY_PAN_KEY',
      'ZANGPAY_SECRET',
    ]);
    expect(fault.message).toContain('npx zangpay sandbox');
    expect(fault.message).toContain('DATABASE_URL to a PostgreSQL');
  });

  test('malformed values and what is missing are told together, each once', () => {
    expect(
      variablesOf({
        ...LIVE,
        ARI_PASSWORD: undefined,
        HTTP_PORT: '80x',
        DATABASE_URL: 'mysql://x',
        LOG_LEVEL: 'loud',
      }),
    ).toEqual(['DATABASE_URL', 'HTTP_PORT', 'LOG_LEVEL', 'ARI_PASSWORD']);
  });

  test.each([
    ['one key for two purposes', { ...LIVE, ZANGPAY_SECRET: KEY }, 'ZANGPAY_SECRET'],
    ['a short key', { ...LIVE, ZANGPAY_PAN_KEY: 'abc' }, 'ZANGPAY_PAN_KEY'],
    [
      'cards in clear over the internet',
      { ...LIVE, PAYSTAR_BASE_URL: 'http://core.paystar.ir/api' },
      'PAYSTAR_BASE_URL',
    ],
    [
      'a password in an address that is shown',
      { ...SANDBOX, ARI_URL: 'http://u:p@127.0.0.1:8088' },
      'ARI_URL',
    ],
    ['a header of two lines', { ...SANDBOX, PAYSTAR_HEADER: 'A: b\r\nC: d' }, 'PAYSTAR_HEADER'],
    [
      'a caller told after the bank is given up',
      { ...SANDBOX, ZANGPAY_PAY_SECONDS: '30' },
      'ZANGPAY_CALLER_SECONDS',
    ],
    ['cards in clear from others', { ...SANDBOX, HTTP_HOST: '0.0.0.0' }, 'HTTP_HOST'],
    ['cards in clear from others, by IPv6', { ...SANDBOX, HTTP_HOST: '::' }, 'HTTP_HOST'],
    ['a proxy in front that is not named', { ...SANDBOX, HTTP_BEHIND_TLS: 'yes' }, 'HTTP_TRUST_PROXY'],
    ['a proxy that is no address', { ...SANDBOX, HTTP_TRUST_PROXY: 'loopback' }, 'HTTP_TRUST_PROXY'],
    ['a network that is none', { ...SANDBOX, HTTP_TRUST_PROXY: '10.0.0.0/33' }, 'HTTP_TRUST_PROXY'],
    ['a limit out of its range', { ...SANDBOX, ZANGPAY_PIN_SECONDS: '5' }, 'ZANGPAY_PIN_SECONDS'],
  ])('%s', (_what, env, variable) => {
    expect(variablesOf(env)).toEqual([variable]);
  });

  test('others may be listened to when TLS is in front, and oneself and the private network anyway', () => {
    const behind = {
      ...SANDBOX,
      HTTP_HOST: '0.0.0.0',
      HTTP_BEHIND_TLS: 'yes',
      HTTP_TRUST_PROXY: '::1, 10.0.0.0/8',
    };
    expect(readConfig(behind).api.trustProxy).toEqual(['::1', '10.0.0.0/8']);
    for (const host of ['::1', 'localhost', '10.1.2.3']) readConfig({ ...SANDBOX, HTTP_HOST: host });
    expect(faultOf({ ...SANDBOX, HTTP_HOST: '8.8.8.8' }).message).toContain('set HTTP_BEHIND_TLS=yes');
  });

  test('a private address that is no sandbox must be live in full', () => {
    expect(() => requireLive(readConfig(SANDBOX))).toThrow(
      /DATABASE_URL.*PAYSTAR_AMOUNT_UNIT.*ZANGPAY_PAN_KEY/s,
    );
    expect(() => requireLive(readConfig({ ...LIVE, ...SANDBOX }))).not.toThrow();
  });
});

describe('secrets', () => {
  test('no secret is shown, neither in force nor in a problem', () => {
    const secrets = { ...LIVE, ARI_PASSWORD: 'swordfish', PAYSTAR_HEADER: 'X-Key: opensesame' };
    const wrong = { ...secrets, PAYSTAR_HEADER: 'opensesame', ZANGPAY_PAN_KEY: `${KEY}00` };
    const shown = JSON.stringify([inspectConfig(secrets), inspectConfig(wrong), faultOf(wrong).message]);
    for (const secret of ['hunter2', 'swordfish', 'opensesame', KEY, OTHER_KEY])
      expect(shown).not.toContain(secret);
    expect(shown).toContain('postgres://db.example/zangpay');
  });

  test('a secret comes from a file, not from two places, and not from a file that is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zangpay config '));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'password');
    writeFileSync(file, 'from a file\n');
    const { ARI_PASSWORD: _unset, ...rest } = SANDBOX;
    expect(readConfig({ ...rest, ARI_PASSWORD_FILE: file }).ari.password).toBe('from a file');
    expect(variablesOf({ ...SANDBOX, ARI_PASSWORD_FILE: file })).toEqual(['ARI_PASSWORD']);
    expect(faultOf({ ...rest, ARI_PASSWORD_FILE: join(folder, 'no') }).message).toContain('cannot be read');
  });
});

test.each([
  ['http://127.0.0.1:3900/api', true],
  ['http://127.9.9.9', true],
  ['http://localhost', true],
  ['http://sandbox:3900/api', true],
  ['http://10.1.2.3', true],
  ['http://172.31.0.1', true],
  ['http://192.168.1.1', true],
  ['http://[::1]:3900', true],
  ['http://[fd00::1]', true],
  ['http://[::ffff:127.0.0.1]', true],
  ['http://172.32.0.1', false],
  ['http://8.8.8.8', false],
  ['http://[2001:db8::1]', false],
  ['https://core.paystar.ir/api', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
])('%s is private: %s', (url, expected) => {
  expect(isPrivateAddress(url)).toBe(expected);
});
