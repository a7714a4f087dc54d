import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../application/fault.ts';
import type { Operations } from '../application/operations.ts';
import type { Attempt, Evidence, Merchant } from '../application/ports.ts';
import { readMerchantsFile, requireAlone, type Server, startServer } from '../compose.ts';
import { type DemoConfig, readConfig } from '../config.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import { testCards } from '../sandbox/test-cards.ts';
import { type RunningAsterisk, startAsterisk } from './asterisk-process.ts';
import { freeTcpPort, freeUdpPort } from './free-ports.ts';
import { JournalFeed } from './journal-feed.ts';
import { payByPhone } from './payer.ts';
import { startTelephone, type Telephone } from './telephone.ts';

const MERCHANTS = join(import.meta.dirname, '../../merchants.example.yaml');
const LINE = '1000';
const PAYER_MOBILE = '09121234567';

/** What is played: the lines, and how patient the server and the bank are. */
export interface Piece {
  readonly merchants: readonly Merchant[];
  /** What the server is said to answer. */
  readonly answers: string;
  /** Variables of the server. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly bank?: Partial<SandboxOptions>;
  readonly operatorSeconds?: string;
}

/** The lines of the example, and one payment on the first of them. */
export async function onePayment(): Promise<Piece> {
  return { merchants: await readMerchantsFile(MERCHANTS), answers: `line ${LINE}` };
}

/** Everything that a payment by telephone takes, running on this machine on free ports. */
export interface Demo {
  readonly server: Server;
  readonly sandbox: Sandbox;
  readonly asterisk: RunningAsterisk;
  readonly telephone: Telephone;
  readonly journal: JournalFeed;
  /** Where the server's variables are written while it runs, for commands beside it. */
  readonly variables: string;
  close(): Promise<void>;
}

/** Starts the parts one after the other. `tell` hears a line for each. */
export async function startDemo(
  { dataDir, cacheDir }: Pick<DemoConfig, 'dataDir' | 'cacheDir'>,
  { merchants, answers, environment = {}, bank = {}, operatorSeconds = '25' }: Piece,
  tell: (line: string) => void,
): Promise<Demo> {
  await requireAlone(dataDir);
  await using opened = new AsyncDisposableStack();
  const sandbox = await startSandbox({ ...bank, host: '127.0.0.1', port: 0 });
  opened.defer(() => sandbox.close());
  tell(`the bank's sandbox answers at ${sandbox.url}`);

  // Operators sit at the callers' exchange.
  const sipPort = await freeUdpPort();
  const asterisk = await startAsterisk({
    dir: join(dataDir, 'demo/asterisk'),
    cache: cacheDir,
    values: { OPERATOR_CONTACT: `sip:127.0.0.1:${sipPort}`, OPERATOR_SECONDS: operatorSeconds },
  });
  opened.defer(() => asterisk.stop());
  tell(`Asterisk takes calls at ${asterisk.sipHost}:${asterisk.sipPort}`);

  const trunk = { host: asterisk.sipHost, port: asterisk.sipPort };
  const telephone = await startTelephone({
    dir: join(dataDir, 'demo/telephone'),
    cache: cacheDir,
    trunk,
    sipPort,
  });
  opened.defer(() => telephone.stop());
  tell('the payer’s telephone is ready: a second Asterisk, that calls over real SIP');

  const journal = new JournalFeed();
  const httpPort = await freeTcpPort();
  const serverEnvironment = environmentOf({ dataDir, sandbox, asterisk, httpPort, environment });
  const server = await startServer(readConfig(serverEnvironment), journal.push);
  opened.defer(() => server.close());
  await server.operations.applyMerchants(merchants);
  tell(`Zangpay answers ${answers}; its health is at ${server.httpUrl}/health`);

  const variables = join(dataDir, 'demo/environment');
  await writeVariables(variables, serverEnvironment);
  opened.defer(() => rm(variables, { force: true }));
  const running = opened.move();
  return { server, sandbox, asterisk, telephone, journal, variables, close: () => running.disposeAsync() };
}

/** What came of the demo's call, as the books and the bank have it. */
export interface Receipt {
  readonly callId: string;
  readonly payment: Attempt;
  readonly evidence: Evidence;
  readonly journalEntries: number;
  readonly callMs: number;
  /** The sandbox's own row of the charge. */
  readonly ledger: Charge;
}

const Charge = z.looseObject({ orderId: z.string(), amount: z.number(), refId: z.string() });
type Charge = z.infer<typeof Charge>;

/** Lets the payer pay, and fetches from the books and from the bank what came of it. */
export async function payOnce({ telephone, journal, sandbox, server }: Demo): Promise<Receipt> {
  const [{ number: card } = { number: '' }] = testCards;
  const inbox = `${sandbox.url}/_sandbox/sms`;
  await payByPhone(telephone, journal, { line: LINE, mobile: PAYER_MOBILE, card, inbox });
  const { callId = '', at: began = 0 } = journal.entries[0] ?? {};
  const ended = journal.entries.at(-1)?.at ?? began;
  const { attempt, evidence } = await settledPayment(server.operations, callId);
  return {
    callId,
    payment: attempt,
    evidence,
    journalEntries: journal.entries.length,
    callMs: ended - began,
    ledger: await chargeOf(sandbox, attempt.orderId),
  };
}

/** The result goes through the queue, so that the books have it a moment after the caller heard it. */
async function settledPayment(operations: Operations, callId: string) {
  for (let tries = 0; tries < 50; tries += 1) {
    const [newest] = await operations.payments({ callId, limit: 1 });
    if (newest === undefined) break;
    const { attempt, evidence } = await operations.payment(newest.attemptId);
    const [first] = evidence;
    if (first !== undefined) return { attempt, evidence: first };
    await sleep(100);
  }
  throw new Fault(`The books have no result of call ${callId}. See: zangpay calls show ${callId}`);
}

async function chargeOf(sandbox: Sandbox, orderId: string): Promise<Charge> {
  const response = await fetch(`${sandbox.url}/_sandbox/ledger`);
  const charge = z
    .array(Charge)
    .parse(await response.json())
    .find((row) => row.orderId === orderId);
  if (charge === undefined) throw new Fault(`The sandbox has no charge of order ${orderId}.`);
  return charge;
}

interface Surroundings extends Pick<Demo, 'sandbox' | 'asterisk'> {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly environment: Readonly<Record<string, string>>;
}

function environmentOf({
  dataDir,
  sandbox,
  asterisk,
  httpPort,
  environment,
}: Surroundings): Readonly<Record<string, string>> {
  return {
    ZANGPAY_DATA_DIR: dataDir,
    ...sandbox.environment,
    ARI_URL: asterisk.ariUrl,
    ARI_USERNAME: asterisk.ariUsername,
    ARI_PASSWORD: asterisk.ariPassword,
    AMI_HOST: asterisk.amiHost,
    AMI_PORT: String(asterisk.amiPort),
    AMI_USERNAME: asterisk.amiUsername,
    AMI_PASSWORD: asterisk.amiPassword,
    HTTP_PORT: String(httpPort),
    SANBOD_REDIRECT_URL: `http://127.0.0.1:${httpPort}/sanbod/callback`,
    ZANGPAY_DRAIN_SECONDS: '0',
    LOG_LEVEL: 'error',
    ...environment,
  };
}

/** Writes them as a shell reads them; the passwords among them are this demo's own. */
async function writeVariables(path: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  await rm(path, { force: true });
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
}
