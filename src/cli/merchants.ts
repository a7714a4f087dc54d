import { Command } from 'commander';
import type { Line, Merchant } from '../application/ports.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { billText, plain } from './format.ts';
import { hoursText } from './hours-text.ts';
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

/** Hours come last: only they may be long. */
const LINE_HEADINGS = [
  'LINE',
  'ALIASES',
  'LANGUAGES',
  'BILL',
  'VERIFY',
  'OPERATOR',
  '>CALLS',
  'GATEWAY',
  'HOURS',
];

function merchantsTable(cli: Cli, merchants: readonly Merchant[]): string {
  if (merchants.length === 0) return 'No merchants yet. Declare one: zangpay apply merchants.example.yaml';
  const rows = merchants.flatMap(({ merchantId, name, lines }) =>
    lines.map((line) => [merchantId, plain(name.en), ...lineCells(line)]),
  );
  return table(cli.paint, ['MERCHANT', 'NAME', ...LINE_HEADINGS], rows);
}

function lineCells(line: Line): string[] {
  return [
    line.number,
    line.aliases.join(' ') || '-',
    line.languages.join(' '),
    billText(line.bill),
    verifyText(line.verify),
    plain(line.operator ?? '-'),
    line.maxCalls === null ? 'any' : String(line.maxCalls),
    plain(line.sequence),
    hoursText(line.hours),
  ];
}

/** `card, or stop`: how it is found out who pays, and what becomes of the call when the register is down. */
function verifyText(verify: Line['verify']): string {
  if (verify === null) return '-';
  return `${verify.by}, or ${verify.whenDown === 'goOn' ? 'go on' : 'stop'}`;
}

const EXAMPLES = `
Examples:
  $ zangpay merchants
  $ zangpay merchants --json`;
