import { Command } from 'commander';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count } from './format.ts';

export function applyCommand(cli: Cli): Command {
  return new Command('apply')
    .description('Declare merchants and their lines from a file, any number of times.')
    .argument('<file>', 'a YAML file such as merchants.example.yaml')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: { json?: true }) => {
      const { readMerchantsFile } = await import('../compose.ts');
      const merchants = await readMerchantsFile(file);
      const applied = await cli.books((operations) => operations.applyMerchants(merchants));
      show(cli, flags, applied, ({ merchants, lines, unverified }) =>
        [
          `Applied ${count(merchants, 'merchant')} with ${count(lines, 'line')}.`,
          ...unverified.map((number) => `Line ${number} ${CANNOT_VERIFY}`),
        ].join('\n'),
      );
    });
}

const CANNOT_VERIFY =
  'is to verify its payers, and that cannot be done here: set PAYSTAR_IDENTITY_APPLICATION_ID, PAYSTAR_IDENTITY_ACCESS_PASSWORD and PAYSTAR_IDENTITY_REFRESH_TOKEN for the server. Until then its calls go on or stop as verifyDown says.';

const EXAMPLES = `
Examples:
  $ zangpay apply merchants.example.yaml
  $ zangpay apply merchants.yaml --json`;
