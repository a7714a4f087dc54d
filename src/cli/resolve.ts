import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import type { Resolved } from '../application/resolve-payment.ts';
import type { Finding } from '../domain/payment/finding.ts';
import { digitsOf } from './arguments.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';

interface Flags {
  readonly paid?: true;
  readonly notPaid?: true;
  readonly ref?: string;
  readonly evidence: string;
  readonly who?: string;
  readonly json?: true;
}

export function resolveCommand(cli: Cli): Command {
  return new Command('resolve')
    .description('Settle a payment that is in doubt, by what you found out from the bank.')
    .argument('<id>', 'the payment, such as att_…')
    .addOption(new Option('--paid', 'the charge was made').conflicts('notPaid'))
    .addOption(new Option('--not-paid', 'the charge was not made').conflicts('ref'))
    .option('--ref <reference>', "the bank's reference of the charge", digitsOf)
    .requiredOption('--evidence <sentence>', 'how you know: kept for ever, without a card number')
    .option('--who <name>', 'who you are; your user name when left out')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (attemptId: string, flags: Flags, command: Command) => {
      const request = {
        attemptId,
        finding: findingOf(flags, command),
        evidence: flags.evidence,
        who: flags.who ?? userName(command),
      };
      const resolved = await cli.books((operations) => operations.resolve(request));
      show(cli, flags, resolved, () => resolvedText(cli, resolved));
    });
}

function findingOf({ paid, notPaid, ref }: Flags, command: Command): Finding {
  if (notPaid) return { type: 'notPaid' };
  if (!paid) command.error('error: Say which: --paid --ref REFERENCE, or --not-paid.');
  return {
    type: 'paid',
    refId: ref ?? command.error('error: A payment needs its reference: --ref REFERENCE.'),
  };
}

/** A user id without a name, as in a container, is no answer to who it was. */
function userName(command: Command): string {
  try {
    return userInfo().username;
  } catch {
    return command.error('error: Your user has no name here: say who you are with --who NAME.');
  }
}

function resolvedText({ paint }: Cli, { attempt, alarms }: Resolved): string {
  const { attemptId, state, refId } = attempt;
  const settled = `Payment ${attemptId} is ${state}${refId === null ? '' : `, reference ${refId}`}.`;
  return [settled, ...alarms.map((alarm) => paint('red', `Look at this: ${alarm}.`))].join('\n');
}

const EXAMPLES = `
A charge may be called not paid only 15 minutes after it was sent to the bank. That a bank statement lacks it
proves nothing: Shaparak settles in sums. The panel of PayStar is the place to look.

Examples:
  $ zangpay payments --unknown
  $ zangpay resolve att_… --paid --ref 123456789012 --evidence "Panel export of 2 Azar, row 14"
  $ zangpay resolve att_… --not-paid --evidence "PayStar support, ticket 5120" --who sara`;
