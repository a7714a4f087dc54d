import { Command, InvalidArgumentError, Option } from 'commander';
import type { GivenKey } from '../application/manage-keys.ts';
import { type ApiKey, type KeyMode, SCOPES, type Scope } from '../application/ports.ts';
import { isNetwork } from '../config.ts';
import { LIMIT, wholeNumber } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { dateAndTime } from './format.ts';
import { facts, table } from './table.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function keysCommand(cli: Cli): Command {
  return new Command('keys')
    .description('Give merchants keys to the API, and take them back.')
    .addHelpText('after', EXAMPLES)
    .addCommand(createCommand(cli))
    .addCommand(listCommand(cli), { isDefault: true })
    .addCommand(rotateCommand(cli))
    .addCommand(revokeCommand(cli));
}

interface CreateFlags {
  readonly merchant: string;
  readonly live?: true;
  readonly test?: true;
  readonly scopes: readonly Scope[];
  readonly expiresDays?: number;
  readonly ip: readonly string[];
  readonly json?: true;
}

function createCommand(cli: Cli): Command {
  return new Command('create')
    .description('Make a key. It is shown this once, and kept as its hash.')
    .requiredOption('--merchant <id>', 'whose key it is')
    .addOption(new Option('--live', 'moves money').conflicts('test'))
    .option('--test', 'for a server on the sandbox; so it is unless --live is given')
    .option('--scopes <list>', `what it may do, with commas: ${SCOPES.join(', ')}`, scopesOf, SCOPES)
    .option('--expires-days <count>', 'days until it ends; never when left out', wholeNumber(1, 3_650))
    .option('--ip <networks...>', 'addresses or networks that may use it; all when left out', networkOf, [])
    .option(...JSON_FLAG)
    .addHelpText('after', CREATE_EXAMPLES)
    .action(async (flags: CreateFlags) => {
      const { merchant: merchantId, scopes, ip: ips, expiresDays } = flags;
      const mode: KeyMode = flags.live === true ? 'live' : 'test';
      const expiresInMs = expiresDays === undefined ? null : expiresDays * DAY_MS;
      const given = await cli.books((operations) =>
        operations.createKey({ merchantId, mode, scopes, ips, expiresInMs }),
      );
      show(cli, flags, given, () => givenFacts(cli, given));
    });
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show keys, newest first; never the whole of one.')
    .option('--merchant <id>', 'of this merchant only')
    .option(...LIMIT)
    .option(...JSON_FLAG)
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: { merchant?: string; limit: number; json?: true }) => {
      const { merchant, limit } = flags;
      const filter = { limit, ...(merchant === undefined ? {} : { merchantId: merchant }) };
      const keys = await cli.books((operations) => operations.keys(filter));
      show(cli, flags, keys, () => keysTable(cli, keys));
    });
}

function rotateCommand(cli: Cli): Command {
  return new Command('rotate')
    .description('Make a key in the place of another, which goes on for a while.')
    .argument('<key-id>', 'the key to replace, key_…')
    .option('--overlap-hours <count>', 'for how long both are taken', wholeNumber(0, 8_760), 24)
    .option(...JSON_FLAG)
    .addHelpText('after', ROTATE_EXAMPLES)
    .action(async (keyId: string, flags: { overlapHours: number; json?: true }) => {
      const overlapMs = flags.overlapHours * HOUR_MS;
      const given = await cli.books((operations) => operations.rotateKey({ keyId, overlapMs }));
      show(cli, flags, given, () => givenFacts(cli, given));
    });
}

function revokeCommand(cli: Cli): Command {
  return new Command('revoke')
    .description('End a key at once.')
    .argument('<key-id>', 'the key to end, key_…')
    .option(...JSON_FLAG)
    .addHelpText('after', REVOKE_EXAMPLES)
    .action(async (keyId: string, flags: { json?: true }) => {
      const revoked = await cli.books((operations) => operations.revokeKey(keyId));
      show(cli, flags, revoked, () => `Key ${revoked.keyId} of ${revoked.merchantId} is revoked.`);
    });
}

function scopesOf(text: string): readonly Scope[] {
  const scopes = text.split(',').map((part) => part.trim());
  const known = SCOPES.filter((scope) => scopes.includes(scope));
  if (known.length === new Set(scopes).size) return known;
  throw new InvalidArgumentError(`Give some of: ${SCOPES.join(', ')}.`);
}

function networkOf(text: string, before: readonly string[]): readonly string[] {
  const networks = text.split(',').map((part) => part.trim());
  if (networks.every(isNetwork)) return [...before, ...networks];
  throw new InvalidArgumentError('Give addresses or networks, such as 192.0.2.7 or 10.0.0.0/8.');
}

function givenFacts(cli: Cli, { key, apiKey }: GivenKey): string {
  const told = facts(cli.paint, [
    ['Key', cli.paint('bold', key)],
    ['Id', apiKey.keyId],
    ['Merchant', apiKey.merchantId],
    ['Scopes', apiKey.scopes.join(' ')],
    ['From', apiKey.ips.join(' ') || 'everywhere'],
    ['Expires', expiryText(apiKey)],
  ]);
  return `${told}\nThe key is shown this once. Keep it where secrets are kept.`;
}

const HEADINGS = ['ID', 'PREFIX', 'MERCHANT', 'STATUS', 'MADE', 'EXPIRES', 'LAST USED', 'FROM', 'SCOPES'];

function keysTable(cli: Cli, keys: readonly ApiKey[]): string {
  if (keys.length === 0) return 'No keys yet. Make one: zangpay keys create --merchant ID';
  const rows = keys.map((key) => [
    key.keyId,
    key.prefix,
    key.merchantId,
    statusText(cli, key),
    dateAndTime(key.createdAt),
    expiryText(key),
    dateAndTime(key.lastUsedAt),
    key.ips.join(' ') || 'everywhere',
    key.scopes.join(' '),
  ]);
  return table(cli.paint, HEADINGS, rows);
}

function statusText({ paint }: Cli, { revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return paint('red', 'revoked');
  return expiresAt !== null && expiresAt <= Date.now() ? paint('red', 'expired') : paint('green', 'in force');
}

function expiryText({ expiresAt }: ApiKey): string {
  return expiresAt === null ? 'never' : dateAndTime(expiresAt);
}

const EXAMPLES = `
Examples:
  $ zangpay keys create --merchant bookshop
  $ zangpay keys list
  $ zangpay keys rotate key_… --overlap-hours 48
  $ zangpay keys revoke key_…`;

const CREATE_EXAMPLES = `
Examples:
  $ zangpay keys create --merchant bookshop
  $ zangpay keys create --merchant bookshop --live --scopes payments:read,payments:write --expires-days 365 --ip 192.0.2.7 10.0.0.0/8 --json`;

const LIST_EXAMPLES = `
Examples:
  $ zangpay keys list
  $ zangpay keys list --merchant bookshop --limit 100 --json`;

const ROTATE_EXAMPLES = `
Examples:
  $ zangpay keys rotate key_…
  $ zangpay keys rotate key_… --overlap-hours 0 --json`;

const REVOKE_EXAMPLES = `
Examples:
  $ zangpay keys revoke key_…
  $ zangpay keys revoke key_… --json`;
