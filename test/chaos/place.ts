import { homedir } from 'node:os';
import { join } from 'node:path';
import { connectControl } from '../../src/adapters/control/client.ts';
import type { Operations } from '../../src/application/operations.ts';
import { startAsterisk } from '../../src/demo/asterisk-process.ts';
import { startTelephone, type Telephone } from '../../src/demo/telephone.ts';
import type { Charge } from '../../src/sandbox/bank.ts';
import type { ArrivedPay } from '../../src/sandbox/pay-log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type RestartableZangpay, restartable, startZangpay } from '../support/zangpay-process.ts';
import { type Books, openBooks } from './books.ts';
import type { Point } from './payer.ts';

/** One application process, and the wire between it and Asterisk. */
export interface Server {
  readonly process: RestartableZangpay;
  readonly wire: CuttableProxy;
  readonly dataFolder: string;
}

/** Everything that a run stands on: real processes, and a bank that is hostile. */
export interface Place {
  readonly folder: string;
  readonly servers: readonly Server[];
  readonly operations: Operations;
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly telephone: Telephone;
  readonly sandbox: Sandbox;
  readonly books: Books;
  /** Every card and PIN that was keyed. */
  readonly keyed: Set<string>;
  /** A caller has come to a point at which something may go wrong. */
  reach(point: Point): void;
  /** Resolves when the next caller comes to that point, or to false when none does for so long. */
  next(point: Point, withinMs: number): Promise<boolean>;
  /** What the bank texted to a card, oldest first. */
  inbox(last4: string): Promise<readonly string[]>;
  ledger(): Promise<readonly Charge[]>;
  pays(): Promise<readonly ArrivedPay[]>;
  close(): Promise<void>;
}

/** The patience of production, shortened, so that a run of minutes sees everything come to rest. */
const SETTINGS = {
  HTTP_PORT: '0',
  LOG_LEVEL: 'debug',
  ZANGPAY_OTP_SECONDS: '4',
  ZANGPAY_CALLER_SECONDS: '8',
  ZANGPAY_PAY_SECONDS: '16',
  ZANGPAY_PIN_SECONDS: '60',
  ZANGPAY_DRAIN_SECONDS: '5',
};

/** @param apps a name for each process: the ARI application that it is */
export async function openPlace(apps: readonly string[], seed: number): Promise<Place> {
  await using opened = new AsyncDisposableStack();
  const own = tempFolder();
  opened.defer(() => own.remove());
  const folder = own.path;
  const cache = process.env.ZANGPAY_CACHE ?? join(homedir(), '.cache/zangpay');
  const sandbox = await startSandbox({
    port: 0,
    pinLength: 8,
    slowMs: 3_000,
    verySlowMs: 12_000,
    hostile: { seed },
  });
  opened.defer(() => sandbox.close());
  const postgres = await startPostgres();
  opened.defer(() => postgres.remove());
  const redis = await startRedis();
  opened.defer(() => redis.remove());
  const asterisk = await startAsterisk({
    dir: join(folder, 'asterisk'),
    cache,
    values: { ARI_APPS: apps.join(',') },
  });
  opened.defer(() => asterisk.stop());
  // What the callers' own exchange writes is theirs: it is not looked through for what they keyed.
  const callers = tempFolder();
  opened.defer(() => callers.remove());
  const trunk = { host: asterisk.sipHost, port: asterisk.sipPort };
  const telephone = await startTelephone({ dir: callers.path, cache, trunk });
  opened.defer(() => telephone.stop());

  const start = async (app: string): Promise<Server> => {
    const dataFolder = join(folder, app);
    const { hostname, port } = new URL(asterisk.ariUrl);
    const wire = await startCuttableProxy({ host: hostname, port: Number(port) });
    opened.defer(() => wire.close());
    const env = {
      PATH: process.env.PATH,
      ...SETTINGS,
      DATABASE_URL: postgres.url,
      QUEUE_URL: redis.url,
      PAYSTAR_BASE_URL: sandbox.gatewayUrl,
      ZANGPAY_DATA_DIR: dataFolder,
      ARI_APP: app,
      ARI_URL: `http://127.0.0.1:${wire.port}`,
      ARI_USERNAME: asterisk.ariUsername,
      ARI_PASSWORD: asterisk.ariPassword,
      AMI_PORT: String(asterisk.amiPort),
      AMI_USERNAME: asterisk.amiUsername,
      AMI_PASSWORD: asterisk.amiPassword,
    };
    const server = await restartable(() => startZangpay(join(folder, `${app}.log`), env));
    opened.defer(async () => void (await server.stop()));
    return { process: server, wire, dataFolder };
  };
  const servers: Server[] = [];
  for (const app of apps) servers.push(await start(app));
  const operations = await connectControl(join(folder, apps[0] ?? ''));
  if (operations === null) throw new Error('the server has no control socket');
  const books = openBooks(postgres.url);
  opened.defer(() => books.close());
  const running = opened.move();
  const parts = { folder, servers, operations, postgres, redis, telephone, sandbox, books };
  return {
    ...parts,
    ...points(),
    keyed: new Set(),
    ...bankOf(sandbox),
    close: () => running.disposeAsync(),
  };
}

function points(): Pick<Place, 'reach' | 'next'> {
  const waiting = new Map<Point, () => void>();
  return {
    reach(point) {
      waiting.get(point)?.();
      waiting.delete(point);
    },
    next: (point, withinMs) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          waiting.delete(point);
          resolve(false);
        }, withinMs);
        waiting.set(point, () => {
          clearTimeout(late);
          resolve(true);
        });
      }),
  };
}

function bankOf({ url }: Sandbox): Pick<Place, 'inbox' | 'ledger' | 'pays'> {
  const ask = async <T>(what: string) => (await fetch(`${url}/_sandbox/${what}`)).json() as Promise<T>;
  return {
    inbox: async (last4) => (await ask<{ pin: string }[]>(`sms?pan_last4=${last4}`)).map(({ pin }) => pin),
    ledger: () => ask('ledger'),
    pays: () => ask('pays'),
  };
}
