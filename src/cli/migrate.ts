import { Command } from 'commander';
import { readBooksConfig } from '../config.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';

export function migrateCommand(cli: Cli): Command {
  return new Command('migrate')
    .description('Bring the tables of the database up to date. Serving does it by itself.')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { json?: true }) => {
      const { migrateStore } = await import('../compose.ts');
      const migrated = await migrateStore(readBooksConfig(cli.environment));
      show(cli, flags, { migrated }, () =>
        migrated.length === 0 ? 'The tables are up to date.' : `Migrated: ${migrated.join(', ')}.`,
      );
    });
}

const EXAMPLES = `
Examples:
  $ zangpay migrate
  $ DATABASE_URL=postgres://zangpay@db/zangpay zangpay migrate --json`;
