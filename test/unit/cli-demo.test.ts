import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/application/ports.ts';
import { startTimelines } from '../../src/cli/calls-timeline.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { demoCommand } from '../../src/cli/demo.ts';
import { outcomeReport, outcomeText } from '../../src/cli/demo-scenario.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { nearest } from '../../src/cli/nearest.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import type { Played } from '../../src/demo/scenarios/play.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

/** The demo's command line, as far as nothing has to be started for it. */
async function run(...words: readonly string[]) {
  const out: string[] = [];
  const cli: Cli = {
    environment: {},
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: () => undefined,
    books: () => Promise.reject(new Error('the demo opens no books of others')),
  };
  const command = demoCommand(cli).exitOverride();
  command.configureOutput({ writeErr: () => undefined, writeOut: (text) => out.push(text) });
  const failure = await new Command()
    .exitOverride()
    .addCommand(command)
    .parseAsync(['demo', ...words], { from: 'user' })
    .then(() => null, failureOf);
  return { out: out.join('\n'), failure };
}

describe('demo --scenario', () => {
  test('lists every scenario with what happens in it', async () => {
    const { out, failure } = await run('--scenario', 'list');
    expect(failure).toBeNull();
    for (const { name, about } of SCENARIOS)
      expect(out).toMatch(new RegExp(`^${name} +${literally(about)}$`, 'm'));
  });

  test('lists them as one document for programs', async () => {
    const { out } = await run('--scenario', 'list', '--json');
    expect(JSON.parse(out)).toEqual(SCENARIOS.map(({ name, about }) => ({ name, about })));
  });

  test('names the nearest ones when there is none of that name, and exits 2', async () => {
    const { out, failure } = await run('--scenario', 'wrong-pin-new');
    expect(out).toBe('');
    expect(failure).toMatchObject({ exitCode: 2, told: true });
    expect(failure?.sentence).toMatch(/no scenario wrong-pin-new\. Did you mean wrong-pin-then-new, /);
    expect(failure?.sentence).toContain('demo --scenario list');
  });

  test.each([
    [['--scenario'], 'argument missing'],
    [['--scenario', 'paid-fixed', '--keep'], 'cannot be used with'],
  ])('%j exits 2', async (words, part) => {
    const { failure } = await run(...words);
    expect(failure).toMatchObject({ exitCode: 2, sentence: expect.stringContaining(part) });
  });

  test('is in the help, with an example that exists', async () => {
    const { out } = await run('--help');
    const [, example = ''] = /--scenario ([a-z]+-[a-z-]+)/.exec(out) ?? [];
    expect(SCENARIOS.map(({ name }) => name)).toContain(example);
  });
});

describe('what came of a scenario', () => {
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error('there are scenarios');
  const attempt = {
    attemptId: 'att_1',
    state: 'paid',
    amount: 500_000,
    refId: '777',
    code: null,
    notSentReason: null,
    cardFirst6: '603799',
    cardLast4: '1004',
  } as Attempt;
  const played: Played = { callIds: ['call_1'], said: ['paid'], attempts: [attempt], charges: 1, wrong: [] };
  const cli = { paint: plainPaint } as Cli;

  test('is told when it is as it has to be', () => {
    const text = outcomeText(cli, scenario, played);
    expect(text).toMatch(/Payments +paid, 500,000 Rial, 6037 99\*\* \*\*\*\* 1004/);
    expect(text).toMatch(/The bank has +1 charge\n/);
    expect(text).toMatch(/All is +as it has to be/);
    expect(outcomeReport(scenario, played)).toMatchObject({ asItHasToBe: true, wrong: [], charges: 1 });
  });

  test('is told when it is not, with every difference', () => {
    const wrong = ['charges at the bank: 2 instead of 1', '"unknown" was said'];
    const text = outcomeText(cli, scenario, { ...played, wrong });
    for (const each of wrong) expect(text).toContain(each);
    expect(text).not.toContain('as it has to be');
    expect(outcomeReport(scenario, { ...played, wrong })).toMatchObject({ asItHasToBe: false, wrong });
  });

  test('is told when nothing was paid', () => {
    expect(outcomeText(cli, scenario, { ...played, attempts: [], charges: 0 })).toMatch(/Payments +none/);
  });
});

test('the timelines of several calls are told apart by number, and keys wait in each of them', () => {
  const entry = (callId: string, event: JournalEntry['event']): JournalEntry => ({
    ...{ callId, seq: 1, at: 0, flowVersion: 2, stage: 'card.ask', commands: [] },
    event,
  });
  const { add, end } = startTimelines(null, plainPaint);
  const lines = [
    ...add(entry('call_b', { type: 'Answered' })),
    ...add(entry('call_a', { type: 'Answered' })),
    ...add(entry('call_b', { type: 'KeyHeard', gather: 1 })),
    ...add(entry('call_a', { type: 'CallerGone', cause: 16 })),
    ...end(),
  ];
  expect(lines.map((line) => line.replace(/ .*(caller|line) +/, ' $1 '))).toEqual([
    '1 line is open',
    '2 line is open',
    '2 caller is gone',
    '1 caller keys ●',
  ]);
});

test('a sentence is shown as it was said, unless a language is asked for', () => {
  const play = { type: 'Play', play: 1, language: 'en', prompts: [{ key: 'paid' }], verdict: true } as const;
  const entry: JournalEntry = {
    ...{ callId: 'call_a', seq: 1, at: 0, flowVersion: 2, stage: 'verdict', commands: [play] },
    event: { type: 'Answered' },
  };
  expect(startTimelines(null, plainPaint).add(entry).join()).toContain('Your payment is made.');
  expect(startTimelines('fa', plainPaint).add(entry).join()).toContain('پرداخت شما انجام شد.');
});

test.each([
  ['paid-fixd', 'paid-fixed'],
  ['CARD-STAR', 'card-star'],
  ['operator', 'operator-busy'],
])('%s is nearest to %s', (typed, name) => {
  const names = ['paid-fixed', 'card-star', 'operator-busy', 'line-full'];
  expect(nearest(typed, names, 1)).toEqual([name]);
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
