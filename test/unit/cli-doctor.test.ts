import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../src/application/diagnose.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { doctorCommand } from '../../src/cli/doctor.ts';
import { plainPaint } from '../../src/cli/paint.ts';

const WELL: Diagnosis = {
  ok: true,
  checks: [
    { check: 'settings', status: 'ok', note: 'fine' },
    { check: 'sanbod', status: 'notSetUp', note: 'SANBOD_CLIENT_ID is not set' },
  ],
};
const ILL: Diagnosis = {
  ok: false,
  checks: [
    { check: 'settings', status: 'ok', note: 'fine' },
    { check: 'database', status: 'failed', note: 'away\u001b[2J', remedy: 'Start it.' },
    { check: 'database.clock', status: 'skipped', note: 'needs database' },
  ],
};

async function run(words: string[], diagnosis: Diagnosis) {
  const out: string[] = [];
  const progress: string[] = [];
  let exitCode = 0;
  const cli: Cli = {
    environment: {},
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: (code) => {
      exitCode = code;
    },
    books: () => Promise.reject(new Error('not used here')),
  };
  const command = doctorCommand(cli, { show: (text) => progress.push(text) }, async (_reading, options) => {
    options?.begin?.(diagnosis.checks.map(({ check }) => check));
    for (const result of diagnosis.checks) options?.tell?.(result);
    return diagnosis;
  });
  await new Command().addCommand(command).parseAsync(['doctor', ...words], { from: 'user' });
  return { text: out.join('\n'), progress, exitCode };
}

test('a table in groups says what failed and what to do, and exits with 1', async () => {
  const { text, exitCode } = await run([], ILL);
  expect(text).toContain(
    'The books\n  failed      database        away [2J\n                              → Start it.\n  skipped     database.clock  needs database',
  );
  expect(text).toContain('1 check failed.');
  expect(text).not.toContain('\u001b');
  expect(exitCode).toBe(1);
});

test('where nothing is wrong it says so, exits with 0, and leaves empty groups out', async () => {
  const { text, exitCode } = await run([], WELL);
  expect(text).toBe(
    'This machine\n  ok          settings  fine\n\nSanbod\n  not set up  sanbod  SANBOD_CLIENT_ID is not set\n\nNothing is wrong.',
  );
  expect(exitCode).toBe(0);
});

test('for programs it prints the one document', async () => {
  const { text, exitCode } = await run(['--json'], ILL);
  expect(JSON.parse(text)).toEqual(ILL);
  expect(exitCode).toBe(1);
});

test('whoever waits sees what for, and the line is empty in the end', async () => {
  const { progress } = await run([], ILL);
  expect(progress).toEqual([
    'Waiting for settings and 2 more…',
    'Waiting for database and 1 more…',
    'Waiting for database.clock…',
    '',
    '',
  ]);
});
