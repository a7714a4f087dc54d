import { Command } from 'commander';
import { type Cli, show } from './cli.ts';
import { count } from './format.ts';
import { type SoundsFlags, shownPath, soundsFolder, withSoundsOptions } from './prompts-options.ts';
import { table } from './table.ts';

export function promptsCheckCommand(cli: Cli): Command {
  return withSoundsOptions(new Command('check'))
    .description(
      "List the sounds that are missing or that a telephone cannot play well, and merchants' recordings that replace no sound; exit 1 if any.",
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: SoundsFlags) => check(cli, flags));
}

async function check(cli: Cli, flags: SoundsFlags): Promise<void> {
  const { checkRecordings, checkSounds } = await import('../compose.ts');
  const folder = soundsFolder(cli, flags);
  const recordings = await checkRecordings(folder);
  const problems = [...(await checkSounds(folder)), ...recordings.problems];
  if (problems.length > 0) cli.exit(1);
  show(cli, flags, { folder, problems, recordings: recordings.owners }, () => {
    const found = [
      problems.length === 0
        ? `${shownPath(folder)}: every sound is there and well formed.`
        : table(
            cli.paint,
            ['Sound', 'What is wrong'],
            problems.map(({ path, problem }) => [path, problem]),
          ),
      recordings.owners.length === 0 ? '' : ownersTable(cli, recordings.owners),
      problems.length === 0 ? '' : HOW_TO_MEND,
    ];
    return found.filter((text) => text !== '').join('\n\n');
  });
}

interface Owner {
  readonly merchantId: string;
  readonly line: string | null;
  readonly recordings: number;
}

function ownersTable(cli: Cli, owners: readonly Owner[]): string {
  const rows = owners.map(({ merchantId, line, recordings }) => [
    merchantId,
    line ?? 'all lines',
    count(recordings, 'recording'),
  ]);
  return table(cli.paint, ['Merchant', 'Line', 'Its own'], rows);
}

const HOW_TO_MEND = `"zangpay prompts build" makes what is missing. Delete or replace a file that is ill formed;
"zangpay prompts import" gives a recording its form and its level.`;

const EXAMPLES = `
Examples:
  $ zangpay prompts check
  $ zangpay prompts check --sounds /srv/our-sounds --json`;
