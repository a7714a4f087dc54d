import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyMaker } from '../../src/adapters/http/api-key.ts';
import { createApiKeyStore } from '../../src/adapters/store/api-keys.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { createMerchantStore } from '../../src/adapters/store/merchant-store.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { createKey } from '../../src/application/manage-keys.ts';
import { type Merchant, SCOPES } from '../../src/application/ports.ts';
import { startPostgres } from '../support/postgres.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startPart } from './part.ts';
import type { Pay } from './round.ts';
import { type Client, connect, payBare, payOverApi } from './ways.ts';

/** Everything that is measured, in processes of its own, and both ways through it. */
export interface Place {
  readonly api: Pay;
  readonly bare: Pay;
  /**
   * Resolves when what was paid is in the books, to the milliseconds that it took: what is left over from a turn must
   * not weigh on the next.
   */
  rest(): Promise<number>;
  paidInBooks(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Each PIN is counted among those of its line and its key in the last hour. All on one line would be more of them than
 * the default caps let in.
 */
const LINES = Array.from({ length: 20 }, (_, nth) => String(1_000 + nth));
const REST_MS = 30_000;

export async function openPlace(bankMs: number): Promise<Place> {
  await using opened = new AsyncDisposableStack();
  const folder = tempFolder();
  opened.defer(() => folder.remove());
  const postgres = await startPostgres();
  opened.defer(() => postgres.remove());
  const database = await openDatabase({ url: postgres.url });
  opened.defer(() => database.close());
  const keys = await makeBooks(database);
  const start = async (file: string, ...args: readonly string[]): Promise<string> => {
    const part = await startPart(file, args, join(folder.path, `${file}.log`));
    opened.defer(() => part.end());
    return part.url;
  };
  const open = (url: string): Client => {
    const client = connect(url);
    opened.defer(() => client.close());
    return client;
  };
  const bank = await start('bank-process.ts', String(bankMs));
  const api = open(await start('api-process.ts', postgres.url, bank, folder.path));
  const bare = open(await start('bare-process.ts', bank));
  const running = opened.move();
  return {
    api: payOverApi(api, { keys, lines: LINES }),
    bare: payBare(bare, { keys, lines: LINES }),
    rest: () => rest(database),
    paidInBooks: () => countOf(database, 'paid'),
    close: () => running.disposeAsync(),
  };
}

/** A merchant with its lines, and a key for each of them. */
async function makeBooks(database: Database): Promise<readonly string[]> {
  await migrate(database);
  await createMerchantStore(database).apply([shop()]);
  const ports = { apiKeys: createApiKeyStore(database), keyMaker, system: createSystem() };
  const facts = { merchantId: 'shop', mode: 'test', ips: [], expiresInMs: null, scopes: SCOPES } as const;
  return Promise.all(LINES.map(async () => (await createKey(ports, facts)).key));
}

function shop(): Merchant {
  const lines = LINES.map((number) => ({
    merchantId: 'shop',
    number,
    aliases: [],
    sequence: `sequence-${number}`,
    languages: ['fa'] as const,
    bill: { type: 'fixed', amount: 500_000 } as const,
    confirmCard: true,
    operator: null,
    hours: null,
    maxCalls: null,
    verify: null,
  }));
  return {
    merchantId: 'shop',
    name: { fa: 'فروشگاه', en: 'Shop' },
    webhookUrl: null,
    blockedCallers: [],
    lines,
  };
}

async function rest(database: Database): Promise<number> {
  const began = performance.now();
  while ((await countOf(database, 'dispatched')) > 0) {
    if (performance.now() - began > REST_MS)
      throw new Error('What was paid is not in the books half a minute later.');
    await sleep(20);
  }
  return Math.round(performance.now() - began);
}

async function countOf({ db }: Database, state: 'dispatched' | 'paid'): Promise<number> {
  const { count } = await db
    .selectFrom('attempts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', state)
    .executeTakeFirstOrThrow();
  return Number(count);
}
