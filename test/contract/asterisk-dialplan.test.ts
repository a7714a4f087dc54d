import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const RENDER = resolve(import.meta.dirname, '../../dialplan/render.sh');

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'zangpay dialplan '));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

const SECRETS = { ARI_PASSWORD: 'a&\\1|"b', AMI_PASSWORD: 'second' };

async function render(values: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const out = await mkdtemp(join(dir, 'etc '));
  const folders = { STATE_DIR: join(out, 'state'), LOG_DIR: join(out, 'log'), RUN_DIR: join(out, 'run') };
  // No Asterisk is needed to render: these two only have to be said.
  const asterisk = { MODULES_DIR: '/modules', DATA_DIR: '/data' };
  await run('/bin/sh', [RENDER, out], { env: { ...asterisk, ...folders, ...values } });
  const names = (await readdir(out)).filter((name) => name.endsWith('.conf'));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(out, name), 'utf8')])),
  );
}

/** What is in force in a file: without comments and empty lines. */
const inForce = (text = '') => text.replace(/;.*$/gm, '').replace(/^\s*\n/gm, '');

test('every place is filled, and values go in as they are', async () => {
  const files = await render({ ...SECRETS, SIP_PORT: '5070', ARI_APPS: 'one,two', SOUNDS: '/srv/my sounds' });
  expect(Object.values(files).join('\n')).not.toMatch(/@[A-Z_]+@/);
  expect(files['ari.conf']).toContain('password = a&\\1|"b\n');
  expect(files['pjsip.conf']).toContain('bind = 0.0.0.0:5070\n');
  expect(files['extensions.conf']).toContain('ARI_APPS = one,two\n');
  expect(files['extensions.conf']).toContain('SOUNDS = /srv/my sounds\n');
});

test('files with passwords are readable by their owner only', async () => {
  await render(SECRETS);
  const [out = ''] = await readdir(dir);
  expect((await stat(join(dir, out, 'ari.conf'))).mode & 0o077).toBe(0);
});

test.each([
  ['ARI_PASSWORD', { AMI_PASSWORD: 'x' }, 'ARI_PASSWORD is not set'],
  ['AMI_PASSWORD', { ARI_PASSWORD: 'x' }, 'AMI_PASSWORD is not set'],
  [
    'a line break in a value',
    { ...SECRETS, ARI_APPS: 'a\nb' },
    'ARI_APPS may not hold a line break or a semicolon',
  ],
  [
    'a comment in a value',
    { ...SECRETS, ARI_PASSWORD: 'a;b' },
    'ARI_PASSWORD may not hold a line break or a semicolon',
  ],
  ['no Asterisk', { ...SECRETS, MODULES_DIR: '', ASTERISK_ROOT: '/nowhere' }, 'install Asterisk 20 or later'],
])('it refuses with a sentence: %s', async (_, values, sentence) => {
  await expect(render(values)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) });
});

test('no log level that writes keys, and nothing that records or listens', async () => {
  const files = await render(SECRETS);
  expect(inForce(files['logger.conf'])).not.toMatch(/dtmf|debug|verbose|\*/i);
  expect(inForce(files['asterisk.conf'])).toContain('dumpcore = no');
  expect(inForce(files['modules.conf'])).not.toMatch(
    /autoload = yes|mixmonitor|monitor|chanspy|app_read|app_record|senddtmf|pjsip_logger|res_speech|func_curl|anonymous/i,
  );
});

test('the manager account sees no key and no variable, and may run no command', async () => {
  const manager = inForce((await render(SECRETS))['manager.conf']);
  expect(manager).toContain('read = reporting\n');
  expect(manager).toContain('write = originate,reporting\n');
  for (const event of ['DTMFBegin', 'DTMFEnd', 'VarSet']) {
    expect(manager).toContain(`eventfilter(action(exclude),name(${event})) =`);
  }
});

test('the trunk is known by its address only, and what reaches ARI and AMI stays on loopback', async () => {
  const files = await render({ ...SECRETS, TRUNK_MATCH: '10.1.2.3,10.1.2.4' });
  const pjsip = inForce(files['pjsip.conf']);
  expect(pjsip).toContain('endpoint_identifier_order = ip\n');
  expect(pjsip).toContain('match = 10.1.2.3,10.1.2.4\n');
  expect(pjsip).toContain('contact = sip:10.1.2.3:5060\n');
  for (const line of [
    'allow_transfer = no',
    'allow_subscribe = no',
    'dtmf_mode = auto',
    'rtp_timeout = 120',
  ]) {
    expect(pjsip).toContain(`${line}\n`);
  }
  expect(files['http.conf']).toContain('bindaddr = 127.0.0.1\n');
  expect(files['manager.conf']).toContain('bindaddr = 127.0.0.1\n');
});
