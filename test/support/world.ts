import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '../../src/adapters/control/client.ts';
import type { Operations } from '../../src/application/operations.ts';
import { type Attempt, type Merchant, SCOPES } from '../../src/application/ports.ts';
import { type RunningAsterisk, startAsterisk } from '../../src/demo/asterisk-process.ts';
import { Caller } from '../../src/demo/caller.ts';
import { freeUdpPort } from '../../src/demo/free-ports.ts';
import type { Ground } from '../../src/demo/scenarios/stage.ts';
import { type SipPhone, startSipPhone } from '../../src/demo/telephone/sip-phone.ts';
import { type Dialling, startTelephone, type Telephone } from '../../src/demo/telephone.ts';
import type { Charge } from '../../src/sandbox/bank.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';
import { findLeaks } from './leaks.ts';
import { tempFolder } from './temp-folder.ts';
import {
  type RestartableZangpay,
  restartable,
  startZangpay,
  type ZangpayProcess,
} from './zangpay-process.ts';

const SEQUENCE = 'acd54b56ddd651a5cc3v';

/** The lines of the world: fixed, by invoice, and one that a stranger to this world would not have. */
const BOOKSHOP: Merchant = {
  merchantId: 'bookshop',
  name: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  webhookUrl: null,
  blockedCallers: [],
  lines: [
    line('1000', { type: 'fixed', amount: 500_000 }),
    line('1001', { type: 'invoice' }),
    { ...line('1002', { type: 'fixed', amount: 1_250_000 }), languages: ['en'], confirmCard: false },
  ],
};

function line(number: string, bill: Merchant['lines'][number]['bill']): Merchant['lines'][number] {
  return {
    merchantId: 'bookshop',
    number,
    aliases: [],
    sequence: SEQUENCE,
    languages: ['fa'],
    bill,
    confirmCard: true,
    operator: null,
    hours: null,
    maxCalls: null,
    verify: null,
  };
}

