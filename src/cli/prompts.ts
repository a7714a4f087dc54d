import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count } from './format.ts';
import { table } from './table.ts';

const SHIPPED_SOUNDS = join(import.meta.dirname, '../../dialplan/sounds');

interface Flags {
  readonly sounds: string;
  readonly json?: true;
}

/** `zangpay prompts`: the sounds that callers hear, made from the script. */
export function promptsCommand(cli: Cli): Command {
  const command = new Command('prompts').description('Make and check the sounds that callers hear.');
  const subcommand = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option('--sounds <folder>', 'the folder of the sounds', shown(SHIPPED_SOUNDS))
      .option(...JSON_FLAG);
  subcommand('build', 'Make the sounds whose text has changed, with espeak-ng and sox.')
    .option('--merchants <file>', 'also make the names of the merchants in this file')
    .addHelpText('after', BUILD_EXAMPLES)
    .action((flags: Flags & { readonly merchants?: string }) => build(cli, flags));
  subcommand('check', 'List the sounds that are missing or that a telephone cannot play well; exit 1 if any.')
    .addHelpText('after', CHECK_EXAMPLES)
    .action((flags: Flags) => check(cli, flags));
  return command;
}

const BUILD_EXAMPLES = `
Examples:
  $ zangpay prompts build
  $ zangpay prompts build --merchants merchants.yaml

Put a recording of your own in the place of any sound, for example
dialplan/sounds/fa/merchant.bookshop.wav: it stays until its text changes.`;

const CHECK_EXAMPLES = `
Examples:
  $ zangpay prompts check
  $ zangpay prompts check --sounds /srv/our-recordings --json`;

async function build(cli: Cli, flags: Flags & { readonly merchants?: string }): Promise<void> {
  const names = flags.merchants === undefined ? {} : await namesIn(flags.merchants);
  const { buildSounds } = await import('../compose.ts');
  const folder = resolve(flags.sounds);
  const built = await buildSounds(folder, names, showProgress);
  show(
    cli,
    flags,
    { folder, ...built },
    ({ made, removed, kept }) =>
      `${shown(folder)}: ${count(made.length, 'sound')} made, ${removed.length} removed, ${kept} as they were.`,
  );
}

async function check(cli: Cli, flags: Flags): Promise<void> {
  const { checkSounds } = await import('../compose.ts');
  const folder = resolve(flags.sounds);
  const problems = await checkSounds(folder);
  if (problems.length > 0) cli.exit(1);
  show(cli, flags, { folder, problems }, () => {
    if (problems.length === 0) return `${shown(folder)}: every sound is there and well formed.`;
    const rows = problems.map(({ path, problem }) => [path, problem]);
    return `${table(cli.paint, ['Sound', 'What is wrong'], rows)}\n\n${HOW_TO_MEND}`;
  });
}

const HOW_TO_MEND = `"zangpay prompts build" makes what is missing. Delete or replace a file that is ill formed.`;

/** The merchants' names, by id, from the file that `zangpay apply` takes. */
async function namesIn(file: string): Promise<Record<string, { readonly fa: string; readonly en: string }>> {
  const { readMerchantsFile } = await import('../compose.ts');
  const merchants = await readMerchantsFile(file);
  return Object.fromEntries(merchants.map(({ merchantId, name }) => [merchantId, name]));
}

/** On a terminal one line that changes; in a log a line now and then. */
function showProgress(path: string, nth: number, total: number): void {
  const line = `${nth} of ${total}: ${path}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${nth === total ? '\n' : ''}`);
  else if (nth % 50 === 0 || nth === total) process.stderr.write(`${line}\n`);
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || '.';
}
