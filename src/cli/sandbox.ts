import { Command } from 'commander';
import { people } from '../sandbox/people.ts';
import { type Sandbox, SandboxRefused, startSandbox } from '../sandbox/sandbox.ts';
import { SERVICES_HELP } from '../sandbox/services.ts';
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

/** `zangpay sandbox`: PayStar's telephone gateway, a bank in memory and the services beside it, until it is ended. */
export function sandboxCommand(settings: { readonly defaultPort: number }): Command {
  return new Command('sandbox')
    .description(
      'Start a PayStar telephone gateway with test cards, an SMS inbox and a ledger, and its other services.',
    )
    .option('--port <port>', 'port; 0 takes a free one', wholeNumber(0, 65_535), settings.defaultPort)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--pin-length <digits>', 'digits of a PIN', wholeNumber(5, 8), 6)
    .option('--pin-life <seconds>', 'how long a PIN lives', wholeNumber(1, 3_600), 120)
    .option('--invoice-ids', 'give each order an id of the gateway’s own, which panels must pay with')
    .option('--hostile', 'charge repeated orders again, lose answers, charge under error codes')
    .option('--seed <number>', 'what hostility comes from', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--json', 'print one JSON document when it is ready')
    .addHelpText('after', () => `\nTest cards:\n${cardTable()}\n\n${servicesText()}\n${EXAMPLES}`)
    .action(run);
}

const EXAMPLES = `
Examples:
  $ zangpay sandbox
  $ zangpay sandbox --port 0 --pin-length 8 --json
  $ zangpay sandbox --hostile --seed 7
  $ curl "http://127.0.0.1:3900/_sandbox/sms?pan_last4=1004"
  $ curl http://127.0.0.1:3900/_sandbox/messages
  $ curl -H 'content-type: application/json' -d '{"advanceMs":86400000}' http://127.0.0.1:3900/_sandbox/clock
  $ curl -H 'content-type: application/json' -d '{"service":"send","fault":{"kind":"code","code":418},"times":1}' \\
      http://127.0.0.1:3900/_sandbox/faults
  $ curl -X DELETE http://127.0.0.1:3900/_sandbox/faults`;

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

function asJson({ url, gatewayUrl, port, environment }: Sandbox) {
  const cards = testCards.map(({ number, name, happens }) => ({ number, name, happens }));
  const at = (view: string) => `${url}/_sandbox/${view}`;
  const views = { sms: at('sms'), ledger: at('ledger'), messages: at('messages') };
  return { url, gatewayUrl, port, ...views, cards, people, environment };
}

function asText({ url, gatewayUrl, environment }: Sandbox): string {
  return `The sandbox listens on ${url} (PAYSTAR_BASE_URL=${gatewayUrl}).

Test cards:
${cardTable()}
Any other card with a right check digit is paid.

${servicesText()}

To point a server at all of it:
${Object.entries(environment)
  .map(([name, value]) => `  ${name}=${value}`)
  .join('\n')}

The PIN that the bank "texted":  curl "${url}/_sandbox/sms?pan_last4=1004"
What was charged:                curl ${url}/_sandbox/ledger
The messages that were sent:     curl ${url}/_sandbox/messages
Ctrl-C ends it.`;
}

function cardTable(): string {
  const rows = testCards.map(({ number, name, happens }) => `  ${number}  ${name.padEnd(15)}  ${happens}`);
  return rows.join('\n');
}

/** Who is in the registers, and by which rules the services answer. */
function servicesText(): string {
  const rows = people.map(
    ({ name, nationalId, birthDate, jalaliBirthDate, mobiles, cards }) =>
      `  ${name.padEnd(8)}  ${nationalId}  ${birthDate} (${jalaliBirthDate})  ${[...mobiles, ...cards].join(' ')}`,
  );
  return ['Test people:', ...rows, ...SERVICES_HELP].join('\n');
}
