import { Migrator } from 'kysely/migration';
import { type Database, SCHEMA } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** One migration and when it ran: milliseconds since the epoch, null when it has not. */
export interface MigrationStatus {
  readonly name: string;
  readonly executedAt: number | null;
}

/**
 * Brings the tables up to date and resolves to the names of the migrations that ran now. All of them run in
 * one transaction under Kysely's advisory lock, so any number of processes may begin at once.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { error, results = [] } = await migrator(database).migrateToLatest();
  if (error !== undefined) throw error;
  return results.map((result) => result.migrationName);
}

/** Every migration that this version knows, in order. */
export async function migrationStatus(database: Database): Promise<readonly MigrationStatus[]> {
  const migrations = await migrator(database).getMigrations();
  return migrations.map(({ name, executedAt }) => ({ name, executedAt: executedAt?.getTime() ?? null }));
}

function migrator(database: Database): Migrator {
  return new Migrator({
    db: database.db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: SCHEMA,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
}
