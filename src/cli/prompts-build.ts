import { Command } from 'commander';
import { type Cli, show } from './cli.ts';
import { count } from './format.ts';
import { type SoundsFlags, shownPath, soundsFolder, withSoundsOptions } from './prompts-options.ts';

interface Flags extends SoundsFlags {
  readonly merchants?: string;
}

export function promptsBuildCommand(cli: Cli): Command {
  return withSoundsOptions(new Command('build'))
    .description('Make the sounds whose text has changed, with espeak-ng and sox.')
    .option('--merchants <file>', 'also make the names of the merchants in this file')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => build(cli, flags));
}

async function build(cli: Cli, flags: Flags): Promise<void> {
  const names = flags.merchants === undefined ? {} : await namesIn(flags.merchants);
  const { buildSounds } = await import('../compose.ts');
  const folder = soundsFolder(cli, flags);
  const built = await buildSounds(folder, names, showProgress);
  show(
    cli,
    flags,
    { folder, ...built },
    ({ made, removed, kept }) =>
      `${shownPath(folder)}: ${count(made.length, 'sound')} made, ${removed.length} removed, ${kept} as they were.`,
  );
}

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

const EXAMPLES = `
Examples:
  $ zangpay prompts build
  $ zangpay prompts build --merchants merchants.yaml

"zangpay prompts import" puts a merchant's own recordings in the place of sounds.`;
