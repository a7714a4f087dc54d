import { expect, test } from 'vitest';
import { createSystem } from '../../src/adapters/system.ts';
import { openBankServices } from '../../src/compose/bank-services.ts';
import { readConfig } from '../../src/config.ts';
import { keptLog } from '../support/service-server.ts';

const SANDBOX = { ARI_PASSWORD: 'a', PAYSTAR_BASE_URL: 'http://127.0.0.1:3900/api' };
const IDENTITY = {
  PAYSTAR_IDENTITY_APPLICATION_ID: 'a',
  PAYSTAR_IDENTITY_ACCESS_PASSWORD: 'b',
  PAYSTAR_IDENTITY_REFRESH_TOKEN: 'c',
};
const TRANSFER = { PAYSTAR_APPLICATION_ID: 'a', PAYSTAR_ACCESS_PASSWORD: 'b', PAYSTAR_REFRESH_TOKEN: 'c' };

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['nothing', {}, []],
  ['identity', IDENTITY, ['identity']],
  ['transfers', TRANSFER, ['transfers']],
  ['SMS', { KAVENEGAR_API_KEY: 'k' }, ['sms']],
  ['SMS with a template', { KAVENEGAR_API_KEY: 'k', KAVENEGAR_TEMPLATE: 't' }, ['sms', 'templates']],
  ['a template without a key', { KAVENEGAR_TEMPLATE: 't' }, []],
])('with the settings of %s only that is set up, and the clock always', async (_what, given, names) => {
  const { bankServices } = readConfig({ ...SANDBOX, ...given });
  const { close, roughClock, ...services } = openBankServices(bankServices, keptLog().log, createSystem());
  const setUp = Object.entries(services).filter(([, service]) => service !== null);
  expect(setUp.map(([name]) => name)).toEqual(names);
  expect(roughClock.aheadMs).toBeTypeOf('function');
  await close();
});
