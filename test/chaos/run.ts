/**
 * `npm run chaos`: real calls on a real Asterisk, with a hostile bank, PostgreSQL and Redis, while processes are
 * killed and services taken away; judged by the bank's own ledger. See `--help`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Judgement, judge, unsettled } from './auditor.ts';
import { chaos } from './faults.ts';
import { pays } from './payer.ts';
import { invite } from './people.ts';
import { openPlace, type Place } from './place.ts';

const HELP = `Calls while everything goes wrong, and judges by the bank's own ledger.

Usage: npm run chaos -- [options]

  --calls N       how many payers dial; some dial again (default 60)
  --processes N   1: a process that is killed starts again. 2: one of two is killed for ever (default 1)
  --at-once N     how many payers are on the line together (default 16)
  --seed S        what the bank's hostility comes from (default 1)
  --json          one line of JSON on stdout; progress is on stderr
  --help          this text

Exit codes: 0 all is right, 1 something is wrong, 2 wrong use.

Examples:
  npm run chaos -- --calls 60 --json
  npm run chaos -- --processes 2 --json
`;

const OPTIONS = {
  calls: { type: 'string', default: '60' },
  processes: { type: 'string', default: '1' },
  'at-once': { type: 'string', default: '16' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** After the last fault everything must come to rest within this: what the sweeper waits for, and a margin. */
const REST_MS = 150_000;

function read(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const number = (name: 'calls' | 'processes' | 'at-once' | 'seed', low: number, high: number) => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value >= low && value <= high) return value;
    throw new Error(`--${name} must be a whole number from ${low} to ${high}.`);
  };
  return {
    calls: number('calls', 1, 10_000),
    processes: number('processes', 1, 2),
    atOnce: number('at-once', 1, 50),
    seed: number('seed', 0, 2 ** 32 - 1),
    json: values.json,
    help: values.help,
  };
}

type Asked = ReturnType<typeof read>;

function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

async function run({ calls, processes, atOnce, seed }: Asked) {
  const began = performance.now();
  const apps = processes === 1 ? ['zangpay'] : ['first', 'second'];
  tell('starting Asterisk, PostgreSQL, Redis, the bank and the server');
  const place = await openPlace(apps, seed);
  try {
    const people = await invite(place, calls);
    let over = false;
    const waiting = [...people];
    let done = 0;
    const paying = async (): Promise<number> => {
      let made = 0;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        place.keyed.add(next.card);
        made += await pays(place, next);
        done += 1;
        if (done % 10 === 0) tell(`${done} of ${calls} payers are done`);
      }
      return made;
    };
    const faults = chaos(
      place,
      () => over,
      (fault) => tell(fault),
    );
    const made = await Promise.all(Array.from({ length: Math.min(atOnce, calls) }, paying));
    over = true;
    const { happened, deaf } = await faults;
    tell('no more faults: everything comes to rest');
    await rest(place);
    const judgement = await judge(place, deaf);
    const seconds = Math.round((performance.now() - began) / 1_000);
    return {
      calls: made.reduce((sum, each) => sum + each, 0),
      ...judgement,
      faults: happened,
      seed,
      seconds,
    };
  } finally {
    await place.close();
  }
}

async function rest(place: Place): Promise<void> {
  const deadline = Date.now() + REST_MS;
  while ((await unsettled(place)) > 0 && Date.now() < deadline) await sleep(500);
}

/** Every line says in words what is wrong; none when all is right. */
function faultsOf(end: Judgement, processes: number): readonly string[] {
  const mustBeNone = [
    'doubleCharged',
    'lostResults',
    'falseVerdicts',
    'wronglySettled',
    'unsettled',
    'leaks',
  ] as const;
  return [
    ...mustBeNone.filter((name) => end[name] !== 0).map((name) => `${name} is ${end[name]}, not 0`),
    ...(end.charged === end.paid + end.unknownCharged ? [] : ['charged is not paid + unknownCharged']),
    ...(end.resumedInMidEntry > 0 ? [] : ['no call that was lost in mid-entry was resumed']),
    // Of two processes one is killed once: whether the bank then takes the card of that one caller is chance.
    ...(end.resumedInMidEntryAndPaid > 0 || processes > 1
      ? []
      : ['no call that was lost in mid-entry was resumed and paid']),
  ];
}

async function main(args: readonly string[]): Promise<number> {
  let asked: Asked;
  try {
    asked = read(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error} See --help.\n`);
    return 2;
  }
  if (asked.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const end = await run(asked);
  const wrong = faultsOf(end, asked.processes);
  process.stdout.write(`${asked.json ? JSON.stringify(end) : JSON.stringify(end, null, 2)}\n`);
  for (const each of wrong) process.stderr.write(`WRONG: ${each}\n`);
  return wrong.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
