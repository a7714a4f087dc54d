/**
 * `npm run simulate`: the application layer in simulated worlds, judged by an auditor that shares no code
 * with it. See `--help`.
 */
import { parseArgs } from 'node:util';
import { replay, type Simulation, type SimulationEnd } from './simulate.ts';
import { simulateOnAllCores } from './workers.ts';

const HELP = `Simulates calls from one seed and judges them by the bank's own ledger and by what was said on the line.
The line is as lines are: its events come late, twice, or not at all. The same seed gives the same end.

Usage: npm run simulate -- [options]

  --faults     services away, answers lost and late, a hostile bank, processes killed and stopped
  --calls N    how many calls (default 1000)
  --seed S     what all chance comes from, a whole number (default 1)
  --call I     replay: tell what happened to call I; give the other options as they were
  --json       one line of JSON
  --help       this text

Exit codes: 0 no violation, 1 violations, 2 wrong use.

Examples:
  npm run simulate -- --faults --calls 50000 --seed 7 --json
  npm run simulate -- --faults --calls 50000 --seed 7 --call 1234
`;

const OPTIONS = {
  faults: { type: 'boolean', default: false },
  calls: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  call: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function read(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const number = (name: 'calls' | 'seed' | 'call', low: number, given: string) => {
    const value = Number(given);
    if (!Number.isSafeInteger(value) || value < low) throw new Error(`--${name} must be a whole number.`);
    return value;
  };
  const calls = number('calls', 1, values.calls);
  const seed = number('seed', 0, values.seed);
  const call = values.call === undefined ? null : number('call', 0, values.call);
  if (call !== null && call >= calls) throw new Error(`--call must be less than --calls, ${calls}.`);
  return { ...values, calls, seed, call };
}

function summary(end: SimulationEnd, { seed }: Simulation, ms: number): string {
  const { calls, paid, declined, unknown, notSent, charged, violations } = end;
  return [
    `${calls} calls in ${(ms / 1_000).toFixed(1)} s (seed ${seed})`,
    `attempts: ${paid} paid, ${declined} declined, ${unknown} unknown, ${notSent} not sent`,
    `the bank: ${charged} charges`,
    ...violations.map(
      ({ invariant, what, replay: how }) =>
        `VIOLATION of ${typeof invariant === 'number' ? 'invariant' : 'the rule'} ${invariant}: ${what}\n  npm run simulate -- ${how}`,
    ),
    violations.length === 0 ? 'no violation' : `${violations.length} violations`,
  ].join('\n');
}

function progressOn(calls: number): (done: number) => void {
  let told = Date.now();
  return (done) => {
    if (Date.now() - told < 5_000) return;
    told = Date.now();
    process.stderr.write(`${done} of ${calls} calls\n`);
  };
}

async function main(args: readonly string[]): Promise<number> {
  let asked: ReturnType<typeof read>;
  try {
    asked = read(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error} See --help.\n`);
    return 2;
  }
  const { faults, calls, seed, call, json, help } = asked;
  if (help) {
    say(HELP);
    return 0;
  }
  const simulation: Simulation = { faults, calls, seed, progress: progressOn(calls) };
  if (call !== null) {
    say(await replay(simulation, call));
    return 0;
  }
  const began = performance.now();
  const end = await simulateOnAllCores(simulation);
  const ms = Math.round(performance.now() - began);
  const { digests: _, violations, ...tally } = end;
  say(json ? JSON.stringify({ ...tally, violations, seed, ms }) : summary(end, simulation, ms));
  return violations.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
