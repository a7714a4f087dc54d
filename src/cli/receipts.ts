import { Command } from 'commander';
import { RECEIPT_STATES, type Receipt, type ReceiptFilter, type ReceiptState } from '../application/ports.ts';
import type { ShownReceipt } from '../application/receipt-operations.ts';
import { nationalMobile } from '../domain/merchant/mobile.ts';
import { choiceOf, LIMIT, mobileOf } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count, dateAndTime, plain, rial } from './format.ts';
import type { Style } from './paint.ts';
import { optInCommand, optOutCommand, optOutsCommand } from './receipt-opt-outs.ts';
import { facts, table } from './table.ts';

export function receiptsCommand(cli: Cli): Command {
  return new Command('receipts')
    .description('Show and resend what payers are texted, and who wants none.')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(showCommand(cli))
    .addCommand(resendCommand(cli))
    .addCommand(optOutCommand(cli))
    .addCommand(optInCommand(cli))
    .addCommand(optOutsCommand(cli));
}

interface ListFlags {
  readonly merchant?: string;
  readonly mobile?: string;
  readonly payment?: string;
  readonly state?: ReceiptState;
  readonly limit: number;
  readonly json?: true;
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show receipts, newest first.')
    .option('--merchant <id>', 'of this merchant only')
    .option('--mobile <number>', 'of this payer only', mobileOf)
    .option('--payment <id>', 'of this payment only, such as att_…')
    .option('--state <state>', `only those that are ${RECEIPT_STATES.join(', ')}`, choiceOf(RECEIPT_STATES))
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: ListFlags) => {
      const receipts = await cli.books((operations) => operations.receipts(filterOf(flags)));
      show(cli, flags, receipts, () => receiptsTable(cli, receipts));
    });
}

function filterOf({ merchant, mobile, payment, state, limit }: ListFlags): ReceiptFilter {
  return {
    limit,
    ...(merchant === undefined ? {} : { merchantId: merchant }),
    ...(mobile === undefined ? {} : { mobile }),
    ...(payment === undefined ? {} : { attemptId: payment }),
    ...(state === undefined ? {} : { state }),
  };
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('Show one receipt: its text, and what became of it.')
    .argument('<id>', 'the receipt, such as rcp_…')
    .option(...JSON_FLAG)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (id: string, flags: { json?: true }) => {
      const receipt = await cli.books((operations) => operations.receipt(id));
      show(cli, flags, receipt, () => receiptFacts(cli, receipt));
    });
}

interface ResendFlags {
  readonly parked?: true;
  readonly merchant?: string;
  readonly json?: true;
}

function resendCommand(cli: Cli): Command {
  return new Command('resend')
    .description('Send receipts again, trying for three days from now.')
    .argument('[id]', 'the receipt, such as rcp_…, whatever became of it')
    .option('--parked', 'all that are parked')
    .option('--merchant <id>', 'of this merchant only')
    .option(...JSON_FLAG)
    .addHelpText('after', RESEND_EXAMPLES)
    .action(async (id: string | undefined, flags: ResendFlags, command: Command) => {
      const selection = selectionOf(id, flags, command);
      const answer = await cli.books((operations) => operations.resendReceipts(selection));
      show(cli, flags, answer, ({ resent }) => `${count(resent, 'receipt')} will be sent again.`);
    });
}

function selectionOf(id: string | undefined, { parked, merchant }: ResendFlags, command: Command) {
  if (id !== undefined && !parked && merchant === undefined) return { receiptId: id };
  if (id === undefined && parked)
    return { parked, ...(merchant === undefined ? {} : { merchantId: merchant }) };
  return command.error(
    'error: Say which: a receipt by its id, or --parked, with --merchant ID for one merchant.',
  );
}

function receiptsTable(cli: Cli, receipts: readonly Receipt[]): string {
  if (receipts.length === 0) return 'No receipts.';
  const rows = receipts.map((receipt) => [
    receipt.receiptId,
    receipt.merchantId,
    dateAndTime(receipt.createdAt),
    receipt.kind,
    nationalMobile(receipt.mobile),
    stateText(cli, receipt),
    receipt.delivery ?? '-',
    String(receipt.tries),
    plain(receipt.why ?? '-'),
  ]);
  const headings = ['RECEIPT', 'MERCHANT', 'TIME', 'KIND', 'MOBILE', 'STATE', 'DELIVERY', '>TRIES', 'WHY'];
  return table(cli.paint, headings, rows);
}

function receiptFacts(cli: Cli, receipt: ShownReceipt): string {
  const { receiptId, attemptId, merchantId, kind, code, tries, why, text } = receipt;
  const about = facts(cli.paint, [
    ['Receipt', receiptId],
    ['Kind', kind],
    ['Payment', attemptId],
    ['Amount', `${rial(receipt.facts.amount)} Rial`],
    ['Merchant', merchantId],
    ['Mobile', nationalMobile(receipt.mobile)],
    ['Made', dateAndTime(receipt.createdAt)],
    ['State', stateText(cli, receipt)],
    ['Why', plain(why ?? '-')],
    ['Refused with', code === null ? '-' : String(code)],
    ['Tries', String(tries)],
    ['Next try', dateAndTime(receipt.nextTryAt)],
    ['Sent', dateAndTime(receipt.sentAt)],
    ['Message', plain(receipt.messageId ?? '-')],
    ['Delivery', receipt.delivery ?? '-'],
  ]);
  return [about, '', ...text.split('\n').map(plain)].join('\n');
}

const STYLES: Readonly<Record<ReceiptState, Style>> = {
  waiting: 'cyan',
  sent: 'green',
  withheld: 'dim',
  parked: 'red',
};

function stateText({ paint }: Cli, { state }: Receipt): string {
  return paint(STYLES[state], state);
}

const EXAMPLES = `
Without a command it is list, with its options.

Examples:
  $ zangpay receipts --state parked
  $ zangpay receipts opt-out 09121234567`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay receipts list
  $ zangpay receipts list --mobile 09121234567
  $ zangpay receipts list --state parked --json`;

const SHOW_EXAMPLES = `
Examples:
  $ zangpay receipts show rcp_…
  $ zangpay receipts show rcp_… --json`;

const RESEND_EXAMPLES = `
Examples:
  $ zangpay receipts resend rcp_…
  $ zangpay receipts resend --parked
  $ zangpay receipts resend --parked --merchant bookshop`;
