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
  readConfigAnyway,
  readSandboxPort,
  requireLive,
} from '../../src/config.ts';

const KEY = '0123456789abcdef'.repeat(4);
const OTHER_KEY = Buffer.from(KEY, 'hex').reverse().toString('base64');
const SANDBOX = { ARI_PASSWORD: 'a', PAYSTAR_BASE_URL: 'http://127.0.0.1:3900/api/' };
const APPLICATIONS = {
  PAYSTAR_APPLICATION_ID: 'a',
  PAYSTAR_ACCESS_PASSWORD: 'b',
  PAYSTAR_REFRESH_TOKEN: 'c',
  PAYSTAR_IDENTITY_APPLICATION_ID: 'd',
  PAYSTAR_IDENTITY_ACCESS_PASSWORD: 'e',
  PAYSTAR_IDENTITY_REFRESH_TOKEN: 'f',
};
const BANK_SECRETS = [
  'PAYSTAR_ACCESS_PASSWORD',
  'PAYSTAR_REFRESH_TOKEN',
  'PAYSTAR_IDENTITY_ACCESS_PASSWORD',
  'PAYSTAR_IDENTITY_REFRESH_TOKEN',
  'KAVENEGAR_API_KEY',
];
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

  test('a bank service without settings is not set up', () => {
    const { transfer, identity, kavenegar } = readConfig(SANDBOX).bankServices;
    expect([transfer, identity, kavenegar.apiKey]).toEqual([null, null, null]);
    expect(kavenegar.baseUrl).toBe('https://api.kavenegar.com/v1');
  });

  test('a bank service with its settings is', () => {
    const { bankServices } = readConfig({ ...SANDBOX, ...APPLICATIONS, KAVENEGAR_API_KEY: 'k' });
    expect(bankServices).toEqual({
      paystarUrl: 'http://127.0.0.1:3900/api',
      transfer: { applicationId: 'a', accessPassword: 'b', refreshToken: 'c', bank: '016' },
      identity: { applicationId: 'd', accessPassword: 'e', refreshToken: 'f', deadlineMs: 10_000 },
      kavenegar: {
        baseUrl: 'https://api.kavenegar.com/v1',
        apiKey: 'k',
        sender: null,
        template: null,
        statusMethod: 'sms/status',
      },
    });
  });

  test('an empty variable counts as unset', () => {
    expect(readConfig({ ...SANDBOX, DATABASE_URL: '', HTTP_PORT: '' }).http.port).toBe(3000);
  });

  test('the books are read though a server could not start', () => {
    expect(readBooksConfig({ HTTP_PORT: 'x' }).databaseUrl).toBeNull();
    expect(() => readBooksConfig({ DATABASE_URL: 'mysql://x' })).toThrow(ConfigFault);
  });

  test('Sanbod is there when its client is given, with our paths and those that are put in their place', () => {
    expect(readBooksConfig({}).openBanking).toBeNull();
    const client = { SANBOD_CLIENT_ID: 'shop', SANBOD_CLIENT_SECRET: 'open sesame', ZANGPAY_SECRET: KEY };
    const { openBanking } = readBooksConfig({ ...client, SANBOD_PATHS: 'statement=/x/statement, token=/t' });
    expect(openBanking).toMatchObject({
      baseUrl: 'https://api.sanbod.co',
      client: { id: 'shop', secret: 'open sesame' },
      redirectUrl: null,
      clientProvider: '999',
      amountAs: 'text',
    });
    expect(openBanking?.paths).toMatchObject({
      statement: '/x/statement',
      token: '/t',
      authorize: '/oauth/v1/authorize',
      achtransfer: '/banks/v1/achtransfer',
      cardtoiban: '/sanboom/v1/banksinquiry/cardtoiban',
    });
    const sandbox = { ...client, SANBOD_BASE_URL: 'http://127.0.0.1:3900', ZANGPAY_SECRET: undefined };
    expect(readBooksConfig(sandbox).openBanking?.client.id).toBe('shop');
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
    [
      'an address with a key in it',
      { ...SANDBOX, KAVENEGAR_BASE_URL: `https://api.kavenegar.com/v1/${'4B'.repeat(16)}/` },
      'KAVENEGAR_BASE_URL',
    ],
    [
      'a longer wait for the register than a caller waits',
      { ...SANDBOX, ...APPLICATIONS, ZANGPAY_IDENTITY_SECONDS: '16' },
      'ZANGPAY_IDENTITY_SECONDS',
    ],
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
    [
      'an application without its password',
      { ...SANDBOX, ...APPLICATIONS, PAYSTAR_ACCESS_PASSWORD: undefined },
      'PAYSTAR_ACCESS_PASSWORD',
    ],
    [
      'a key in clear over the internet',
      { ...SANDBOX, KAVENEGAR_BASE_URL: 'http://api.kavenegar.com/v1' },
      'KAVENEGAR_BASE_URL',
    ],
    [
      'a method that is a path',
      { ...SANDBOX, KAVENEGAR_STATUS_METHOD: '/sms/status' },
      'KAVENEGAR_STATUS_METHOD',
    ],
    ['a client of Sanbod without its secret', { ...LIVE, SANBOD_CLIENT_ID: 'shop' }, 'SANBOD_CLIENT_SECRET'],
    [
      'tokens of real banks under a key that everybody knows',
      { ...SANDBOX, SANBOD_CLIENT_ID: 'shop', SANBOD_CLIENT_SECRET: 'x' },
      'ZANGPAY_SECRET',
    ],
    [
      'orders to move money in clear',
      { ...SANDBOX, SANBOD_BASE_URL: 'http://api.sanbod.co' },
      'SANBOD_BASE_URL',
    ],
    [
      'a code of a bank in clear',
      { ...SANDBOX, SANBOD_REDIRECT_URL: 'http://pay.example.ir/sanbod/callback' },
      'SANBOD_REDIRECT_URL',
    ],
    ['a path of a service that is none', { ...SANDBOX, SANBOD_PATHS: 'sms=/x' }, 'SANBOD_PATHS'],
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
  test.each([
    'https://user:4BSECRET@api.kavenegar.com/v1',
    'https://api.kavenegar.com/v1?key=4BSECRET',
    'https://api.kavenegar.com/v1/4BSECRET4BSECRET4BSECRET',
  ])('what should not be in an address is not shown with it: %s', (address) => {
    const wrong = { ...SANDBOX, KAVENEGAR_BASE_URL: address };
    const shown = JSON.stringify([inspectConfig(wrong), faultOf(wrong).message]);
    expect(shown).toContain('https://api.kavenegar.com/v1');
    expect(shown).not.toContain('4BSECRET');
  });

  test('no secret is shown, neither in force nor in a problem', () => {
    const services = Object.fromEntries(BANK_SECRETS.map((name) => [name, `hidden-${name}`]));
    const ids = { PAYSTAR_APPLICATION_ID: 'a', PAYSTAR_IDENTITY_APPLICATION_ID: 'b' };
    const gateway = { ...LIVE, ARI_PASSWORD: 'swordfish', PAYSTAR_HEADER: 'X-Key: opensesame' };
    const sanbod = { SANBOD_CLIENT_ID: 'shop', SANBOD_CLIENT_SECRET: 'abracadabra' };
    const secrets = { ...gateway, ...services, ...ids, ...sanbod };
    const wrong = { ...secrets, PAYSTAR_HEADER: 'opensesame', ZANGPAY_PAN_KEY: `${KEY}00` };
    const shown = JSON.stringify([inspectConfig(secrets), inspectConfig(wrong), faultOf(wrong).message]);
    expect(inspectConfig(secrets).problems).toEqual([]);
    for (const secret of ['hunter2', 'swordfish', 'opensesame', 'abracadabra', 'hidden-', KEY, OTHER_KEY])
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

test('a configuration is read as far as it can be: what is ill counts as unset, and is told', () => {
  const { config, problems } = readConfigAnyway({
    ...SANDBOX,
    ARI_PASSWORD: '',
    AMI_PORT: 'high',
    PAYSTAR_APPLICATION_ID: 'a',
    HTTP_PORT: '4000',
  });
  expect(config).toMatchObject({ http: { port: 4_000 }, bankServices: { transfer: null } });
  expect(config.ari.password).toBe('');
  expect(problems.map(({ variable }) => variable).sort()).toEqual([
    'AMI_PORT',
    'ARI_PASSWORD',
    'PAYSTAR_ACCESS_PASSWORD',
    'PAYSTAR_REFRESH_TOKEN',
  ]);
  expect(readConfigAnyway(SANDBOX)).toEqual({ config: readConfig(SANDBOX), problems: [] });
});
