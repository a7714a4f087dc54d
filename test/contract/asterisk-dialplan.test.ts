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
  expect(manager).toContain('read = call,reporting\n');
  // With a filter that includes, all else is left out.
  expect(manager.match(/^eventfilter\(action\(include\).*$/gm)).toEqual([
    'eventfilter(action(include),name(OriginateResponse)) =',
    'eventfilter(action(include),name(Hangup),header(Uniqueid),method(starts_with)) = ring_',
  ]);
  expect(manager).toContain('write = originate,reporting\n');
  for (const event of ['DTMFBegin', 'DTMFEnd', 'VarSet']) {
    expect(manager).toContain(`eventfilter(action(exclude),name(${event})) =`);
  }
});

test('an operator is dialled with no way to transfer, park or record, and no net cuts the talk', async () => {
  const operator = inForce((await render(SECRETS))['extensions.conf']).split('[operator]\n')[1] ?? '';
  const steps = operator.split('\n').map((step) => step.replace(/^.*?,\d,|^ same => n,/, ''));
  expect(steps.slice(0, 3)).toEqual([
    'Set(TIMEOUT(absolute)=0)',
    `Dial(PJSIP/$\{FILTER(0-9,$\{EXTEN})}@operators,$\{OPERATOR_SECONDS},gi)`,
    `Set(TIMEOUT(absolute)=$\{BACK_SECONDS})`,
  ]);
});

test('every context ends a call whose time is over', async () => {
  const extensions = inForce((await render(SECRETS))['extensions.conf']);
  const contexts = extensions.split(/^\[/m).filter((text) => /^exten => /m.test(text));
  expect(contexts).toHaveLength(4);
  for (const context of contexts) expect(context).toContain('exten => T,1,Hangup()\n');
});

test('operators sit at the trunk, where nothing else is said, and nobody comes in by their way', async () => {
  const sections = async (values: Readonly<Record<string, string>>) => {
    const pjsip = inForce((await render({ ...SECRETS, TRUNK_MATCH: '10.1.2.3', ...values }))['pjsip.conf']);
    return pjsip.split(/^(?=\[)/m).filter((section) => section.startsWith('[operators]'));
  };
  const [endpoint = '', aor = '', ...others] = await sections({});
  expect(others).toEqual([]);
  expect(endpoint).toContain('context = none\n');
  for (const line of ['direct_media = no', 'allow_transfer = no', 'allow_subscribe = no']) {
    expect(endpoint).toContain(`${line}\n`);
  }
  expect(aor).toBe('[operators]\ntype = aor\ncontact = sip:10.1.2.3:5060\n');
  const [, elsewhere] = await sections({ OPERATOR_CONTACT: 'sip:10.9.9.9:5062' });
  expect(elsewhere).toContain('contact = sip:10.9.9.9:5062\n');
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
