import { Command } from 'commander';
import type { Line, Merchant } from '../application/ports.ts';
import type { BillSource } from '../domain/merchant/line.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { plain, rial } from './format.ts';
import { table } from './table.ts';

export function merchantsCommand(cli: Cli): Command {
  return new Command('merchants')
    .description('Show the merchants and their lines.')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { json?: true }) => {
      const merchants = await cli.books((operations) => operations.merchants());
      show(cli, flags, merchants, () => merchantsTable(cli, merchants));
    });
}

function merchantsTable(cli: Cli, merchants: readonly Merchant[]): string {
  if (merchants.length === 0) return 'No merchants yet. Declare one: zangpay apply merchants.example.yaml';
  const rows = merchants.flatMap(({ merchantId, name, lines }) =>
    lines.map((line) => [merchantId, plain(name.en), ...lineCells(line)]),
  );
  return table(cli.paint, ['MERCHANT', 'NAME', 'LINE', 'ALIASES', 'LANGUAGE', 'BILL', 'GATEWAY'], rows);
}

function lineCells({ number, aliases, language, bill, sequence }: Line): string[] {
  return [number, aliases.join(' ') || '-', language, billText(bill), plain(sequence)];
}

function billText(bill: BillSource): string {
  return bill.type === 'fixed' ? `${rial(bill.amount)} Rial` : 'by invoice code';
}

const EXAMPLES = `
Examples:
  $ zangpay merchants
  $ zangpay merchants --json`;
