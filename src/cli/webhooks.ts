import { Command, Option } from 'commander';
import type { WebhookEvent, WebhookState } from '../application/ports.ts';
import type { WebhookSecret } from '../application/webhook-operations.ts';
import { LIMIT, wholeNumber } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count, dateAndTime, plain } from './format.ts';
import type { Style } from './paint.ts';
import { facts, table } from './table.ts';

export function webhooksCommand(cli: Cli): Command {
  return new Command('webhooks')
    .description("Show and resend what merchants' panels are told, and the secrets that sign it.")
    .addHelpText('after', EXAMPLES)
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(showCommand(cli))
    .addCommand(resendCommand(cli))
    .addCommand(secretCommand(cli));
}

interface ListFlags {
  readonly merchant?: string;
  readonly parked?: true;
  readonly pending?: true;
  readonly limit: number;
  readonly json?: true;
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show webhooks, newest first.')
    .option('--merchant <id>', 'of this merchant only')
    .addOption(new Option('--parked', 'those that were given up').conflicts('pending'))
    .option('--pending', 'those that are still to be delivered')
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: ListFlags) => {
      const state: WebhookState | undefined = flags.parked ? 'parked' : flags.pending ? 'pending' : undefined;
      const filter = {
        limit: flags.limit,
        ...(flags.merchant === undefined ? {} : { merchantId: flags.merchant }),
        ...(state === undefined ? {} : { state }),
      };
      const webhooks = await cli.books((operations) => operations.webhooks(filter));
      show(cli, flags, webhooks, () => webhooksTable(cli, webhooks));
    });
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('Show one webhook: what is sent, and what became of it.')
    .argument('<id>', 'the webhook, such as evt_…')
    .option(...JSON_FLAG)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (id: string, flags: { json?: true }) => {
      const webhook = await cli.books((operations) => operations.webhook(id));
      show(cli, flags, webhook, () => webhookFacts(cli, webhook));
    });
}

interface ResendFlags {
  readonly parked?: true;
  readonly merchant?: string;
  readonly json?: true;
}

function resendCommand(cli: Cli): Command {
  return new Command('resend')
    .description('Send webhooks again, for three days from now.')
    .argument('[id]', 'the webhook, such as evt_…, whatever became of it')
    .option('--parked', 'all that were given up, of one merchant')
    .option('--merchant <id>', 'of which merchant')
    .option(...JSON_FLAG)
    .addHelpText('after', RESEND_EXAMPLES)
    .action(async (id: string | undefined, flags: ResendFlags, command: Command) => {
      const selection = selectionOf(id, flags, command);
      const answer = await cli.books((operations) => operations.resendWebhooks(selection));
      show(cli, flags, answer, ({ resent }) => `${count(resent, 'webhook')} will be sent again.`);
    });
}

function selectionOf(id: string | undefined, { parked, merchant }: ResendFlags, command: Command) {
  if (id !== undefined && !parked && merchant === undefined) return { eventId: id };
  if (id === undefined && parked && merchant !== undefined) return { parkedOf: merchant };
  return command.error('error: Say which: a webhook by its id, or --parked --merchant ID.');
}

interface SecretFlags {
  readonly merchant: string;
  readonly rotate?: true;
  readonly overlapHours?: number;
  readonly json?: true;
}

/** A day, in which somebody is at work. */
const OVERLAP_HOURS = 24;

function secretCommand(cli: Cli): Command {
  return new Command('secret')
    .description("Show the secret that signs a merchant's webhooks, or make a new one.")
    .requiredOption('--merchant <id>', 'of this merchant')
    .option('--rotate', 'make a new one')
    .option(
      '--overlap-hours <count>',
      `how long the old one signs beside the new one (${OVERLAP_HOURS})`,
      wholeNumber(0, 720),
    )
    .option(...JSON_FLAG)
    .addHelpText('after', SECRET_EXAMPLES)
    .action(async (flags: SecretFlags, command: Command) => {
      const { merchant: merchantId, rotate, overlapHours } = flags;
      if (!rotate && overlapHours !== undefined) command.error('error: --overlap-hours goes with --rotate.');
      const request = {
        merchantId,
        ...(rotate ? { rotate: { overlapHours: overlapHours ?? OVERLAP_HOURS } } : {}),
      };
      const secret = await cli.books((operations) => operations.webhookSecret(request));
      show(cli, flags, secret, () => secretText(cli, secret));
    });
}

