import { Command } from 'commander';
import { digitsOf } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';

export function callCommand(cli: Cli): Command {
  return new Command('call')
    .description('Place a test call: ring a telephone, and connect whoever answers to a line.')
    .argument('<line>', 'the line, as a caller would dial it', digitsOf)
    .argument('<to>', 'whom to ring: a number, or an endpoint of Asterisk')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (line: string, to: string, flags: { json?: true }) => {
      const placed = await cli.books((operations) => operations.placeCall({ line, to }));
      show(cli, flags, placed, ({ ringing }) => `Ringing ${ringing}. Then: zangpay calls list`);
    });
}

const EXAMPLES = `
It needs a running server: zangpay serve

Examples:
  $ zangpay call 1000 PJSIP/alice
  $ zangpay call 1000 09123456789 --json`;
