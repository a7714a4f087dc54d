import { Command } from 'commander';
import { type Sandbox, SandboxRefused, startSandbox } from '../sandbox/sandbox.ts';
import { testCards } from '../sandbox/test-cards.ts';
import { wholeNumber } from './arguments.ts';
import { untilSignal } from './signals.ts';

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly pinLength: number;
  readonly pinLife: number;
  readonly invoiceIds?: true;
  readonly hostile?: true;
  readonly seed: number;
  readonly json?: true;
}

/** `zangpay sandbox`: PayStar's telephone gateway and a bank in memory, until it is ended. */
export function sandboxCommand(settings: { readonly defaultPort: number }): Command {
  return new Command('sandbox')
    .description('Start a PayStar telephone gateway with test cards, an SMS inbox and a ledger.')
    .option('--port <port>', 'port; 0 takes a free one', wholeNumber(0, 65_535), settings.defaultPort)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--pin-length <digits>', 'digits of a PIN', wholeNumber(5, 8), 6)
    .option('--pin-life <seconds>', 'how long a PIN lives', wholeNumber(1, 3_600), 120)
    .option('--invoice-ids', 'give each order an id of the gateway’s own, which panels must pay with')
    .option('--hostile', 'charge repeated orders again, lose answers, charge under error codes')
    .option('--seed <number>', 'what hostility comes from', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--json', 'print one JSON document when it is ready')
    .addHelpText('after', () => `\nTest cards:\n${cardTable()}\n${EXAMPLES}`)
    .action(run);
}

const EXAMPLES = `
Examples:
  $ zangpay sandbox
  $ zangpay sandbox --port 0 --pin-length 8 --json
  $ zangpay sandbox --hostile --seed 7
  $ curl "http://127.0.0.1:3900/_sandbox/sms?pan_last4=1004"`;

async function run(flags: Flags): Promise<void> {
  const { host, port, pinLength, pinLife, seed } = flags;
  const temper = flags.hostile === true ? { hostile: { seed } } : {};
  try {
    const invoiceIds = flags.invoiceIds === true;
    const pinLifeMs = pinLife * 1_000;
    const sandbox = await startSandbox({ host, port, pinLength, pinLifeMs, invoiceIds, ...temper });
    const ended = untilSignal();
    process.stdout.write(`${flags.json === true ? JSON.stringify(asJson(sandbox)) : asText(sandbox)}\n`);
    await ended;
    await sandbox.close();
  } catch (error) {
    if (!(error instanceof SandboxRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function asJson({ url, gatewayUrl, port }: Sandbox) {
  const cards = testCards.map(({ number, name, happens }) => ({ number, name, happens }));
  return { url, gatewayUrl, port, sms: `${url}/_sandbox/sms`, ledger: `${url}/_sandbox/ledger`, cards };
}

function asText({ url, gatewayUrl }: Sandbox): string {
  return `The sandbox listens on ${url} (PAYSTAR_BASE_URL=${gatewayUrl}).

Test cards:
${cardTable()}
Any other card with a right check digit is paid.

The PIN that the bank "texted":  curl "${url}/_sandbox/sms?pan_last4=1004"
What was charged:                curl ${url}/_sandbox/ledger
Ctrl-C ends it.`;
}

function cardTable(): string {
  const rows = testCards.map(({ number, name, happens }) => `  ${number}  ${name.padEnd(15)}  ${happens}`);
  return rows.join('\n');
}