function webhooksTable(cli: Cli, webhooks: readonly WebhookEvent[]): string {
  if (webhooks.length === 0) return 'No webhooks.';
  const rows = webhooks.map((webhook) => [
    webhook.eventId,
    webhook.merchantId,
    String(webhook.seq),
    dateAndTime(webhook.createdAt),
    webhook.type,
    stateText(cli, webhook),
    String(webhook.tries),
    plain(webhook.lastError ?? '-'),
  ]);
  const headings = ['WEBHOOK', 'MERCHANT', '>NUMBER', 'TIME', 'TYPE', 'STATE', '>TRIES', 'LAST ERROR'];
  return table(cli.paint, headings, rows);
}

function webhookFacts(cli: Cli, webhook: WebhookEvent): string {
  const { eventId, merchantId, seq, type, data, tries, createdAt, nextAttemptAt, lastError } = webhook;
  const about = facts(cli.paint, [
    ['Webhook', eventId],
    ['Type', type],
    ['Merchant', `${merchantId}, number ${seq}`],
    ['Happened', dateAndTime(createdAt)],
    ['State', stateText(cli, webhook)],
    ['Delivered', dateAndTime(webhook.deliveredAt)],
    ['Given up', dateAndTime(webhook.parkedAt)],
    ['Next try', dateAndTime(nextAttemptAt)],
    ['Tries', String(tries)],
    ['Last error', plain(lastError ?? '-')],
  ]);
  const sent = Object.entries(data).map(([name, value]) => [name, valueText(value)] as const);
  return [about, '', facts(cli.paint, sent)].join('\n');
}

function valueText(value: unknown): string {
  if (value === null) return '-';
  return plain(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const STYLES: Readonly<Record<WebhookState, Style>> = { pending: 'cyan', parked: 'red', delivered: 'green' };

function stateText({ paint }: Cli, { deliveredAt, parkedAt }: WebhookEvent): string {
  const state = deliveredAt !== null ? 'delivered' : parkedAt !== null ? 'parked' : 'pending';
  return paint(STYLES[state], state);
}

function secretText({ paint }: Cli, { secret, version, previousUntil, wellKnown }: WebhookSecret): string {
  return [
    secret,
    previousUntil === null
      ? `It is number ${version}, and signs alone.`
      : `It is number ${version}; the one before signs too until ${dateAndTime(previousUntil)}.`,
    ...(wellKnown
      ? [
          paint(
            'red',
            'Everybody can know this secret, since ZANGPAY_SECRET is not set: it is for the sandbox only.',
          ),
        ]
      : []),
  ].join('\n');
}

const EXAMPLES = `
Examples:
  $ zangpay webhooks --parked
  $ zangpay webhooks secret --merchant bookshop`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay webhooks list
  $ zangpay webhooks list --merchant bookshop --pending
  $ zangpay webhooks list --parked --json`;

const SHOW_EXAMPLES = `
Examples:
  $ zangpay webhooks show evt_…
  $ zangpay webhooks show evt_… --json`;

const RESEND_EXAMPLES = `
Examples:
  $ zangpay webhooks resend evt_…
  $ zangpay webhooks resend --parked --merchant bookshop`;

const SECRET_EXAMPLES = `
Secrets are derived from ZANGPAY_SECRET and stored nowhere: keep that one, and they stay as they are. During a rotation
every webhook carries two signatures, so that a receiver that has either secret goes on.

Examples:
  $ zangpay webhooks secret --merchant bookshop
  $ zangpay webhooks secret --merchant bookshop --rotate --overlap-hours 48`;
