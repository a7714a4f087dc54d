import { Command } from 'commander';
import { ConfigFault, readSandboxPort, VERSION } from '../config.ts';
import { applyCommand } from './apply.ts';
import { callCommand } from './call.ts';
import { callsCommand } from './calls.ts';
import type { Cli } from './cli.ts';
import { configCommand } from './config.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { ibanCommand } from './iban.ts';
import { invoicesCommand } from './invoices.ts';
import { keysCommand } from './keys.ts';
import { merchantsCommand } from './merchants.ts';
import { migrateCommand } from './migrate.ts';
import { paymentsCommand } from './payments.ts';
import { promptsCommand } from './prompts.ts';
import { receiptsCommand } from './receipts.ts';
import { replayCommand } from './replay.ts';
import { resolveCommand } from './resolve.ts';
import { sanbodCommand } from './sanbod.ts';
import { sandboxCommand } from './sandbox.ts';
import { serveCommand } from './serve.ts';
import { webhooksCommand } from './webhooks.ts';

/** `zangpay` with all its commands. What they throw is for the caller to tell (failure.ts). */
export function createProgram(cli: Cli): Command {
  const program = new Command('zangpay')
    .description('Card payments over the telephone.')
    .version(VERSION)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(zangpay COMMAND --help shows examples)');
  const commands = [
    demoCommand(cli),
    serveCommand(cli),
    sandbox(cli),
    callCommand(cli),
    applyCommand(cli),
    merchantsCommand(cli),
    invoicesCommand(cli),
    keysCommand(cli),
    paymentsCommand(cli),
    resolveCommand(cli),
    callsCommand(cli),
    replayCommand(cli),
    receiptsCommand(cli),
    webhooksCommand(cli),
    sanbodCommand(cli),
    ibanCommand(cli),
    migrateCommand(cli),
    configCommand(cli),
    doctorCommand(cli),
    promptsCommand(cli),
  ];
  for (const command of commands) program.addCommand(command);
  return throwing(program);
}

/** A wrong SANDBOX_PORT is told when the sandbox is started: the other commands do without it. */
function sandbox(cli: Cli): Command {
  const port = readSandboxPort(cli.environment);
  if (!(port instanceof ConfigFault)) return sandboxCommand({ defaultPort: port });
  return sandboxCommand({ defaultPort: 0 }).hook('preAction', () => {
    throw port;
  });
}

/** Makes a command and all below it throw where commander would end the process. */
function throwing(command: Command): Command {
  for (const below of command.commands) throwing(below);
  return command.exitOverride();
}

const EXAMPLES = `
Examples:
  $ npm run demo                                a payment by telephone, with nothing to set up
  $ npx zangpay apply merchants.example.yaml
  $ npx zangpay serve
  $ npx zangpay calls show call_… --language fa`;
