import { Command, Option } from 'commander';
import { SCOPES } from '../application/ports.ts';
import { readDemoConfig } from '../config.ts';
import type { Demo, Receipt } from '../demo/demo.ts';
import { showCard } from '../domain/payment/card.ts';
import type { Cli } from './cli.ts';
import {
  LIST,
  listScenarios,
  noSuchScenario,
  outcomeReport,
  outcomeText,
  showCalls,
} from './demo-scenario.ts';
import { duration, plain, rial } from './format.ts';
import { shownPath } from './prompts-options.ts';
import { untilSignal } from './signals.ts';
import { facts } from './table.ts';
import { startTimeline } from './timeline.ts';

/** As long as anybody tries the demo out. */
const KEY_LIFE_MS = 86_400_000;

interface Flags {
  readonly keep?: true;
  readonly json?: true;
  readonly scenario?: string;
}

export function demoCommand(cli: Cli): Command {
  return new Command('demo')
    .description('Watch a payment by telephone: a real caller, a real Asterisk, the sandbox as the bank.')
    .option('--keep', 'leave everything running afterwards, and say how to go on')
    .option('--json', 'print one JSON document at the end; the call is shown on standard error')
    .addOption(
      new Option('--scenario <name>', `play one of many other calls; "${LIST}" lists them`).conflicts('keep'),
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags, command: Command) =>
      flags.scenario === undefined ? runDemo(cli, flags) : runScenario(cli, flags.scenario, flags, command),
    );
}

/** Plays a scenario; exits 1 when what came of it is not what has to come, and 2 when there is none of that name. */
async function runScenario(cli: Cli, name: string, flags: Flags, command: Command): Promise<void> {
  const { SCENARIOS } = await import('../demo/scenarios/scenarios.ts');
  if (name === LIST) return listScenarios(cli, SCENARIOS, flags.json === true);
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario === undefined) return command.error(`error: ${noSuchScenario(name, SCENARIOS)}`);
  const tell = tellerOf(cli, flags);
  const config = readDemoConfig(cli.environment);
  const { perform, scenarioFolder, startScenario } = await import('../demo/scenarios/perform.ts');
  tell(`demo   ${scenario.name}: ${scenario.about}`);
  const demo = await startScenario(config, scenario, (line) => tell(`demo   ${line}`));
  try {
    const timeline = showCalls(cli, demo, tell);
    const played = await perform(demo, scenario).finally(timeline.end);
    tell(`\n${outcomeText(cli, scenario, played)}\n\n${booksText(scenarioFolder(config.dataDir))}`);
    if (flags.json) cli.out(JSON.stringify(outcomeReport(scenario, played)));
    if (played.wrong.length > 0) cli.exit(1);
  } finally {
    await demo.close();
  }
}

/** With `--json` standard output is for the document alone. */
function tellerOf(cli: Cli, flags: Flags): (text: string) => void {
  return flags.json ? (text) => void process.stderr.write(`${text}\n`) : cli.out;
}

function booksText(folder: string): string {
  return `Its books: ZANGPAY_DATA_DIR=${folder} npx zangpay calls list`;
}

async function runDemo(cli: Cli, flags: Flags): Promise<void> {
  const tell = tellerOf(cli, flags);
  const config = readDemoConfig(cli.environment);
  const { onePayment, payOnce, startDemo } = await import('../demo/demo.ts');
  const demo = await startDemo(config, await onePayment(), (line) => tell(`demo   ${line}`));
  try {
    const timeline = showCall(cli, demo, tell);
    const receipt = await payOnce(demo).finally(timeline.end);
    tell(`\n${receiptText(cli, receipt)}\n\n${waysOn(receipt)}`);
    if (flags.json) cli.out(JSON.stringify(reportOf(receipt, config.setupMs)));
    if (flags.keep) {
      tell(`\n${keptRunning(demo, await keyOf(demo, receipt))}`);
      await untilSignal();
    }
  } finally {
    await demo.close();
  }
}

/** Shows the call as it runs, a line for each thing that happens; `end` shows what still waits. */
function showCall({ paint }: Cli, { journal }: Demo, tell: (text: string) => void) {
  const { add, end } = startTimeline('fa', paint);
  const show = (lines: readonly string[]) => {
    for (const line of lines) tell(line);
  };
  journal.watch((entry) => show(add(entry)));
  return { end: () => show(end()) };
}

function receiptText({ paint }: Cli, { payment, evidence, ledger, callMs }: Receipt): string {
  const { refId, amount, cardFirst6, cardLast4, mobile, orderId, state } = payment;
  return facts(paint, [
    ['Payment', `${state}, ${payment.attemptId}`],
    ['Amount', `${rial(amount)} Rial`],
    ['Card', showCard({ first6: cardFirst6, last4: cardLast4 })],
    ['Payer', mobile ?? '-'],
    ['Reference', plain(refId ?? '-')],
    ['Order', orderId],
    ['Recorded by', evidence.recordedBy],
    ['The bank has it', `${rial(ledger.amount)} Rial, reference ${plain(ledger.refId)}`],
    ['The call took', duration(callMs)],
  ]);
}

function reportOf(receipt: Receipt, setupMs: number | null) {
  const { callId, payment, evidence, journalEntries, callMs, ledger } = receipt;
  return {
    callId,
    paymentId: payment.attemptId,
    outcome: payment.state,
    refId: payment.refId,
    amountRial: payment.amount,
    orderId: payment.orderId,
    recordedBy: evidence.recordedBy,
    journalEntries,
    callMs,
    setupMs,
    ledger,
  };
}

function waysOn({ callId }: Receipt): string {
  return `Look at it again: npx zangpay calls show ${callId}\nReplay it:        npx zangpay replay ${callId}`;
}

/** A key of the merchant who was paid, for the API of this demo. */
async function keyOf({ server }: Demo, { payment: { merchantId } }: Receipt): Promise<string> {
  const facts = { merchantId, mode: 'test', scopes: SCOPES, ips: [], expiresInMs: KEY_LIFE_MS } as const;
  return (await server.operations.createKey(facts)).key;
}

function keptRunning(demo: Demo, key: string): string {
  const { server, sandbox, asterisk } = demo;
  return [
    'Everything goes on running; Ctrl-C ends it.',
    `Call it:      a SIP telephone on this machine, at sip:1000@${asterisk.sipHost}:${asterisk.sipPort}`,
    `The SMS:      curl ${sandbox.url}/_sandbox/sms`,
    `Test cards:   curl ${sandbox.url}/_sandbox/cards`,
    `Its health:   curl ${server.httpUrl}/health`,
    'Its calls:    npx zangpay calls list',
    `Its doctor:   . '${shownPath(demo.variables)}' && npx zangpay doctor`,
    `Its API:      ${server.httpUrl}/docs, from another terminal with`,
    `              export URL=${server.httpUrl} BANK=${sandbox.url}`,
    `              export KEY=${key}`,
  ].join('\n');
}

const EXAMPLES = `
It starts its own Asterisk, sandbox and embedded store on free ports, and keeps the books in
ZANGPAY_DATA_DIR (./data), where the other commands find them.

A scenario is another call, or several: a wrong PIN, an invoice that is paid already, an operator who
is busy. It has lines and books of its own, in ZANGPAY_DATA_DIR/scenario; it ends with what came of it,
and exits 1 when that is not what has to come.

Examples:
  $ npm run demo
  $ npm run demo -- --keep
  $ npm run demo -- --json
  $ npm run demo -- --scenario list
  $ npm run demo -- --scenario wrong-pin-then-new`;
