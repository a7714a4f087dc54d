import { Command } from 'commander';
import type { CheckResult, Diagnosis } from '../application/diagnose.ts';
import { readConfigAnyway } from '../config.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { count, plain } from './format.ts';
import type { Style } from './paint.ts';
import { table } from './table.ts';

/**
 * @param progress where it is shown what is still waited for: a terminal, or null where there is none
 * @param examine looks at everything
 */
export function doctorCommand(cli: Cli, progress = terminal(), examine: Examine = examineLazily): Command {
  return new Command('doctor')
    .description('Look at everything that a server stands on, and say what is wrong and what to do.')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { json?: true }) => {
      const shown = waiting(progress);
      const diagnosis = await examine(readConfigAnyway(cli.environment), shown).finally(shown.end);
      show(cli, flags, diagnosis, () => diagnosisText(cli, diagnosis));
      if (!diagnosis.ok) cli.exit(1);
    });
}

type Examine = typeof import('../compose/doctor.ts').examine;

/** The other commands do without what it takes. */
const examineLazily: Examine = async (...given) => (await import('../compose/doctor.ts')).examine(...given);

/** What progress is shown on: a text, or nothing, stands alone in its last line. */
export interface Progress {
  show(text: string): void;
}

function terminal(): Progress | null {
  if (!process.stderr.isTTY) return null;
  return { show: (text) => void process.stderr.write(`\r\u001b[K${text}`) };
}

/** Shows what is still waited for, so that nobody sits before an empty screen while a service is silent. */
function waiting(progress: Progress | null) {
  const left = new Set<string>();
  const tell = () => {
    const [first, ...others] = left;
    if (first === undefined) return progress?.show('');
    progress?.show(`Waiting for ${first}${others.length === 0 ? '' : ` and ${others.length} more`}…`);
  };
  return {
    begin(names: readonly string[]) {
      for (const name of names) left.add(name);
      tell();
    },
    tell({ check }: CheckResult) {
      left.delete(check);
      tell();
    },
    end: () => progress?.show(''),
  };
}

/** The groups of the table, each with the first parts of its checks' names. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['This machine', ['settings', 'disk', 'prompts', 'clock']],
  ['The books', ['database', 'queue']],
  ['Asterisk', ['asterisk']],
  ['PayStar', ['paystar']],
  ['Sanbod', ['sanbod']],
  ['Kavenegar', ['kavenegar']],
  ['The running server', ['server']],
];

const STATUSES: Readonly<Record<CheckResult['status'], readonly [Style, string]>> = {
  ok: ['green', 'ok'],
  failed: ['red', 'failed'],
  skipped: ['yellow', 'skipped'],
  notSetUp: ['dim', 'not set up'],
};

function diagnosisText(cli: Cli, { ok, checks }: Diagnosis): string {
  const { paint } = cli;
  const groups = GROUPS.flatMap(([title, names]) => {
    const own = checks.filter(({ check }) => names.includes(check.split('.')[0] ?? ''));
    const rows = own.flatMap((result) => rowsOf(cli, result));
    return own.length === 0 ? [] : [`${paint('bold', title)}\n${table(paint, [], rows)}`];
  });
  const failed = checks.filter(({ status }) => status === 'failed').length;
  const verdict = ok
    ? paint('green', 'Nothing is wrong.')
    : paint('red', `${count(failed, 'check')} failed. What to do is said below each.`);
  return [...groups, verdict].join('\n\n');
}

function rowsOf({ paint }: Cli, { check, status, note, remedy }: CheckResult): string[][] {
  const [style, word] = STATUSES[status];
  const row = [`  ${paint(style, word.padEnd(WIDEST))}`, check, plain(note)];
  return remedy === undefined ? [row] : [row, ['', '', paint('bold', `→ ${plain(remedy)}`)]];
}

const WIDEST = Math.max(...Object.values(STATUSES).map(([, word]) => word.length));

const EXAMPLES = `
It changes nothing, charges nothing, and starts nothing. What needs something that failed is skipped. A server that
runs on ZANGPAY_DATA_DIR is asked about itself; without one everything is looked at from here. It asks PayStar and
Sanbod for a key and a token, as a server does when it starts.

Exits with 0 when nothing is wrong, 1 when a check failed, 2 when it was used wrongly.

Examples:
  $ zangpay doctor
  $ zangpay doctor --json
  $ zangpay doctor --json | jq '.checks[] | select(.status == "failed")'`;