/** A running server with everything around it: its own Asterisk, callers, a bank, and its books. */
export interface World {
  /** Everything that it writes is below here, but for a PostgreSQL of the test's own. */
  readonly folder: string;
  readonly operations: Operations;
  readonly asterisk: RunningAsterisk;
  /** The wire between the server and the bank. */
  readonly bankWire: CuttableProxy;
  /** Dials, and finds the call in the books. */
  ring(dialling: Dialling): Promise<Caller>;
  /** The same, and cuts the greeting short. */
  dial(dialling: Dialling): Promise<Caller>;
  /** What scenarios are played on. */
  readonly ground: Ground;
  /** The PIN that the bank texted last to a card. */
  pinOf(card: string): Promise<string>;
  /** Keys a card when it is asked for, and confirms it. */
  keyCard(caller: Caller, card: string): Promise<void>;
  /** Keys the PIN that the bank texted to a card, when it is asked for. */
  keyPin(caller: Caller, card: string): Promise<void>;
  /** Every card that was keyed and every PIN that was read, to be looked for where none may be. */
  readonly keyed: Set<string>;
  ledger(): Promise<readonly Charge[]>;
  /** What the SMS service has for a mobile `09…`, oldest first. */
  texts(mobile: string): Promise<readonly string[]>;
  /** The one attempt of a call, once it has come to rest in one of these states. */
  settled(callId: string, ...states: readonly Attempt['state'][]): Promise<Attempt>;
  /** Asks the merchant API with a key of the bookshop that may do everything. */
  api(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /** A payer who will be rung: their telephone, and their call in the books once it has arrived. */
  awaitRing(mobile: string): Promise<Caller>;
  /** Ends the server in order, and resolves to its exit code; its files stay. */
  stopServer(): Promise<number | null>;
  /** Kills the server at once, as a crash would. */
  killServer(): Promise<void>;
  /** Starts it again on the same books. */
  startServer(): Promise<void>;
  /** Starts another process on the same books (a PostgreSQL), with an ARI application of its own. */
  startAnother(app: string): Promise<ZangpayProcess>;
  close(): Promise<void>;
}

/** What may be otherwise than usual around the server. */
interface Surroundings {
  /** The ARI applications that the dialplan tries, in order; the server is `zangpay`. */
  readonly apps?: string;
  readonly bank?: Partial<SandboxOptions>;
  /** How long an operator's telephone rings. */
  readonly operatorSeconds?: string;
  /** Whether payers are texted, by the sandbox's SMS service. */
  readonly sms?: boolean;
}

/** @param environment settings of the server that replace those of the tests */
export async function startWorld(
  environment: Readonly<Record<string, string>> = {},
  { apps = 'zangpay', bank = {}, operatorSeconds = '25', sms = false }: Surroundings = {},
): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const folder = tempFolder();
  opened.defer(() => folder.remove());
  const keyed = new Set<string>();
  opened.defer(() => refuseLeaks(folder.path, keyed));
  const cache = process.env.ZANGPAY_CACHE ?? join(homedir(), '.cache/zangpay');
  const sandbox = await startSandbox({ pinLength: 8, slowMs: 3_000, ...bank, port: 0 });
  opened.defer(() => sandbox.close());
  const bankWire = await startCuttableProxy({ host: '127.0.0.1', port: sandbox.port });
  opened.defer(() => bankWire.close());
  // Operators sit at the callers' exchange, and payers are rung there.
  const sipPort = await freeUdpPort();
  const asterisk = await startAsterisk({
    dir: join(folder.path, 'asterisk'),
    cache,
    values: {
      ARI_APPS: apps,
      OPERATOR_CONTACT: `sip:127.0.0.1:${sipPort}`,
      TRUNK_CONTACT: `sip:127.0.0.1:${sipPort}`,
      OPERATOR_SECONDS: operatorSeconds,
    },
  });
  opened.defer(() => asterisk.stop());
  const trunk = { host: asterisk.sipHost, port: asterisk.sipPort };
  // What the callers' own exchange writes is theirs: it is not looked through for what they keyed.
  const callersFolder = tempFolder();
  opened.defer(() => callersFolder.remove());
  const telephone = await startTelephone({ dir: callersFolder.path, cache, trunk, sipPort });
  opened.defer(() => telephone.stop());
  const sipPhone = startSipPhone({ trunk });
  opened.defer(() => sipPhone.stop());
  const texting = sms ? smsOf(sandbox) : {};
  const env = environmentFor(folder.path, { sandbox, bankWire, asterisk }, { ...texting, ...environment });
  const server = await restartable(() => startZangpay(folder.path, env));
  opened.defer(async () => void (await server.stop()));
  const operations = await connectControl(join(folder.path, 'data'));
  if (operations === null) throw new Error('the server has no control socket');
  await operations.applyMerchants([BOOKSHOP]);
  const startAnother = async (app: string) => {
    const place = join(folder.path, app);
    const another = await startZangpay(place, {
      ...env,
      ZANGPAY_DATA_DIR: join(place, 'data'),
      ARI_APP: app,
    });
    running.defer(async () => void (await another.stop()));
    return another;
  };
  const running = opened.move();
  const parts = { keyed, sandbox, bankWire, asterisk, telephone, sipPhone, operations, server, startAnother };
  return worldOf(folder.path, parts, () => running.disposeAsync());
}

interface Parts {
  readonly keyed: Set<string>;
  readonly sandbox: Sandbox;
  readonly bankWire: CuttableProxy;
  readonly asterisk: RunningAsterisk;
  readonly telephone: Telephone;
  readonly sipPhone: SipPhone;
  readonly operations: Operations;
  readonly server: RestartableZangpay;
  readonly startAnother: World['startAnother'];
}

function worldOf(folder: string, parts: Parts, close: () => Promise<void>): World {
  const { keyed, sandbox, bankWire, asterisk, telephone, sipPhone, operations, server, startAnother } = parts;
  const ring = (dialling: Dialling) => {
    const shown = dialling.withheld === true || dialling.from === '' ? null : dialling.from;
    return Caller.ring({ operations, keyed }, { to: dialling.to, from: shown }, () =>
      telephone.call(dialling),
    );
  };
  const pinOf = async (card: string) => {
    const pin = await newestPin(sandbox, card);
    keyed.add(pin);
    return pin;
  };
  return {
    folder,
    operations,
    asterisk,
    bankWire,
    ring,
    async dial(dialling) {
      const caller = await ring(dialling);
      await caller.reached('greet');
      await caller.key('#');
      return caller;
    },
    ground: { operations, telephone, sipPhone, keyed, bankUrl: sandbox.url },
    pinOf,
    keyed,
    async keyCard(caller, number) {
      await caller.asked('card.ask');
      await caller.key(number);
      await caller.asked('card.confirm');
      await caller.key('1');
    },
    async keyPin(caller, number) {
      await caller.askedForPin();
      await caller.key(`${await pinOf(number)}#`);
    },
    ledger: async () => (await fetch(`${sandbox.url}/_sandbox/ledger`)).json() as Promise<readonly Charge[]>,
    texts: async (mobile) => {
      const inbox = await fetch(`${sandbox.url}/_sandbox/messages?receptor=${mobile}`);
      return ((await inbox.json()) as { text: string }[]).map(({ text }) => text);
    },
    settled: (callId, ...states) => settled(operations, callId, states),
    api: apiOf(operations, () => server.httpUrl),
    awaitRing: (mobile) =>
      Caller.ring({ operations, keyed }, { to: '1000', from: mobile }, () => telephone.nextCall(mobile)),
    stopServer: () => server.stop(),
    killServer: () => server.kill(),
    startServer: () => server.start(),
    startAnother,
    close,
  };
}

