/**
 * `npm test`: the checks, then every kind of test, in the order of how soon each tells something.
 * A step that fails does not keep the next from running, so that one run shows every problem; what failed is told
 * once more at the end, where whoever sees only the end of a log finds it.
 *
 *     npm test                    everything
 *     npm test -- unit contract   only these kinds: checks, unit, golden, simulation, contract, line,
 *                                e2e, crowd
 *
 * The last line is `N passed, N failed`; a check counts as one, and so does every test.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

interface Tally {
  readonly passed: number;
  /** What failed, each with its reason. */
  readonly failed: readonly string[];
}

/** What is read of the report that vitest writes with its reporter `json`. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

interface Step {
  readonly kind: string;
  readonly name: string;
  readonly run: () => Promise<Tally>;
}

const ROOT = resolve(import.meta.dirname, '..');
const SKIPPED: Tally = { passed: 0, failed: [] };
/** What a shell answers for a program that it does not find. */
const NOT_FOUND = 127;

const STEPS: readonly Step[] = [
  check('types', 'tsc', '-p', '.'),
  check('purity of the domain', 'tsc', '-p', 'src/domain'),
  check('format, lint and import direction', 'biome', 'check'),
  check('unused code', 'knip'),
  { kind: 'checks', name: 'shell scripts', run: shellcheck },
  tests('unit'),
  tests('golden'),
  tests('simulation'),
  tests('contract'),
  tests('line'),
  tests('e2e'),
  tests('crowd'),
];

function check(name: string, program: string, ...args: readonly string[]): Step {
  return {
    kind: 'checks',
    name,
    run: async () => checked(name, await execute(program, args)),
  };
}

function checked(name: string, code: number): Tally {
  return code === 0 ? { passed: 1, failed: [] } : { passed: 0, failed: [`${name}: exit code ${code}`] };
}

/** shellcheck is no part of the set-up: where it is absent, nothing is counted. */
async function shellcheck(): Promise<Tally> {
  const scripts = ['setup.sh', '.ci/run', ...globSync('{dialplan,test}/**/*.sh', { cwd: ROOT })];
  const code = await execute('shellcheck', scripts);
  return code === NOT_FOUND ? SKIPPED : checked('shell scripts', code);
}

function tests(project: string): Step {
  return { kind: project, name: `${project} tests`, run: () => vitest(project) };
}

async function vitest(project: string): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'zangpay-test-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await execute('vitest', ['run', '--project', project, ...reporters]);
    return tally(project, code, readReport(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, testResults: [] };
  }
}

/** A run that ended badly without a failed test, or in which no test ran at all, counts as one failure. */
function tally(project: string, code: number, report: VitestReport): Tally {
  const { numPassedTests: passed } = report;
  const failed = report.testResults.flatMap(failuresIn);
  const failedOtherwise = failed.length === 0 && (code !== 0 || passed === 0);
  return {
    passed,
    failed: failedOtherwise ? [`${project} tests: exit code ${code}, ${passed} passed`] : failed,
  };
}

/** A file that failed as a whole, before its tests or after them, is one of its own. */
function failuresIn({ name, status, message, assertionResults }: VitestReport['testResults'][number]) {
  const file = relative(ROOT, name);
  const tests = assertionResults.filter((test) => test.status === 'failed');
  if (tests.length === 0 && status === 'failed') return [`${file}: ${message}`];
  return tests.map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${failureMessages[0] ?? ''}`);
}

/** Runs a program of PATH (set-up puts `node_modules/.bin` first) and gives its exit code. */
function execute(program: string, args: readonly string[]): Promise<number> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => settle(NOT_FOUND));
    child.once('close', (code) => settle(code ?? 1));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function timed(step: Step): Promise<Tally> {
  say(`test   ${step.name} …`);
  const began = performance.now();
  const { passed, failed } = await step.run();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const result = failed.length > 0 ? 'FAILED' : passed === 0 ? 'skipped' : 'passed';
  say(`test   ${step.name.padEnd(36)} ${result} ${seconds.padStart(9)} s`);
  return { passed, failed };
}

/** Returns the exit code: 0 passed, 1 something failed, 2 a kind was asked for that does not exist. */
async function main(asked: readonly string[]): Promise<number> {
  const kinds = [...new Set(STEPS.map((step) => step.kind))];
  const unknown = asked.filter((kind) => !kinds.includes(kind));
  if (unknown.length > 0) {
    say(`No kind of test is called ${unknown.join(', ')}. Choose among: ${kinds.join(', ')}.`);
    return 2;
  }
  let passed = 0;
  const failed: string[] = [];
  for (const step of STEPS.filter(({ kind }) => asked.length === 0 || asked.includes(kind))) {
    const result = await timed(step);
    passed += result.passed;
    failed.push(...result.failed);
  }
  for (const failure of failed) say(`FAILED ${failure}`);
  say(`${passed} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
