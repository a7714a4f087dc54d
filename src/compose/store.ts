import { join } from 'node:path';
import { type Database, openDatabase } from '../adapters/store/database.ts';
import { migrate } from '../adapters/store/migrate.ts';
import type { BooksConfig } from '../config.ts';

export function placeOf({ databaseUrl, dataDir }: BooksConfig): { url: string } | { folder: string } {
  return databaseUrl === null ? { folder: join(dataDir, 'store') } : { url: databaseUrl };
}

export async function openStore(config: BooksConfig): Promise<Database> {
  const database = await openDatabase(placeOf(config));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
