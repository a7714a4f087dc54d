import { Command } from 'commander';
import { inspectConfig, type Problem, type Setting } from '../config.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count } from './format.ts';
import { table } from './table.ts';

export function configCommand(cli: Cli): Command {
  return new Command('config')
    .description(
      'Show what is in force, secrets masked, and every problem that keeps a server from starting.',
    )
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action((flags: { json?: true }) => {
      const report = inspectConfig(cli.environment);
      show(cli, flags, report, ({ settings, problems }) =>
        [settingsTable(cli, settings), '', problemsText(cli, problems)].join('\n'),
      );
      if (report.problems.length > 0) cli.exit(2);
    });
}

function settingsTable(cli: Cli, settings: readonly Setting[]): string {
  const rows = settings.map(({ variable, shown, from }) => [variable, shown ?? '-', from]);
  return table(cli.paint, ['VARIABLE', 'VALUE', 'FROM'], rows);
}

function problemsText({ paint }: Cli, problems: readonly Problem[]): string {
  if (problems.length === 0) return paint('green', 'A server can start with this.');
  const sentences = problems.map(({ variable, wrong, remedy }) => `  ${variable} ${wrong}. ${remedy}`);
  return [paint('red', `${count(problems.length, 'problem')}:`), ...sentences].join('\n');
}

const EXAMPLES = `
It exits 2 when there is a problem.

Examples:
  $ zangpay config
  $ PAYSTAR_BASE_URL=http://127.0.0.1:3900/api zangpay config --json`;
