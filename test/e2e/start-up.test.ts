import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../src/demo/asterisk-process.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What a person meets whose server cannot start: one sentence, the right exit code, and no stack trace. */

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const SOUNDS = resolve(import.meta.dirname, '../../dialplan/sounds');
const folder = tempFolder();
let asterisk: RunningAsterisk;
let sandbox: Sandbox;

beforeAll(async () => {
  const cache = process.env.ZANGPAY_CACHE ?? join(homedir(), '.cache/zangpay');
  sandbox = await startSandbox({ port: 0 });
  asterisk = await startAsterisk({ dir: join(folder.path, 'asterisk'), cache });
});
afterAll(async () => {
  await asterisk?.stop();
  await sandbox?.close();
  await folder.remove();
});

/** A port below those that others are given: nobody comes to listen there while a server waits for an answer. */
const NOBODY = 2;

let places = 0;

/** Everything that a server needs, but for what a test takes away. */
function settings(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  places += 1;
  return {
    ZANGPAY_DATA_DIR: join(folder.path, `data ${places}`),
    PAYSTAR_BASE_URL: sandbox.gatewayUrl,
    ARI_URL: asterisk.ariUrl,
    ARI_USERNAME: asterisk.ariUsername,
    ARI_PASSWORD: asterisk.ariPassword,
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
    ...changes,
  };
}

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function zangpay(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((settle) => {
    const options = { env: { PATH: process.env.PATH, ...env }, cwd: folder.path, timeout: 60_000 };
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      settle({ exitCode, stdout, stderr });
    });
  });
}

async function refusal(env: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, stderr, stdout } = await zangpay(['serve'], env);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(exitCode).toBe(1);
  return stderr.trim();
}

describe.concurrent('a server that cannot start', () => {
  it('with nothing set exits 2 and names both ways out', async () => {
    const { exitCode, stderr } = await zangpay(['serve'], {});
    expect(exitCode).toBe(2);
    expect(stderr).toContain('npx zangpay sandbox');
    expect(stderr).toContain('DATABASE_URL');
  });

  it('with a wrong configuration exits 2 and names every problem', async () => {
    const { exitCode, stderr } = await zangpay(
      ['serve'],
      settings({ HTTP_PORT: 'many', ARI_URL: 'nowhere', ZANGPAY_PAN_KEY: 'short' }),
    );
    expect(exitCode).toBe(2);
    for (const variable of ['HTTP_PORT', 'ARI_URL', 'ZANGPAY_PAN_KEY']) expect(stderr).toContain(variable);
    expect(stderr).not.toContain('short');
  });

  it('says that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as { port: number };
    expect(await refusal(settings({ HTTP_PORT: String(port) }))).toMatch(/port is taken.*HTTP_PORT/);
    taken.close();
  });

  it('says that Asterisk is not there', async () => {
    const url = `http://127.0.0.1:${NOBODY}`;
    expect(await refusal(settings({ ARI_URL: url }))).toMatch(/Asterisk.*ARI_URL/s);
  });

  it('says that Asterisk refuses the password', async () => {
    expect(await refusal(settings({ ARI_PASSWORD: 'wrong' }))).toMatch(/ARI_PASSWORD/);
  });

  it('says that the database cannot be reached, without its password', async () => {
    const url = `postgres://zangpay:hush-hush@127.0.0.1:${NOBODY}/books`;
    const sentence = await refusal(settings({ DATABASE_URL: url }));
    expect(sentence).toMatch(/PostgreSQL/);
    expect(sentence).not.toContain('hush-hush');
  });

  it('says that Redis cannot be reached', async () => {
    expect(await refusal(settings({ QUEUE_URL: `redis://127.0.0.1:${NOBODY}` }))).toMatch(/QUEUE_URL/);
  });

  it('says that no sandbox answers', async () => {
    const url = `http://127.0.0.1:${NOBODY}/api`;
    expect(await refusal(settings({ PAYSTAR_BASE_URL: url }))).toMatch(/No sandbox answers.*zangpay sandbox/);
  });

  it('names the clips that are missing', async () => {
    const sounds = join(folder.path, 'sounds');
    await mkdir(sounds);
    await cp(SOUNDS, sounds, { recursive: true });
    await rm(join(sounds, 'fa', 'bye.wav'));
    expect(await refusal(settings({ ZANGPAY_SOUNDS: sounds }))).toMatch(/fa\/bye.*npm run prompts/);
  });

  it('refuses the live gateway on the embedded store', async () => {
    const live = settings({ PAYSTAR_BASE_URL: 'https://core.paystar.ir/api' });
    const { exitCode, stderr } = await zangpay(['serve'], live);
    expect(exitCode).toBe(2);
    for (const variable of ['DATABASE_URL', 'PAYSTAR_AMOUNT_UNIT', 'ZANGPAY_PAN_KEY', 'ZANGPAY_SECRET']) {
      expect(stderr).toContain(variable);
    }
  });

  it('leaves the books of a running server to it, and lends them to commands', async ({ onTestFinished }) => {
    const env = settings();
    const first = spawn(process.execPath, [MAIN, 'serve'], { env: { PATH: process.env.PATH, ...env } });
    onTestFinished(() => void first.kill('SIGKILL'));
    await new Promise((ready) => first.stdout.once('data', ready));
    expect(await refusal(env)).toMatch(/A server is running on .*ZANGPAY_DATA_DIR/);
    const listed = await zangpay(['calls', 'list', '--json'], env);
    expect([listed.exitCode, listed.stdout.trim()]).toEqual([0, '[]']);
    first.kill('SIGTERM');
    expect(await new Promise((ended) => first.once('exit', ended))).toBe(0);
  });
});
