import { Command, InvalidArgumentError } from 'commander';
import type { IbanFound, IbanQuestion } from '../application/open-banking-operations.ts';
import { bankCodeOf, type IbanFault, judgeIban, showIban, withoutMarks } from '../domain/payout/iban.ts';
import { bankByCode } from '../domain/payout/iban-banks.ts';
import { digitsOf } from './arguments.ts';
import { askSecret } from './ask-secret.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { plain } from './format.ts';
import { facts } from './table.ts';

interface Flags {
  readonly json?: true;
}

/** @param ask reads a card: never an argument, which everybody on the machine can list */
export function ibanCommand(cli: Cli, ask: (question: string) => Promise<string> = askSecret): Command {
  return new Command('iban')
    .description('Check IBANs, and turn cards and accounts into them by Sanbod.')
    .addHelpText('after', EXAMPLES)
    .addCommand(checkCommand(cli))
    .addCommand(cardCommand(cli, ask, 'of-card', 'iban', 'Find the IBAN of a card’s account.'))
    .addCommand(ofDepositCommand(cli))
    .addCommand(toDepositCommand(cli))
    .addCommand(cardCommand(cli, ask, 'deposit-of-card', 'deposit', 'Find the account of a card.'));
}

function checkCommand(cli: Cli): Command {
  return new Command('check')
    .description('Check the check digits of an IBAN and name its bank. Asks nobody.')
    .argument('<iban...>', 'as people write it: spaces, dashes and Persian digits may be in it')
    .option(...JSON_FLAG)
    .addHelpText('after', CHECK_EXAMPLES)
    .action((parts: readonly string[], flags: Flags) => {
      const verdict = judgeIban(parts.join(''));
      if (verdict.valid) {
        show(cli, flags, verdict, ({ iban }) => ibanFacts(cli, iban));
      } else {
        show(cli, flags, { ...verdict, why: FAULTS[verdict.fault] }, ({ why }) => why);
        cli.exit(1);
      }
    });
}

function cardCommand(
  cli: Cli,
  ask: (question: string) => Promise<string>,
  name: string,
  to: 'iban' | 'deposit',
  description: string,
): Command {
  return new Command(name)
    .description(`${description} The card is asked for, or read from standard input.`)
    .option(...JSON_FLAG)
    .addHelpText('after', cardExamples(name))
    .allowExcessArguments()
    .action(async (flags: Flags, command: Command) => {
      // It is not repeated: a terminal and a log keep what is printed.
      if (command.args.length > 0) command.error(NO_ARGUMENT);
      const card = withoutMarks(await ask('Card number: '));
      await convert(cli, flags, { from: 'card', to, card });
    });
}

function ofDepositCommand(cli: Cli): Command {
  return new Command('of-deposit')
    .description('Find the IBAN of an account.')
    .argument('<account>', 'its number, as the bank writes it')
    .requiredOption('--bank <code>', 'the code of its bank, such as 057', codeOf)
    .option(...JSON_FLAG)
    .addHelpText('after', OF_DEPOSIT_EXAMPLES)
    .action(async (depositNumber: string, flags: Flags & { readonly bank: string }) => {
      await convert(cli, flags, { from: 'deposit', depositNumber, provider: flags.bank });
    });
}

function toDepositCommand(cli: Cli): Command {
  return new Command('to-deposit')
    .description('Find the account of an IBAN.')
    .argument('<iban>', 'the IBAN')
    .option(...JSON_FLAG)
    .addHelpText('after', TO_DEPOSIT_EXAMPLES)
    .action(async (iban: string, flags: Flags) => {
      await convert(cli, flags, { from: 'iban', iban });
    });
}

const NO_ARGUMENT =
  'error: A card number is never an argument: everybody on this machine can list the arguments of a command. Give it when it is asked for, or on standard input.';

async function convert(cli: Cli, flags: Flags, question: IbanQuestion): Promise<void> {
  const found = await cli.books((operations) => operations.convertIban(question));
  show(cli, flags, found, () => foundFacts(cli, found));
}

function foundFacts(cli: Cli, { kind, value }: IbanFound): string {
  return kind === 'iban' ? ibanFacts(cli, value) : facts(cli.paint, [['Account', plain(value)]]);
}

function ibanFacts({ paint }: Cli, iban: string): string {
  const code = bankCodeOf(iban);
  const bank = bankByCode(code);
  return facts(paint, [
    ['IBAN', showIban(iban)],
    ['Bank', bank === null ? `${code}, which is not in our table` : `${bank.en}, ${bank.fa} (${code})`],
  ]);
}

export function codeOf(text: string): string {
  const code = digitsOf(text);
  if (/^\d{3}$/.test(code)) return code;
  throw new InvalidArgumentError('Give the three digits of a bank, such as 057.');
}

const FAULTS: Readonly<Record<IbanFault, string>> = {
  noCountry: 'This is no IBAN: an IBAN of Iran begins with IR and has 24 digits after it.',
  otherCountry: 'This is no IBAN of Iran: one begins with IR and has 24 digits after it.',
  notDigits: 'This is no IBAN: after IR there are 24 digits and nothing else.',
  length: 'This is no IBAN: after IR there are 24 digits, no more and no fewer.',
  checkDigits: 'The check digits are wrong: a digit is missing, wrong, or has changed its place.',
};

const EXAMPLES = `
A card number is never an argument: everybody on this machine can list the arguments of a command. It is asked for, or
read from standard input.

Examples:
  $ zangpay iban check IR41 0590 0119 8130 2618 2570 01
  $ zangpay iban of-card
  $ zangpay iban of-deposit 119-813-2618257-1 --bank 059
  $ zangpay iban to-deposit IR410590011981302618257001
  $ zangpay iban deposit-of-card --json < card.txt`;

const CHECK_EXAMPLES = `
Exits with 1 when it is none.

Examples:
  $ zangpay iban check IR410590011981302618257001
  $ zangpay iban check IR41 0590 0119 8130 2618 2570 01 --json`;

const OF_DEPOSIT_EXAMPLES = `
Examples:
  $ zangpay iban of-deposit 119-813-2618257-1 --bank 059
  $ zangpay iban of-deposit 119-813-2618257-1 --bank 059 --json`;

const TO_DEPOSIT_EXAMPLES = `
Examples:
  $ zangpay iban to-deposit IR410590011981302618257001
  $ zangpay iban to-deposit IR410590011981302618257001 --json`;

function cardExamples(name: string): string {
  return `
A card number is never an argument: everybody on this machine can list the arguments of a command.

Examples:
  $ zangpay iban ${name}
  $ zangpay iban ${name} --json < card.txt`;
}
