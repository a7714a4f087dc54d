import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  type PgPool,
  Queue,
  runMigrations,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Fault } from '../../application/fault.ts';
import type { Database } from '../store/database.ts';

export type Process<T> = (job: Job<T>) => Promise<void>;
type RestMs = (tries: number) => number;

export interface QueueWorker<T> {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  /** Cuts its connections, whatever it is doing. */
  disconnect(): Promise<void>;
  on(event: 'error', tell: (error: Error) => void): unknown;
  on(event: 'failed', tell: (job: Job<T> | undefined, error: Error) => void): unknown;
}

/** What the queue needs of its place: BullMQ's queue and workers on PostgreSQL, PGlite or Redis. */
export interface Backend<T> {
  readonly queue: {
    add(name: string, data: T, options: JobsOptions): Promise<unknown>;
    on(event: 'error', tell: (error: Error) => void): unknown;
  };
  startWorker(process: Process<T>, restMs: RestMs): QueueWorker<T>;
  healthy(): boolean;
  close(): Promise<void>;
}

/** Redis does not answer. The sentence never holds the password. */
export class QueueUnreachable extends Fault {
  override readonly name = 'QueueUnreachable';
}

function workerOptions(restMs: RestMs): Omit<WorkerOptions, 'connection'> {
  // A job whose worker was stopped or killed is taken up again as often as that happens.
  return {
    concurrency: 10,
    maxStalledCount: 1_000,
    runRetryDelay: 1_000,
    settings: { backoffStrategy: restMs },
  };
}

/** A queue of this name at its place. Throws `QueueUnreachable` when Redis does not answer. */
export function openBackend<T>(
  name: string,
  where: { database: Database } | { redisUrl: string },
): Promise<Backend<T>> {
  return 'database' in where ? postgresBackend(name, where.database) : redisBackend(name, where.redisUrl);
}

/** BullMQ's tables live in the schema `bullmq` of the same database, beside the books. */
async function postgresBackend<T>(name: string, database: Database): Promise<Backend<T>> {
  const pool = shareOf(database.pool);
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  let reached = true;
  const queue = new Queue(name, { connection: pool }, createPostgresBackend);
  return {
    queue,
    startWorker: (process, restMs) =>
      new Worker(name, process, { connection: pool, ...workerOptions(restMs) }, createPostgresBackend),
    // Tells what the last look saw, and looks again: asking costs no wait, and nothing runs unasked.
    healthy() {
      pool.query('select 1').then(
        () => {
          reached = true;
        },
        () => {
          reached = false;
        },
      );
      return reached;
    },
    close: () => queue.close(),
  };
}

/**
 * BullMQ's share of the pool. It queries and connects; the pool's events stay with its owner, since BullMQ
 * would leave its listeners there. BullMQ is made for a `pg.Pool`, yet its type of a client and that of
 * @types/pg do not meet, hence the cast.
 */
function shareOf(pool: Database['pool']): PgPool {
  const owner = pool as unknown as PgPool;
  return {
    query: (text, parameters) => owner.query(text, parameters),
    connect: () => owner.connect(),
    end: async () => undefined,
    on() {
      return this;
    },
    removeAllListeners() {
      return this;
    },
  };
}

/** Adding fails at once while Redis is away, and works again when it is back; workers wait for it. */
async function redisBackend<T>(name: string, url: string): Promise<Backend<T>> {
  const connection = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
  });
  let trouble = 'no answer';
  connection.on('error', (error: NodeJS.ErrnoException) => {
    trouble = error.code ?? error.message;
  });
  await connection.connect().catch(() => {
    connection.disconnect();
    throw new QueueUnreachable(unreachable(url, trouble));
  });
  const queue = new Queue(name, { connection, skipWaitingForReady: true });
  const workers: Redis[] = [];
  return {
    queue,
    startWorker(process, restMs) {
      const own = new Redis(url, { maxRetriesPerRequest: null });
      own.on('error', () => undefined);
      workers.push(own);
      return new Worker(name, process, {
        connection: own,
        ...workerOptions(restMs),
      });
    },
    healthy: () => connection.status === 'ready',
    async close() {
      await queue.close();
      for (const redis of [connection, ...workers]) redis.disconnect();
    },
  };
}

function unreachable(url: string, trouble: string): string {
  const place = URL.canParse(url) ? new URL(url).host : 'the address given';
  return `The queue's Redis at ${place} cannot be used (${trouble}). Check QUEUE_URL and that Redis is running.`;
}
