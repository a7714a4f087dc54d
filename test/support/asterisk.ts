import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectTelephony } from '../../src/adapters/asterisk/telephony.ts';
import type { LineEvent, Log } from '../../src/application/ports.ts';
import { type RunningAsterisk, startAsterisk } from '../../src/demo/asterisk-process.ts';
import { freeUdpPort } from '../../src/demo/free-ports.ts';
import { startTelephone, type Telephone } from '../../src/demo/telephone.ts';

export const CACHE = process.env.ZANGPAY_CACHE ?? join(homedir(), '.cache/zangpay');

/** A merchant's Asterisk with the configuration of production, and a caller's telephone beside it. */
export interface Pair {
  readonly asterisk: RunningAsterisk;
  readonly telephone: Telephone;
  readonly sounds: string;
  readonly dir: string;
  stop(): Promise<void>;
}

/** Starts both in a folder of their own with tones for clips; the path has a space on purpose. */
export async function startPair(values: Readonly<Record<string, string>> = {}): Promise<Pair> {
  const dir = await mkdtemp(join(tmpdir(), 'zangpay line '));
  const sounds = join(dir, 'sounds');
  for (const [clip, ms] of Object.entries(CLIPS)) await writeTone(join(sounds, `${clip}.wav`), ms);
  // The merchant's trunk leads back to the telephone.
  const sipPort = await freeUdpPort();
  const asterisk = await startAsterisk({
    dir: join(dir, 'asterisk'),
    cache: CACHE,
    values: { SOUNDS: sounds, TRUNK_CONTACT: `sip:127.0.0.1:${sipPort}`, ...values },
  });
  const trunk = { host: asterisk.sipHost, port: asterisk.sipPort };
  const telephone = await startTelephone({ dir: join(dir, 'telephone'), cache: CACHE, trunk, sipPort });
  return {
    asterisk,
    telephone,
    sounds,
    dir,
    async stop() {
      await telephone.stop();
      await asterisk.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** How long each clip of the tests lasts. Milliseconds. */
const CLIPS = { 'fa/short': 400, 'fa/long': 3_000, 'fa/line.down': 800, 'music/tune': 2_000 };

/** A sine at 440 Hz as 8 kHz 16-bit WAV. */
async function writeTone(file: string, ms: number): Promise<void> {
  const samples = Int16Array.from(
    { length: 8 * ms },
    (_, i) => 9_000 * Math.sin((2 * Math.PI * 440 * i) / 8_000),
  );
  const data = Buffer.from(samples.buffer);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, Buffer.concat([header, data]));
}

/** A log that keeps its messages. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (fields: object, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}

/** The line as the application has it, with all that it told so far. */
export async function openLine(
  pair: Pick<Pair, 'asterisk' | 'sounds'>,
  options: { readonly app?: string; readonly url?: string } = {},
) {
  const log = memoryLog();
  const { asterisk, sounds } = pair;
  const line = await connectTelephony({
    url: options.url ?? asterisk.ariUrl,
    username: asterisk.ariUsername,
    password: asterisk.ariPassword,
    app: options.app ?? 'zangpay',
    sounds,
    log,
  });
  const heard: LineEvent[] = [];
  line.listen((event) => heard.push(event));
  const until = <T extends LineEvent['type']>(type: T, which: (event: EventOf<T>) => boolean = () => true) =>
    eventually(`a "${type}" of the line`, () =>
      heard.find((event): event is EventOf<T> => event.type === type && which(event as EventOf<T>)),
    );
  return {
    ...line,
    log,
    heard,
    until,
    /** The next call that arrives and was not seen before. */
    async arrival() {
      const event = await until('arrived');
      heard.splice(heard.indexOf(event), 1);
      return event;
    },
    keys: (channelId: string) =>
      heard
        .flatMap((event) => (event.type === 'key' && event.channelId === channelId ? [event.key] : []))
        .join(''),
  };
}

type EventOf<T extends LineEvent['type']> = Extract<LineEvent, { readonly type: T }>;

/** Waits until something is so. Rejects, naming it, when it is not within the time. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<Exclude<T, undefined | false | null>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) {
      return found as Exclude<T, undefined | false | null>;
    }
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** All that an Asterisk wrote down: its logs and what it printed. */
export async function everythingWritten(asterisk: RunningAsterisk): Promise<string> {
  const files = [
    asterisk.logFile,
    join(asterisk.dir, 'log/security.log'),
    join(asterisk.dir, 'asterisk.out'),
  ];
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
