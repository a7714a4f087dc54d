import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCourier } from '../../src/adapters/webhooks/courier.ts';
import { createWebhookKeys } from '../../src/adapters/webhooks/keys.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The helper as merchants get it: packed, in a project outside this one, used by plain JavaScript. */

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const keys = createWebhookKeys(Buffer.alloc(32, 5));
const SECRET = keys.secretOf('bookshop', 1);

const project = tempFolder();
beforeAll(async () => {
  const installed = join(project.path, 'node_modules', 'zangpay');
  await mkdir(installed, { recursive: true });
  await run('npm', ['pack', '--pack-destination', project.path], { cwd: ROOT });
  const [packed] = (await readdir(project.path)).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', join(project.path, packed ?? ''), '--strip-components=1', '-C', installed]);
  await writeFile(join(project.path, 'package.json'), '{ "type": "module", "private": true }');
});
afterAll(() => project.remove());

/** The example of a README, as it stands there. */
async function exampleOf(readme: string): Promise<string> {
  const text = await readFile(join(ROOT, readme), 'utf8');
  const blocks = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  return blocks.find((code) => code.includes('verifyWebhook')) ?? expect.unreachable();
}

/** Starts a receiver of the project; what it prints comes line by line. */
async function start(code: string) {
  const file = join(project.path, 'receiver.js');
  await writeFile(
    file,
    code.replace('.listen(8080)', `.listen(0, function () { console.log(this.address().port); })`),
  );
  const env = { PATH: process.env.PATH, ZANGPAY_WEBHOOK_SECRET: SECRET };
  const child = spawn(process.execPath, [file], {
    cwd: project.path,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return { url: `http://127.0.0.1:${await next()}/hooks`, next };
}

/** Sends an event as a server does. */
async function deliver(url: string, secretKeys = keys) {
  const courier = openCourier({ privateAllowed: true, version: '0' });
  onTestFinished(() => courier.close());
  const data = { id: 'att_1', status: 'paid', amount: 500_000 };
  const body = JSON.stringify({ id: 'evt_1', type: 'payment.paid', seq: 7, createdAt: 'now', data });
  const signature = secretKeys.sign(body, { merchantId: 'bookshop', versions: [1] }, Date.now());
  return courier.deliver({ url, eventId: 'evt_1', body, signature });
}

describe.each(['README.md', 'README.fa.md'])('the example of %s', (readme) => {
  test('takes what is ours, and refuses what is not', async () => {
    const code = await exampleOf(readme);
    const receiver = await start(code);
    expect(await deliver(receiver.url)).toEqual({ status: 'delivered', httpStatus: 204 });
    expect(await receiver.next()).toBe('7 payment.paid paid');
    const forged = createWebhookKeys(Buffer.alloc(32, 6));
    expect(await deliver(receiver.url, forged)).toEqual({ status: 'failed', why: 'HTTP 400 instead of 2xx' });
  });

  test('is ten lines long', async () => {
    expect((await exampleOf(readme)).trimEnd().split('\n').length).toBeLessThanOrEqual(12);
  });
});

describe('the package', () => {
  test('holds the helper with its types, and nothing of the server but its command', async () => {
    const installed = join(project.path, 'node_modules', 'zangpay');
    const files = await readdir(installed, { recursive: true });
    expect(files.filter((file) => /\.(js|ts)$/.test(file)).toSorted()).toEqual([
      'dist/webhook-signature/index.d.ts',
      'dist/webhook-signature/index.js',
      'src/main.ts',
    ]);
  });

  test('has types that compile where the events are told apart', async () => {
    const file = join(project.path, 'typed.ts');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const check = async (reading: string) => {
      await writeFile(
        file,
        `import { verifyWebhook, WebhookSignatureError } from 'zangpay/webhook-signature';
         export const event = verifyWebhook({ body: '', signature: '', secrets: ['a'], toleranceSeconds: 9 });
         export const why = new WebhookSignatureError('tooOld').reason;
         if (event.type === 'invoice.paid') { const text: string = event.data.${reading}; void text; }`,
      );
      return run(tsc, [...options, file], { cwd: project.path }).then(
        () => 'compiles',
        (error: { stdout: string }) => error.stdout,
      );
    };
    expect(await check('code')).toBe('compiles');
    expect(await check('amount')).toContain('TS2322');
    expect(await check('payerCard')).toContain('TS2339');
  });
});