/** The key is made when it is first needed. */
function apiOf(operations: Operations, httpUrl: () => string): World['api'] {
  let made: ReturnType<Operations['createKey']> | null = null;
  return async (method, path, body) => {
    const request = {
      merchantId: 'bookshop',
      mode: 'test',
      scopes: SCOPES,
      ips: [],
      expiresInMs: null,
    } as const;
    made ??= operations.createKey(request);
    const { key } = await made;
    const response = await fetch(httpUrl() + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** Payers can be verified in every world; texts are sent where a test wants them. */
function identityOf({ environment }: Sandbox) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name.startsWith('PAYSTAR_IDENTITY_')),
  );
}

function smsOf({ environment: { KAVENEGAR_BASE_URL = '', KAVENEGAR_API_KEY = '' } }: Sandbox) {
  return { KAVENEGAR_BASE_URL, KAVENEGAR_API_KEY };
}

function environmentFor(
  folder: string,
  { sandbox, bankWire, asterisk }: Pick<Parts, 'sandbox' | 'bankWire' | 'asterisk'>,
  more: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ZANGPAY_DATA_DIR: join(folder, 'data'),
    ...identityOf(sandbox),
    PAYSTAR_BASE_URL: `http://127.0.0.1:${bankWire.port}/api`,
    ARI_URL: asterisk.ariUrl,
    ARI_USERNAME: asterisk.ariUsername,
    ARI_PASSWORD: asterisk.ariPassword,
    AMI_PORT: String(asterisk.amiPort),
    AMI_USERNAME: asterisk.amiUsername,
    AMI_PASSWORD: asterisk.amiPassword,
    HTTP_PORT: '0',
    LOG_LEVEL: 'debug',
    // The patience of production, shortened.
    ZANGPAY_OTP_SECONDS: '3',
    ZANGPAY_CALLER_SECONDS: '6',
    ZANGPAY_PAY_SECONDS: '14',
    ZANGPAY_DRAIN_SECONDS: '2',
    // Cards that make the gateway fail are used side by side with others.
    ZANGPAY_GATEWAY_FAILURES: '0',
    ...more,
  };
}

/** Nothing that a world leaves on its disk may hold a card or a PIN, in any spelling. */
async function refuseLeaks(folder: string, keyed: ReadonlySet<string>): Promise<void> {
  const leaks = await findLeaks(folder, [...keyed]);
  if (leaks.length > 0) throw new Error(`a card or a PIN is at rest: ${JSON.stringify(leaks)}`);
}

async function newestPin(sandbox: Sandbox, card: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const inbox = await fetch(`${sandbox.url}/_sandbox/sms?pan_last4=${card.slice(-4)}`);
    const newest = ((await inbox.json()) as { pin: string }[]).at(-1);
    if (newest !== undefined) return newest.pin;
    await sleep(100);
  }
  throw new Error('the bank texted no PIN');
}

async function settled(
  operations: Operations,
  callId: string,
  states: readonly Attempt['state'][],
): Promise<Attempt> {
  let last: Attempt | undefined;
  for (let tries = 0; tries < 300; tries += 1) {
    [last] = await operations.payments({ callId, limit: 1 });
    if (last !== undefined && states.includes(last.state)) return last;
    await sleep(100);
  }
  throw new Error(`the attempt of ${callId} is ${last?.state ?? 'not there'}, not ${states.join(' or ')}`);
}

/** The test card of that name. */
export function card(name: string): string {
  const found = testCards.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no test card ${name}`);
  return found.number;
}
