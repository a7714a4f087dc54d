import { Command, Option } from 'commander';
import type { CallSummary } from '../application/ports.ts';
import { LANGUAGES, type Language } from '../domain/merchant/line.ts';
import { digitsOf, LIMIT } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { dateAndTime, duration } from './format.ts';
import { facts, table } from './table.ts';
import { timeline } from './timeline.ts';

export function callsCommand(cli: Cli): Command {
  return new Command('calls')
    .description('Show calls, and what happened in them.')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(showCommand(cli));
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show calls, newest first.')
    .option('--line <number>', 'of this line only', digitsOf)
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: { line?: string; limit: number; json?: true }) => {
      const { line, limit } = flags;
      const filter = { limit, ...(line === undefined ? {} : { line }) };
      const calls = await cli.books((operations) => operations.calls(filter));
      show(cli, flags, calls, () => callsTable(cli, calls));
    });
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('Show the timeline of one call: what was said, keyed, asked of the bank and answered.')
    .argument('<id>', 'the call, such as call_…')
    .addOption(new Option('--language <language>', 'of the sentences').choices(LANGUAGES).default('en'))
    .option(...JSON_FLAG)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (id: string, flags: { language: Language; json?: true }) => {
      const found = await cli.books((operations) => operations.call(id));
      show(cli, flags, found, ({ call, entries }) =>
        [callFacts(cli, call), '', timeline(entries, flags.language, cli.paint)].join('\n'),
      );
    });
}

function callsTable(cli: Cli, calls: readonly CallSummary[]): string {
  if (calls.length === 0) return 'No calls yet.';
  const rows = calls.map((call) => [
    call.callId,
    dateAndTime(call.startedAt),
    call.line,
    call.caller ?? 'withheld',
    lengthOf(call),
    call.stage,
    String(call.entries),
  ]);
  return table(cli.paint, ['CALL', 'STARTED', 'LINE', 'CALLER', 'LENGTH', 'STAGE', '>ENTRIES'], rows);
}

function callFacts(cli: Cli, call: CallSummary): string {
  return facts(cli.paint, [
    ['Call', call.callId],
    ['Line', call.merchantId === null ? call.line : `${call.line}, ${call.merchantId}`],
    ['Caller', call.caller ?? 'withheld'],
    ['Started', `${dateAndTime(call.startedAt)}, Tehran`],
    ['Length', lengthOf(call)],
  ]);
}

function lengthOf({ startedAt, endedAt }: CallSummary): string {
  return endedAt === null ? 'running' : duration(endedAt - startedAt);
}

const EXAMPLES = `
Examples:
  $ zangpay calls list
  $ zangpay calls show call_…`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay calls list
  $ zangpay calls list --line 1000 --limit 5 --json`;

const SHOW_EXAMPLES = `
Examples:
  $ zangpay calls show call_…
  $ zangpay calls show call_… --language fa
  $ zangpay calls show call_… --json`;
