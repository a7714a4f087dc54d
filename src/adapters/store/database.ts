import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import { type ClientBase, Pool, types as pgTypes } from 'pg';
import { Fault } from '../../application/fault.ts';
import { EmbeddedPool } from './embedded-pool.ts';
import type { Tables } from './schema.ts';
import { takeStoreLock } from './store-lock.ts';

/** The schema that holds our tables; BullMQ's are in one of its own beside it. */
export const SCHEMA = 'zangpay';

/** Our names first, then the queue's: neither depends on what else the database holds in `public`. */
const SEARCH_PATH = `set search_path to ${SCHEMA}, bullmq`;

/** Whether an acknowledged COMMIT outlives a power cut (payment.md, "Live guard"). */
export interface Durability {
  readonly fsync: boolean;
  readonly synchronousCommit: boolean;
}

/** An open database: PostgreSQL, or PGlite in this process. */
export interface Database {
  readonly kind: 'postgres' | 'embedded';
  readonly db: Kysely<Tables>;
  /** The pool beneath, which the queue shares. */
  readonly pool: Pool | EmbeddedPool;
  durability(): Promise<Durability>;
  /** Ends every connection and gives the folder's lock back. The queue is closed before it. */
  close(): Promise<void>;
}

/** PostgreSQL does not answer or does not let us in. The sentence never holds the password. */
export class StoreUnreachable extends Fault {
  override readonly name = 'StoreUnreachable';
}

/**
 * Opens PostgreSQL by its URL, or the embedded store in a folder, which is made when it is absent.
 * @throws StoreUnreachable when PostgreSQL does not answer; StoreInUse when another process has the folder
 */
export function openDatabase(where: { url: string } | { folder: string }): Promise<Database> {
  return 'url' in where ? openPostgres(where.url) : openEmbedded(resolve(where.folder));
}

async function openPostgres(url: string): Promise<Database> {
  const pool = postgresPool(url);
  const db = kyselyOver(pool);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new StoreUnreachable(unreachable(url, error));
  }
  return { kind: 'postgres', db, pool, durability: () => readDurability(db), close: () => db.destroy() };
}

async function openEmbedded(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true });
  const unlock = await takeStoreLock(folder);
  try {
    const pglite = await PGlite.create({
      dataDir: join(folder, 'pglite'),
      parsers: { [types.INT8]: readInt8 },
    });
    await pglite.exec(SEARCH_PATH);
    const pool = new EmbeddedPool(pglite);
    const db = kyselyOver(pool);
    // PGlite never calls fsync, whatever its settings say.
    const durability = async () => ({ fsync: false, synchronousCommit: false });
    return { kind: 'embedded', db, pool, durability, close: () => pool.end().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** True when a statement was refused by this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (error as { constraint?: unknown }).constraint === constraint;
}

function kyselyOver(pool: Pool | EmbeddedPool): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** How long a statement may take before it counts as failed, a COMMIT too: nothing is sent after that one. */
const STATEMENT_MS = 10_000;

function postgresPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: STATEMENT_MS,
    types: {
      getTypeParser: (oid, format) => (oid === types.INT8 ? readInt8 : pgTypes.getTypeParser(oid, format)),
    },
    onConnect: prepareConnection,
  });
  // A lost idle connection is no event of ours: the next statement asks for a new one, or fails.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * A process that is stopped in mid-transaction must not hold a bill for ever: the server ends its
 * connection. Losing a connection is told by the statement that runs on it, not by an event.
 */
async function prepareConnection(client: ClientBase): Promise<void> {
  client.on('error', () => undefined);
  await client.query(`${SEARCH_PATH}; set idle_in_transaction_session_timeout to ${STATEMENT_MS}`);
}

/** Reads a bigint as a number: amounts, counts and times fit; anything larger is a fault. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A bigint of the database is not a safe integer.');
  return value;
}

async function readDurability(db: Kysely<Tables>): Promise<Durability> {
  const { rows } = await sql<{ fsync: string; commit: string }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(db);
  return { fsync: rows[0]?.fsync === 'on', synchronousCommit: rows[0]?.commit !== 'off' };
}

function unreachable(url: string, error: unknown): string {
  const { code = 'no answer' } = error as { code?: string };
  const place = URL.canParse(url) ? placeOf(new URL(url)) : 'the address given';
  const why = REASONS[code] ?? `it does not answer (${code})`;
  return `The database at ${place} cannot be used: ${why}. Check DATABASE_URL and that PostgreSQL is running.`;
}

/** What codes of PostgreSQL and Node mean to an operator. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the user name or the password',
  '28000': 'it refuses this user',
  '3D000': 'it has no database of that name',
  '53300': 'it has no connection left',
  ERR_INVALID_URL: 'it is not a URL',
};

function placeOf(url: URL): string {
  return `${url.host}${url.pathname}`;
}
