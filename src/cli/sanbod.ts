import { Command } from 'commander';
import type { AskedConsent, RevokedConsent } from '../application/bank-consents.ts';
import type { BankConsent, ConsentStatus } from '../application/ports.ts';
import { bankByCode } from '../domain/payout/iban-banks.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { dateAndTime, plain } from './format.ts';
import { codeOf } from './iban.ts';
import { facts, table } from './table.ts';

export function sanbodCommand(cli: Cli): Command {
  return new Command('sanbod')
    .description('Connect bank accounts by Sanbod, and disconnect them.')
    .addHelpText('after', EXAMPLES)
    .addCommand(connectCommand(cli))
    .addCommand(statusCommand(cli), { isDefault: true })
    .addCommand(revokeCommand(cli));
}

interface ConnectFlags {
  readonly provider: string;
  readonly account?: string;
  readonly json?: true;
}

function connectCommand(cli: Cli): Command {
  return new Command('connect')
    .description("Ask for an account holder's consent: prints the bank's page to open in a browser.")
    .option('--provider <code>', 'the code of the bank: 057 Pasargad, 054 Parsian, 059 Sina', codeOf, '057')
    .option('--account <number>', 'the account that it is for; all that the holder chooses when left out')
    .option(...JSON_FLAG)
    .addHelpText('after', CONNECT_EXAMPLES)
    .action(async (flags: ConnectFlags) => {
      const { provider, account = null } = flags;
      const asked = await cli.books((operations) => operations.connectBank({ provider, account }));
      show(cli, flags, asked, () => askedText(cli, asked));
    });
}

function statusCommand(cli: Cli): Command {
  return new Command('status')
    .description('Show consents, newest first; never a token.')
    .option(...JSON_FLAG)
    .addHelpText('after', STATUS_EXAMPLES)
    .action(async (flags: { json?: true }) => {
      const consents = await cli.books((operations) => operations.bankConsents());
      show(cli, flags, consents, () => consentsTable(cli, consents));
    });
}

function revokeCommand(cli: Cli): Command {
  return new Command('revoke')
    .description('End a consent: at once here, and then at Sanbod.')
    .argument('<consent-id>', 'the consent to end, con_…')
    .option(...JSON_FLAG)
    .addHelpText('after', REVOKE_EXAMPLES)
    .action(async (consentId: string, flags: { json?: true }) => {
      const revoked = await cli.books((operations) => operations.revokeBank(consentId));
      show(cli, flags, revoked, () => revokedText(cli, revoked));
      if (revoked.atSanbod === 'unconfirmed') cli.exit(1);
    });
}

function askedText({ paint }: Cli, { url, consent }: AskedConsent): string {
  const told = facts(paint, [
    ['Consent', consent.consentId],
    ['Bank', bankText(consent)],
    ['Account', accountText(consent)],
    ['Until', dateAndTime(consent.linkEndsAt)],
  ]);
  return `${told}\nThe account holder opens this page, logs in to the bank and consents:\n${paint('bold', plain(url))}\nThe server must be running then. What came of it: zangpay sanbod status`;
}

function revokedText({ paint }: Cli, { consent, atSanbod, why }: RevokedConsent): string {
  const ended = `Consent ${consent.consentId} is revoked: nothing here uses it any more.`;
  switch (atSanbod) {
    case 'confirmed':
      return `${ended} Sanbod has confirmed it.`;
    case 'nothing':
      return `${ended} Sanbod has no token of it.`;
    case 'unconfirmed':
      return `${ended}\n${paint('red', `${why} Run this again, or let the account holder end it at the bank.`)}`;
  }
}

const HEADINGS = ['ID', 'BANK', 'ACCOUNT', 'STATUS', 'ASKED', 'SETTLED', 'TOKEN IS RENEWED'];

function consentsTable(cli: Cli, consents: readonly BankConsent[]): string {
  if (consents.length === 0) return 'No bank is connected. Ask for a consent: zangpay sanbod connect';
  const rows = consents.map((consent) => [
    consent.consentId,
    bankText(consent),
    accountText(consent),
    statusText(cli, consent.status),
    dateAndTime(consent.askedAt),
    dateAndTime(consent.revokedAt ?? consent.settledAt),
    dateAndTime(consent.renewAt),
  ]);
  return table(cli.paint, HEADINGS, rows);
}

function bankText({ provider }: BankConsent): string {
  return `${provider} ${bankByCode(provider)?.en ?? ''}`.trim();
}

function accountText({ account }: BankConsent): string {
  return account === null ? 'as chosen at the bank' : plain(account);
}

function statusText({ paint }: Cli, status: ConsentStatus): string {
  switch (status) {
    case 'connected':
      return paint('green', 'connected');
    case 'asked':
      return 'waits for the bank';
    case 'taken':
      return 'being connected';
    case 'expired':
      return paint('dim', 'link expired');
    case 'refused':
    case 'failed':
    case 'revoked':
      return paint('red', status);
  }
}

const EXAMPLES = `
Without a command it is status.

Examples:
  $ zangpay sanbod connect --provider 057
  $ zangpay sanbod status
  $ zangpay sanbod revoke con_…`;

const CONNECT_EXAMPLES = `
The page is good for 15 minutes. The bank sends the browser back to SANBOD_REDIRECT_URL, where the server must be running.

Examples:
  $ zangpay sanbod connect
  $ zangpay sanbod connect --provider 059 --account 119-813-2618257-1 --json`;

const STATUS_EXAMPLES = `
Examples:
  $ zangpay sanbod status
  $ zangpay sanbod status --json`;

const REVOKE_EXAMPLES = `
Exits with 1 while Sanbod has not confirmed it.

Examples:
  $ zangpay sanbod revoke con_…
  $ zangpay sanbod revoke con_… --json`;
