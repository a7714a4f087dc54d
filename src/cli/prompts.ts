import { Command } from 'commander';
import type { Cli } from './cli.ts';
import { promptsBuildCommand } from './prompts-build.ts';
import { promptsCheckCommand } from './prompts-check.ts';
import { promptsImportCommand } from './prompts-import.ts';
import { promptsListCommand } from './prompts-list.ts';
import { promptsPlayCommand } from './prompts-play.ts';

/** `zangpay prompts`: the sounds that callers hear, made from the script. */
export function promptsCommand(cli: Cli): Command {
  return new Command('prompts')
    .description('Make, check, play and replace the sounds that callers hear.')
    .addHelpText('after', EXAMPLES)
    .addCommand(promptsListCommand(cli))
    .addCommand(promptsBuildCommand(cli))
    .addCommand(promptsCheckCommand(cli))
    .addCommand(promptsImportCommand(cli))
    .addCommand(promptsPlayCommand(cli));
}

const EXAMPLES = `
Examples:
  $ zangpay prompts list
  $ zangpay prompts play bill.fixed --slot amount=500000
  $ zangpay prompts import bye.wav bye --merchant bookshop
  $ zangpay prompts check`;
