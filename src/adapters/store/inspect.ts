import { sql } from 'kysely';
import { Fault } from '../../application/fault.ts';
import type {
  BankConsent,
  BooksInspector,
  BooksReport,
  JobsReport,
  System,
} from '../../application/ports.ts';
import { createSealedBox } from '../sealed-box.ts';
import { createConsentStore } from './bank-consents.ts';
import { type ConsentTokens, createConsentTokens } from './consent-tokens.ts';
import type { Database } from './database.ts';
import { migrationStatus } from './migrate.ts';

export interface InspectorOptions {
  readonly system: System;
  /** What the tokens of consents were sealed under; see `createSealedBox`. */
  readonly secret: Buffer | null;
}

/** Looks at an open database and changes nothing in it. */
export function createBooksInspector(
  database: Database,
  { system, secret }: InspectorOptions,
): BooksInspector {
  const tokens = createConsentTokens(database, createSealedBox(secret, 'bank tokens'), system);
  return {
    async inspect(): Promise<BooksReport> {
      const aheadMs = await aheadOf(database, system);
      const { fsync, synchronousCommit } = await database.durability();
      const migrations = await migrationStatus(database);
      const missing = migrations.filter(({ executedAt }) => executedAt === null).map(({ name }) => name);
      const consents = missing.length === 0 ? await createConsentStore(database).list() : [];
      return {
        kind: database.kind,
        migrations: { ran: migrations.length - missing.length, missing },
        durable: fsync && synchronousCommit,
        aheadMs,
        jobs: await jobsIn(database),
        consents,
        unopened: await unopenedOf(consents, tokens),
      };
    },
  };
}

async function unopenedOf(
  consents: readonly BankConsent[],
  tokens: Pick<ConsentTokens, 'last'>,
): Promise<readonly string[]> {
  const connected = consents.filter(({ status }) => status === 'connected');
  const unopened = connected.map(async ({ consentId }) => {
    const isOpen = await tokens.last(consentId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Fault) return false;
        throw error;
      },
    );
    return isOpen ? [] : [consentId];
  });
  return (await Promise.all(unopened)).flat();
}

/** It told its time about half-way between our asking and its answer. */
async function aheadOf({ db }: Database, system: Pick<System, 'now'>): Promise<number> {
  const askedAt = system.now();
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const theirs = rows[0]?.now.getTime() ?? askedAt;
  return Math.round((askedAt + system.now()) / 2 - theirs);
}

/** BullMQ's table of jobs, in its own schema; null where no server has made it. */
async function jobsIn({ db }: Database): Promise<JobsReport | null> {
  const { rows: found } = await sql<{
    there: boolean;
  }>`select to_regclass('bullmq.job') is not null as there`.execute(db);
  if (found[0]?.there !== true) return null;
  const { rows } = await sql<JobsReport>`
    select count(*) filter (where state = 'failed')::int as failed,
           count(*) filter (where state not in ('failed', 'completed'))::int as waiting
    from bullmq.job where queue = 'results'`.execute(db);
  return rows[0] ?? { failed: 0, waiting: 0 };
}
