import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type AsteriskProgram, findAsterisk } from './asterisk-program.ts';
import { freeTcpPort, freeUdpPort } from './free-ports.ts';

const run = promisify(execFile);
const RENDER = resolve(import.meta.dirname, '../../dialplan/render.sh');
const BOOT_MS = 20_000;
const STOP_MS = 5_000;
const SETPRIV = '/usr/bin/setpriv';

export interface AsteriskOptions {
  /** Where its configuration, logs and data go; made when missing. */
  readonly dir: string;
  /** The cache folder into which setup.sh extracted Asterisk; used when PATH has none. */
  readonly cache: string;
  /** A folder of templates that replace those of dialplan/ by name. */
  readonly overlay?: string;
  /** Values for dialplan/render.sh that replace ours, e.g. `{ ARI_APPS: 'one,two' }`. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface RunningAsterisk {
  readonly dir: string;
  readonly pid: number;
  readonly ariUrl: string;
  readonly ariUsername: string;
  readonly ariPassword: string;
  readonly amiHost: string;
  readonly amiPort: number;
  readonly amiUsername: string;
  readonly amiPassword: string;
  readonly sipHost: string;
  readonly sipPort: number;
  readonly logFile: string;
  /** What it was rendered with: given to another start, that one takes the same ports and passwords. */
  readonly values: Readonly<Record<string, string>>;
  /** Ends it and waits until it has gone. A second time is no error. */
  stop(): Promise<void>;
}

/**
 * Starts an Asterisk of its own on free ports of loopback and waits until it has fully booted. Needs no
 * root. It ends when this process dies. Throws one clear sentence when Asterisk is absent or does not start.
 */
export async function startAsterisk(options: AsteriskOptions): Promise<RunningAsterisk> {
  const program = await findAsterisk(options.cache);
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true });
  const runDir = await shortRunDir();
  const values = { ...(await freshValues(dir, program)), ...options.values, RUN_DIR: runDir };
  const etc = join(dir, 'etc');
  await render(etc, values, options.overlay);
  const child = launch(program, etc, join(dir, 'asterisk.out'));
  const stop = () => end(child).then(() => rm(runDir, { recursive: true, force: true }));
  try {
    await booted(program, etc, child);
  } catch (error) {
    await stop();
    throw new Error(`Asterisk did not start: ${await reason(error, values.LOG_DIR)}`);
  }
  return describe(child.pid ?? 0, dir, values, stop);
}

type Values = Record<string, string> & Awaited<ReturnType<typeof freshValues>>;

async function freshValues(dir: string, program: AsteriskProgram) {
  // RTP ports may be shared with others: Asterisk tries the next one when one is taken.
  const rtpStart = 20_000 + 2 * randomInt(10_000);
  return {
    ASTERISK_ROOT: program.root,
    STATE_DIR: join(dir, 'state'),
    LOG_DIR: join(dir, 'log'),
    ARI_HTTP_PORT: String(await freeTcpPort()),
    ARI_USERNAME: 'zangpay',
    ARI_PASSWORD: randomBytes(16).toString('hex'),
    AMI_PORT: String(await freeTcpPort()),
    AMI_USERNAME: 'zangpay',
    AMI_PASSWORD: randomBytes(16).toString('hex'),
    SIP_BIND: '127.0.0.1',
    SIP_PORT: String(await freeUdpPort()),
    RTP_START: String(rtpStart),
    RTP_END: String(rtpStart + 399),
  };
}

/** The control socket lives here: the path of a Unix socket ends at about 107 bytes. */
async function shortRunDir(): Promise<string> {
  const base = tmpdir().length <= 60 ? tmpdir() : '/tmp';
  return mkdtemp(join(base, 'zangpay-asterisk-'));
}

async function render(
  etc: string,
  values: Readonly<Record<string, string>>,
  overlay?: string,
): Promise<void> {
  const args = overlay === undefined ? [RENDER, etc] : [RENDER, etc, overlay];
  // A clean environment: what is set in this shell for another Asterisk must not leak into this one.
  await run('/bin/sh', args, { env: { ...values } });
}

function launch(program: AsteriskProgram, etc: string, outFile: string): ChildProcess {
  const out = openSync(outFile, 'a', 0o600);
  const command = [program.command, ...program.args, '-f', '-C', join(etc, 'asterisk.conf')];
  // The kernel ends Asterisk when this process dies in any way, if Debian's setpriv is there to ask it.
  if (existsSync(SETPRIV)) command.unshift(SETPRIV, '--pdeathsig', 'TERM', '--');
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', out, out] });
  closeSync(out);
  return child;
}

/** Asks until Asterisk says that it has fully booted; throws when it ended or took too long. */
async function booted(program: AsteriskProgram, etc: string, child: ChildProcess): Promise<void> {
  const args = [...program.args, '-C', join(etc, 'asterisk.conf'), '-rx', 'core waitfullybooted'];
  const deadline = Date.now() + BOOT_MS;
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error('it ended at once');
    const said = await run(program.command, args).catch(() => ({ stdout: '' }));
    if (said.stdout.includes('has fully booted')) return;
    await sleep(50);
  }
  throw new Error(`it was not ready after ${BOOT_MS / 1000} s`);
}

async function reason(error: unknown, logDir: string): Promise<string> {
  const log = await readFile(join(logDir, 'messages.log'), 'utf8').catch(() => '');
  const last = log.split('\n').findLast((line) => line.includes(' ERROR['));
  const what = error instanceof Error ? error.message : String(error);
  return last === undefined ? `${what}.` : `${what}; its log says "${last.trim()}" (${logDir}).`;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(killer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function describe(pid: number, dir: string, values: Values, stop: () => Promise<void>): RunningAsterisk {
  return {
    dir,
    pid,
    ariUrl: `http://127.0.0.1:${values.ARI_HTTP_PORT}`,
    ariUsername: values.ARI_USERNAME,
    ariPassword: values.ARI_PASSWORD,
    amiHost: '127.0.0.1',
    amiPort: Number(values.AMI_PORT),
    amiUsername: values.AMI_USERNAME,
    amiPassword: values.AMI_PASSWORD,
    sipHost: values.SIP_BIND,
    sipPort: Number(values.SIP_PORT),
    logFile: join(values.LOG_DIR, 'messages.log'),
    values,
    stop,
  };
}
