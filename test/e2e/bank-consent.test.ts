import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { answerAtBank, NATIONAL_ID } from '../support/sanbod-sandbox.ts';
import { startWorld, type World } from '../support/world.ts';

/** A bank account is connected by a real server, outlives its restart, and is disconnected. */

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const SECRET = 'open-sesame-8c1f77';
const CARD = '5022291301984702';

let sanbod: Sandbox;
let world: World;
beforeAll(async () => {
  sanbod = await startSandbox({ port: 0 });
  const port = await freeTcpPort();
  world = await startWorld({
    HTTP_PORT: String(port),
    SANBOD_BASE_URL: sanbod.url,
    SANBOD_CLIENT_ID: 'shop',
    SANBOD_CLIENT_SECRET: SECRET,
    SANBOD_REDIRECT_URL: `http://127.0.0.1:${port}/sanbod/callback`,
  });
});
afterAll(async () => {
  await world?.close();
  await sanbod?.close();
});

it('by its commands, with nothing secret left in any file', async () => {
  for (const secret of [SECRET, NATIONAL_ID, CARD]) world.keyed.add(secret);
  const asked = await world.operations.connectBank({ provider: '059', account: null });
  const back = await answerAtBank(new URL(asked.url));
  world.keyed.add(back.searchParams.get('code') ?? 'there is no code');
  const page = await fetch(back);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('حساب شما وصل شد.');

  await world.stopServer();
  await world.startServer();
  const { consentId } = asked.consent;
  expect(await world.operations.bankConsents()).toMatchObject([{ consentId, status: 'connected' }]);
  expect((await fetch(back)).status).toBe(409);

  // Only the server knows Sanbod: the command reaches it by its socket.
  const env = { ...process.env, ZANGPAY_DATA_DIR: resolve(world.folder, 'data') };
  const ofCard = promisify(execFile)(process.execPath, [MAIN, 'iban', 'of-card', '--json'], { env });
  ofCard.child.stdin?.end(`${CARD}\n`);
  expect(JSON.parse((await ofCard).stdout)).toMatchObject({ value: 'IR410590011981302618257001' });

  expect(await world.operations.revokeBank(consentId)).toMatchObject({ atSanbod: 'confirmed' });
  expect(await world.operations.bankConsents()).toMatchObject([{ consentId, status: 'revoked' }]);
});
