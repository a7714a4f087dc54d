import { Command } from 'commander';
import type { ReplayReport } from '../application/operations.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count } from './format.ts';

export function replayCommand(cli: Cli): Command {
  return new Command('replay')
    .description('Run a call again from its journal and compare every step with what was written then.')
    .argument('<id>', 'the call, such as call_…')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, flags: { json?: true }) => {
      const report = await cli.books((operations) => operations.replay(id));
      show(cli, flags, report, () => reportText(cli, report));
      if (!report.identical) cli.exit(1);
    });
}

function reportText({ paint }: Cli, report: ReplayReport): string {
  const name = `${report.callId}, ${count(report.entries, 'journal entry', 'journal entries')}`;
  return report.identical
    ? `${paint('green', 'Identical')}: ${name}.`
    : `${paint('red', 'Not identical')}: ${name}. At entry ${report.seq}: ${report.what}.`;
}

const EXAMPLES = `
It exits 1 when the replay differs.

Examples:
  $ zangpay replay call_…
  $ zangpay replay call_… --json`;
