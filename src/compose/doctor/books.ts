import { access } from 'node:fs/promises';
import { inspectRedis } from '../../adapters/queue/inspect-redis.ts';
import { openDatabase } from '../../adapters/store/database.ts';
import { createBooksInspector } from '../../adapters/store/inspect.ts';
import type { Check, Finding } from '../../application/diagnose.ts';
import {
  judgeConsents,
  judgeDatabaseClock,
  judgeDurability,
  judgeJobs,
  judgeMigrations,
  judgeRedis,
  NOTHING_YET,
} from '../../application/diagnosis/books.ts';
import { Fault } from '../../application/fault.ts';
import type { BooksReport } from '../../application/ports.ts';
import { placeOf } from '../store.ts';
import type { Examination } from './context.ts';

/** The books and the queue; and the consents of banks, which are in the books. */
export function booksChecks(examination: Examination): {
  readonly books: readonly Check[];
  readonly consents: Check;
} {
  const { config, uses, system, isLive } = examination;
  const report = oneReport(() => inspectBooks(examination));
  const onReport = (name: string, judge: (report: BooksReport) => Finding | Promise<Finding>): Check => ({
    name,
    needs: ['database'],
    remedy: 'Try again: the database went away while it was looked at.',
    look: async () => {
      const seen = await report();
      return seen === null ? { status: 'ok', note: NOTHING_YET } : judge(seen);
    },
  });
  const database: Check = {
    name: 'database',
    needs: [...uses('DATABASE_URL', 'ZANGPAY_DATA_DIR'), ...(config.databaseUrl === null ? ['disk'] : [])],
    remedy:
      config.databaseUrl === null ? LOOK_AT_THE_SERVER : 'Check DATABASE_URL and that PostgreSQL is running.',
    look: async () => ({ status: 'ok', note: whereText(examination, await report()) }),
  };
  const ofSanbod = onReport('sanbod.consents', (seen) => judgeConsents(seen, system.now()));
  return {
    books: [
      database,
      onReport('database.migrations', judgeMigrations),
      onReport('database.durability', async (seen) => judgeDurability(seen, await isLive())),
      onReport('database.clock', judgeDatabaseClock),
      config.queueUrl === null && uses('QUEUE_URL').length === 0
        ? onReport('queue', ({ jobs }) => judgeJobs(jobs, 'in the database'))
        : redisCheck(examination),
    ],
    consents:
      config.openBanking === null && uses(...SANBOD).length === 0
        ? notSetUp('sanbod.consents', 'SANBOD_CLIENT_ID is not set')
        : { ...ofSanbod, needs: [...uses(...SANBOD, 'ZANGPAY_SECRET'), 'database', 'database.migrations'] },
  };
}

export const SANBOD = [
  'SANBOD_BASE_URL',
  'SANBOD_CLIENT_ID',
  'SANBOD_CLIENT_SECRET',
  'SANBOD_PATHS',
] as const;

export function notSetUp(name: string, note: string): Check {
  return { name, needs: [], remedy: '', look: async () => ({ status: 'notSetUp', note }) };
}

/** All checks of the books read one report; a look that failed is not repeated for each. */
function oneReport<T>(inspect: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= inspect();
    return made;
  };
}

/**
 * PostgreSQL is asked by a connection of our own. The embedded store belongs to one process: a server that runs is
 * asked; where none does it is opened for a moment. Null: there is no store yet, and none is made.
 */
async function inspectBooks({ config, running, system }: Examination): Promise<BooksReport | null> {
  if (config.databaseUrl === null) {
    if (running !== null) return askedOf(running.inspectBooks());
    if (!(await isThere(`${config.dataDir}/store/pglite`))) return null;
  }
  const database = await openDatabase(placeOf(config));
  try {
    return await createBooksInspector(database, { system, secret: config.secret }).inspect();
  } finally {
    await database.close();
  }
}

/** A server of another version may not know the question. */
export function askedOf<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw error instanceof Fault ? new Fault('the running server does not answer what it is asked') : error;
  });
}

export const LOOK_AT_THE_SERVER = 'See its log. If it stays so, end it and start it again, in this version.';

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Where the books are, without who opens them. */
function whereText({ config, running }: Examination, report: BooksReport | null): string {
  if (config.databaseUrl !== null) {
    const { host, pathname } = new URL(config.databaseUrl);
    return `PostgreSQL answers at ${host}${pathname}`;
  }
  if (report === null) return `the embedded store is ${NOTHING_YET}`;
  return `the embedded store in ${config.dataDir}${running === null ? '' : ', asked of the server that has it open'}`;
}

function redisCheck({ config: { queueUrl }, uses, patienceMs, isLive }: Examination): Check {
  return {
    name: 'queue',
    needs: uses('QUEUE_URL'),
    remedy: 'Check QUEUE_URL and that Redis is running.',
    async look() {
      const { host } = new URL(queueUrl ?? '');
      const seen = await inspectRedis(queueUrl ?? '', patienceMs);
      return judgeRedis(seen, host, await isLive());
    },
  };
}
