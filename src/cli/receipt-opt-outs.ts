import { Command } from 'commander';
import type { OptOut } from '../application/ports.ts';
import { type Mobile, nationalMobile } from '../domain/merchant/mobile.ts';
import { LIMIT, mobileOf } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count, dateAndTime } from './format.ts';
import { table } from './table.ts';

interface PayerFlags {
  readonly merchant?: string;
  readonly json?: true;
}

export function optOutCommand(cli: Cli): Command {
  return new Command('opt-out')
    .description('Text a payer no receipts any more.')
    .argument('<mobile>', 'the payer, such as 09121234567', mobileOf)
    .option('--merchant <id>', 'none of this merchant only')
    .option(...JSON_FLAG)
    .addHelpText('after', OPT_OUT_EXAMPLES)
    .action(async (mobile: Mobile, flags: PayerFlags) => {
      const merchantId = flags.merchant ?? null;
      const payer = await cli.books((operations) => operations.optOutOfReceipts({ mobile, merchantId }));
      show(
        cli,
        flags,
        payer,
        () => `${nationalMobile(mobile)} gets no receipts of ${whose(merchantId)} any more.`,
      );
    });
}

export function optInCommand(cli: Cli): Command {
  return new Command('opt-in')
    .description('Text a payer receipts again.')
    .argument('<mobile>', 'the payer, such as 09121234567', mobileOf)
    .option('--merchant <id>', 'of this merchant only')
    .option(...JSON_FLAG)
    .addHelpText('after', OPT_IN_EXAMPLES)
    .action(async (mobile: Mobile, flags: PayerFlags) => {
      const merchantId = flags.merchant ?? null;
      const answer = await cli.books((operations) => operations.optInToReceipts({ mobile, merchantId }));
      show(
        cli,
        flags,
        answer,
        ({ ended }) => `${count(ended, 'opt-out')} of ${nationalMobile(mobile)} ended.`,
      );
    });
}

export function optOutsCommand(cli: Cli): Command {
  return new Command('opt-outs')
    .description('Show payers who want no receipts, newest first.')
    .option('--mobile <number>', 'of this payer only', mobileOf)
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', OPT_OUTS_EXAMPLES)
    .action(async (flags: { mobile?: Mobile; limit: number; json?: true }) => {
      const { mobile, limit } = flags;
      const filter = { limit, ...(mobile === undefined ? {} : { mobile }) };
      const optOuts = await cli.books((operations) => operations.receiptOptOuts(filter));
      show(cli, flags, optOuts, () => optOutsTable(cli, optOuts));
    });
}

function optOutsTable(cli: Cli, optOuts: readonly OptOut[]): string {
  if (optOuts.length === 0) return 'Nobody has opted out.';
  const rows = optOuts.map(({ mobile, merchantId, since }) => [
    nationalMobile(mobile),
    whose(merchantId),
    dateAndTime(since),
  ]);
  return table(cli.paint, ['MOBILE', 'WANTS NONE OF', 'SINCE'], rows);
}

function whose(merchantId: string | null): string {
  return merchantId ?? 'any merchant';
}

const OPT_OUT_EXAMPLES = `
Examples:
  $ zangpay receipts opt-out 09121234567
  $ zangpay receipts opt-out 09121234567 --merchant bookshop`;

const OPT_IN_EXAMPLES = `
Without --merchant every opt-out of the payer ends.

Examples:
  $ zangpay receipts opt-in 09121234567
  $ zangpay receipts opt-in 09121234567 --merchant bookshop`;

const OPT_OUTS_EXAMPLES = `
Examples:
  $ zangpay receipts opt-outs
  $ zangpay receipts opt-outs --mobile 09121234567 --json`;
