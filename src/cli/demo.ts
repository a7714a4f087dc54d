import { Command } from 'commander';
import { readDemoConfig } from '../config.ts';
import type { Demo, Receipt } from '../demo/demo.ts';
import { showCard } from '../domain/payment/card.ts';
import type { Cli } from './cli.ts';
import { duration, plain, rial } from './format.ts';
import { untilSignal } from './signals.ts';
import { facts } from './table.ts';
import { startTimeline } from './timeline.ts';

interface Flags {
  readonly keep?: true;
  readonly json?: true;
}

export function demoCommand(cli: Cli): Command {
  return new Command('demo')
    .description('Watch a payment by telephone: a real caller, a real Asterisk, the sandbox as the bank.')
    .option('--keep', 'leave everything running afterwards, and say how to go on')
    .option('--json', 'print one JSON document at the end; the call is shown on standard error')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => runDemo(cli, flags));
}

async function runDemo(cli: Cli, flags: Flags): Promise<void> {
  const tell = flags.json ? (text: string) => void process.stderr.write(`${text}\n`) : cli.out;
  const config = readDemoConfig(cli.environment);
  const { payOnce, startDemo } = await import('../demo/demo.ts');
  const demo = await startDemo(config, (line) => tell(`demo   ${line}`));
  try {
    const timeline = showCall(cli, demo, tell);
    const receipt = await payOnce(demo).finally(timeline.end);
    tell(`\n${receiptText(cli, receipt)}\n\n${waysOn(receipt)}`);
    if (flags.json) cli.out(JSON.stringify(reportOf(receipt, config.setupMs)));
    if (flags.keep) {
      tell(`\n${keptRunning(demo)}`);
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
    ['Payer', mobile],
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

function keptRunning({ server, sandbox, asterisk }: Demo): string {
  return [
    'Everything goes on running; Ctrl-C ends it.',
    `Call it:      a SIP telephone on this machine, at sip:1000@${asterisk.sipHost}:${asterisk.sipPort}`,
    `The SMS:      curl ${sandbox.url}/_sandbox/sms`,
    `Test cards:   curl ${sandbox.url}/_sandbox/cards`,
    `Its health:   curl ${server.httpUrl}/health`,
    'Its calls:    npx zangpay calls list',
  ].join('\n');
}

const EXAMPLES = `
It starts its own Asterisk, sandbox and embedded store on free ports, and keeps the books in
ZANGPAY_DATA_DIR (./data), where the other commands find them.

Examples:
  $ npm run demo
  $ npm run demo -- --keep
  $ npm run demo -- --json`;
