import { Command, Option } from 'commander';
import type { Attempt, Doubt, Evidence } from '../application/ports.ts';
import type { AttemptState } from '../domain/payment/attempt.ts';
import { showCard } from '../domain/payment/card.ts';
import { LIMIT, stateOf } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { dateAndTime, plain, rial } from './format.ts';
import type { Style } from './paint.ts';
import { facts, table } from './table.ts';

export function paymentsCommand(cli: Cli): Command {
  return new Command('payments')
    .description('Show payments: every attempt to charge a card, and what became of it.')
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(showCommand(cli));
}

interface ListFlags {
  readonly merchant?: string;
  readonly state?: AttemptState;
  readonly call?: string;
  readonly unknown?: true;
  readonly limit: number;
  readonly json?: true;
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show payments, newest first.')
    .option('--merchant <id>', 'of this merchant only')
    .option('--state <state>', 'in this state only: paid, declined, unknown, …', stateOf)
    .option('--call <id>', 'of this call only')
    .addOption(
      new Option('--unknown', 'what is in doubt, oldest first, and who answers for it').conflicts([
        'state',
        'call',
      ]),
    )
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action((flags: ListFlags) => (flags.unknown ? listDoubts(cli, flags) : listPayments(cli, flags)));
}

async function listPayments(cli: Cli, flags: ListFlags): Promise<void> {
  const { state, call } = flags;
  const filter = {
    ...ofMerchant(flags),
    ...(state === undefined ? {} : { state }),
    ...(call === undefined ? {} : { callId: call }),
  };
  const payments = await cli.books((operations) => operations.payments(filter));
  show(cli, flags, payments, () => paymentsTable(cli, payments));
}

async function listDoubts(cli: Cli, flags: ListFlags): Promise<void> {
  const doubts = await cli.books((operations) => operations.doubts(ofMerchant(flags)));
  show(cli, flags, doubts, () => doubtsTable(cli, doubts));
}

function ofMerchant({ merchant, limit }: ListFlags) {
  return { limit, ...(merchant === undefined ? {} : { merchantId: merchant }) };
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('Show one payment and everything that was learned of it.')
    .argument('<id>', 'the payment, such as att_…')
    .option(...JSON_FLAG)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (id: string, flags: { json?: true }) => {
      const payment = await cli.books((operations) => operations.payment(id));
      show(cli, flags, payment, ({ attempt, evidence }) =>
        [paymentFacts(cli, attempt), '', evidenceTable(cli, evidence)].join('\n'),
      );
    });
}

function paymentsTable(cli: Cli, payments: readonly Attempt[]): string {
  if (payments.length === 0) return 'No payments.';
  const rows = payments.map((attempt) => [
    attempt.attemptId,
    dateAndTime(attempt.preparedAt),
    attempt.line,
    rial(attempt.amount),
    cardOf(attempt),
    attempt.mobile ?? '-',
    stateText(cli, attempt),
    plain(attempt.refId ?? '-'),
  ]);
  return table(cli.paint, ['PAYMENT', 'TIME', 'LINE', '>RIAL', 'CARD', 'MOBILE', 'STATE', 'REFERENCE'], rows);
}

function doubtsTable(cli: Cli, doubts: readonly Doubt[]): string {
  if (doubts.length === 0) return 'Nothing is in doubt.';
  const rows = doubts.map((doubt) => [
    doubt.attemptId,
    dateAndTime(doubt.since),
    doubt.owner,
    doubt.overdue ? cli.paint('red', `${dateAndTime(doubt.dueAt)} OVERDUE`) : dateAndTime(doubt.dueAt),
    doubt.merchantId,
    rial(doubt.amount),
    cardOf(doubt),
    doubt.mobile ?? '-',
    doubt.orderId,
  ]);
  return table(
    cli.paint,
    ['PAYMENT', 'IN DOUBT SINCE', 'OWNER', 'DUE', 'MERCHANT', '>RIAL', 'CARD', 'MOBILE', 'ORDER'],
    rows,
  );
}

function paymentFacts(cli: Cli, attempt: Attempt): string {
  return facts(cli.paint, [
    ['Payment', attempt.attemptId],
    ['State', stateText(cli, attempt)],
    ['Reference', plain(attempt.refId ?? '-')],
    ['Amount', `${rial(attempt.amount)} Rial`],
    ['Card', cardOf(attempt)],
    ['Mobile', attempt.mobile ?? '-'],
    ['Merchant', `${attempt.merchantId}, line ${attempt.line}`],
    ['Order', attempt.orderId],
    ['Call', attempt.callId ?? '-'],
    ['Prepared', dateAndTime(attempt.preparedAt)],
    ['Sent to the bank', dateAndTime(attempt.dispatchedAt)],
    ['Settled', dateAndTime(attempt.settledAt)],
  ]);
}

function evidenceTable(cli: Cli, evidence: readonly Evidence[]): string {
  if (evidence.length === 0) return 'Nothing was learned of it from the bank.';
  const rows = evidence.map(({ learnedAt, outcome, source, who, trace, recordedBy, moved }) => [
    dateAndTime(learnedAt),
    outcome.type,
    who === null ? source : plain(`${who} (${source})`),
    source === 'bank' ? `${trace.tookMs} ms` : '-',
    trace.httpStatus === null ? '-' : String(trace.httpStatus),
    recordedBy,
    moved ? 'yes' : 'no',
    plain(trace.note),
  ]);
  return table(
    cli.paint,
    ['LEARNED', 'OUTCOME', 'FROM', '>TOOK', 'HTTP', 'RECORDED BY', 'MOVED', 'NOTE'],
    rows,
  );
}

function cardOf({ cardFirst6, cardLast4 }: Attempt): string {
  return showCard({ first6: cardFirst6, last4: cardLast4 });
}

const STYLES: Readonly<Record<AttemptState, Style>> = {
  prepared: 'cyan',
  dispatched: 'cyan',
  paid: 'green',
  declined: 'yellow',
  unknown: 'red',
  notSent: 'yellow',
  notPaid: 'yellow',
  reversed: 'yellow',
};

/** The state with what explains it: `declined (51)`, `notSent (hangup)`, `paid (second charge)`. */
function stateText({ paint }: Cli, { state, code, notSentReason, surplus }: Attempt): string {
  const why = surplus ? 'second charge: a refund is due' : (notSentReason ?? code);
  return paint(STYLES[state], why === null ? state : `${state} (${why})`);
}

const EXAMPLES = `
Examples:
  $ zangpay payments --unknown
  $ zangpay payments show att_…`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay payments list
  $ zangpay payments list --unknown --merchant bookshop
  $ zangpay payments list --state declined
  $ zangpay payments list --call call_… --json`;

const SHOW_EXAMPLES = `
Examples:
  $ zangpay payments show att_…
  $ zangpay payments show att_… --json`;
