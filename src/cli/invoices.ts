import { Command } from 'commander';
import type { Invoice } from '../application/ports.ts';
import { nationalMobile } from '../domain/merchant/mobile.ts';
import type { Rial } from '../domain/payment/amount.ts';
import { amountOf, digitsOf, LIMIT, wholeNumber } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { dateAndTime, plain, rial } from './format.ts';
import { facts, table } from './table.ts';

const DAY_MS = 86_400_000;

export function invoicesCommand(cli: Cli): Command {
  return new Command('invoices')
    .description('Add, show, cancel and extend invoices.')
    .addHelpText('after', EXAMPLES)
    .addCommand(addCommand(cli))
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(showCommand(cli))
    .addCommand(cancelCommand(cli))
    .addCommand(extendCommand(cli));
}

interface AddFlags {
  readonly merchant: string;
  readonly amount: Rial;
  readonly code?: string;
  readonly description?: string;
  readonly mobile?: string;
  readonly days?: number;
  readonly json?: true;
}

function addCommand(cli: Cli): Command {
  return new Command('add')
    .description('Add an invoice that a caller pays by keying its code.')
    .requiredOption('--merchant <id>', 'whose invoice it is')
    .requiredOption('--amount <rial>', 'in Rial, a multiple of 1000', amountOf)
    .option('--code <digits>', '6 to 11 digits, the last a check digit; one is made when left out', digitsOf)
    .option('--description <text>', 'what it is for')
    .option('--mobile <number>', 'the payer’s, to whom it is offered when they call')
    .option('--days <count>', 'days until it expires; never when left out', days)
    .option(...JSON_FLAG)
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (flags: AddFlags) => {
      const { merchant: merchantId, amount, code, description, mobile, days } = flags;
      const request = {
        merchantId,
        amount,
        ...(code === undefined ? {} : { code }),
        ...(description === undefined ? {} : { description }),
        ...(mobile === undefined ? {} : { mobile }),
        ...(days === undefined ? {} : { expiresAt: Date.now() + days * DAY_MS }),
      };
      const invoice = await cli.books((operations) => operations.addInvoice(request));
      show(cli, flags, invoice, () => invoiceFacts(cli, invoice));
    });
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show invoices, newest first.')
    .option('--merchant <id>', 'of this merchant only')
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: { merchant?: string; limit: number; json?: true }) => {
      const { merchant, limit } = flags;
      const filter = { limit, ...(merchant === undefined ? {} : { merchantId: merchant }) };
      const invoices = await cli.books((operations) => operations.invoices(filter));
      show(cli, flags, invoices, () => invoicesTable(cli, invoices));
    });
}

interface JsonFlag {
  readonly json?: true;
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('Show an invoice.')
    .argument(...ID)
    .option(...JSON_FLAG)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (id: string, flags: JsonFlag) => {
      const invoice = await cli.books((operations) => operations.invoice(id));
      show(cli, flags, invoice, () => invoiceFacts(cli, invoice));
    });
}

function cancelCommand(cli: Cli): Command {
  return new Command('cancel')
    .description('Cancel an invoice, so that nobody pays it any more.')
    .argument(...ID)
    .option(...JSON_FLAG)
    .addHelpText('after', CANCEL_EXAMPLES)
    .action(async (id: string, flags: JsonFlag) => {
      const invoice = await cli.books((operations) => operations.cancelInvoice(id));
      show(cli, flags, invoice, () => invoiceFacts(cli, invoice));
    });
}

function extendCommand(cli: Cli): Command {
  return new Command('extend')
    .description('Set when an invoice expires. One that has expired can be paid again.')
    .argument(...ID)
    .requiredOption('--days <count>', 'days from now, or never', daysOrNever)
    .option(...JSON_FLAG)
    .addHelpText('after', EXTEND_EXAMPLES)
    .action(async (id: string, flags: JsonFlag & { days: number | 'never' }) => {
      const expiresAt = flags.days === 'never' ? null : Date.now() + flags.days * DAY_MS;
      const invoice = await cli.books((operations) => operations.extendInvoice({ invoiceId: id, expiresAt }));
      show(cli, flags, invoice, () => invoiceFacts(cli, invoice));
    });
}

const days = wholeNumber(1, 3_650);

function daysOrNever(text: string): number | 'never' {
  return text === 'never' ? text : days(text);
}

const ID = ['<id>', 'of the invoice, as the list tells it: inv_…'] as const;

function invoiceFacts(cli: Cli, invoice: Invoice): string {
  return facts(cli.paint, [
    ['Code', cli.paint('bold', invoice.code)],
    ['Amount', `${rial(invoice.amount)} Rial`],
    ['Status', statusText(cli, invoice.status)],
    ['Merchant', invoice.merchantId],
    ['Invoice', invoice.invoiceId],
    ['Mobile', mobileText(invoice)],
    ['Order', plain(invoice.orderId ?? '-')],
    ['Expires', invoice.expiresAt === null ? 'never' : dateAndTime(invoice.expiresAt)],
  ]);
}

const HEADINGS = [
  'INVOICE',
  'CODE',
  'MERCHANT',
  '>RIAL',
  'STATUS',
  'MOBILE',
  'ADDED',
  'EXPIRES',
  'DESCRIPTION',
];

function invoicesTable(cli: Cli, invoices: readonly Invoice[]): string {
  if (invoices.length === 0) return 'No invoices yet.';
  const rows = invoices.map((invoice) => [
    invoice.invoiceId,
    invoice.code,
    invoice.merchantId,
    rial(invoice.amount),
    statusText(cli, invoice.status),
    mobileText(invoice),
    dateAndTime(invoice.createdAt),
    dateAndTime(invoice.expiresAt),
    plain(invoice.description ?? '-'),
  ]);
  return table(cli.paint, HEADINGS, rows);
}

function mobileText({ mobile }: Invoice): string {
  return mobile === null ? '-' : nationalMobile(mobile);
}

function statusText({ paint }: Cli, status: Invoice['status']): string {
  if (status === 'paid') return paint('green', status);
  return status === 'unknown' ? paint('red', status) : status;
}

const EXAMPLES = `
Examples:
  $ zangpay invoices add --merchant bookshop --amount 500000
  $ zangpay invoices list
  $ zangpay invoices cancel inv_…
  $ zangpay invoices extend inv_… --days 7`;

const SHOW_EXAMPLES = `
Examples:
  $ zangpay invoices show inv_…
  $ zangpay invoices show inv_… --json`;

const CANCEL_EXAMPLES = `
An invoice of which a payment is under way, in doubt or made stays as it is.

Examples:
  $ zangpay invoices cancel inv_…`;

const EXTEND_EXAMPLES = `
Examples:
  $ zangpay invoices extend inv_… --days 7
  $ zangpay invoices extend inv_… --days never`;

const ADD_EXAMPLES = `
Examples:
  $ zangpay invoices add --merchant bookshop --amount 500000
  $ zangpay invoices add --merchant bookshop --amount 500000 --mobile 09121234567 --days 7 --description "Three books" --json`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay invoices list
  $ zangpay invoices list --merchant bookshop --limit 100 --json`;
