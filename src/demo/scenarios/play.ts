import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Attempt } from '../../application/ports.ts';
import type { JournalEntry } from '../../domain/call/journal.ts';
import type { PromptKey } from '../../domain/prompt/script.ts';
import { saidIn } from '../caller.ts';
import type { Money, Outcome, Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Ground, Stage } from './stage.ts';

/** What came of a scenario. */
export interface Played {
  readonly callIds: readonly string[];
  readonly said: readonly PromptKey[];
  readonly attempts: readonly Attempt[];
  /** How many of the attempts the bank has charged. */
  readonly charges: number;
  /** Empty when all is as it has to be; otherwise a sentence for each difference. */
  readonly wrong: readonly string[];
}

const Ledger = z.array(z.looseObject({ orderId: z.string() }));

/** How long the books may take to come to rest after the last call. */
const REST_TRIES = 300;
const REST_MS = 100;

/** Plays a scenario to its end, and compares what came of it with what had to come. */
export async function play(scenario: Scenario, ground: Ground): Promise<Played> {
  const { outcome } = scenario;
  const stage = new Stage(ground, SCENARIOS.indexOf(scenario));
  await scenario.act(stage);
  const { callIds } = stage;
  const journals = await Promise.all(
    callIds.map((callId, index) =>
      journalAtRest(ground, callId, endOf(outcome, index === callIds.length - 1)),
    ),
  );
  const attempts = await attemptsAtRest(ground, callIds, outcome);
  const charges = await chargesOf(ground, attempts);
  const said = journals.flat().flatMap(saidIn);
  const wrong = [
    ...sentencesWrong(said, outcome),
    ...moneyWrong({ attempts: attempts.map(({ state }) => state), charges }, outcome),
    ...journals.flatMap((entries, index) =>
      differs('the last stage', entries.at(-1)?.stage, endOf(outcome, index === journals.length - 1)),
    ),
    ...amountsWrong(attempts, outcome),
    ...languagesWrong(journals, outcome),
    ...differs('causes', (await stage.causes()).join(' '), (outcome.causes ?? []).join(' ')),
    ...(await replaysWrong(ground, callIds)),
  ];
  return { callIds, said, attempts, charges, wrong };
}

function endOf({ stage = 'ended' }: Outcome, isLast: boolean): string {
  return isLast ? stage : 'ended';
}

/** A call that was handed over has ended in the books, and may come back: its end is waited for where one is due. */
async function journalAtRest(
  { operations }: Ground,
  callId: string,
  end: string,
): Promise<readonly JournalEntry[]> {
  let entries: readonly JournalEntry[] = [];
  for (let tries = 0; tries < REST_TRIES; tries += 1) {
    const found = await operations.call(callId);
    entries = found.entries;
    if (found.call.endedAt !== null && entries.at(-1)?.stage === end) break;
    await sleep(REST_MS);
  }
  return entries;
}

/** Results go through the queue, so that the books have them a moment after the caller heard them. */
async function attemptsAtRest(
  { operations }: Ground,
  callIds: readonly string[],
  outcome: Outcome,
): Promise<readonly Attempt[]> {
  let attempts: readonly Attempt[] = [];
  for (let tries = 0; tries < REST_TRIES; tries += 1) {
    const lists = await Promise.all(callIds.map((callId) => operations.payments({ callId, limit: 50 })));
    attempts = lists.flatMap((list) => list.toReversed());
    const states = attempts.map(({ state }) => state).join();
    if (moneyOf(outcome).some((money) => money.attempts.join() === states)) break;
    await sleep(REST_MS);
  }
  return attempts;
}

function moneyOf(outcome: Outcome): readonly Money[] {
  return outcome.orElse === undefined ? [outcome] : [outcome, outcome.orElse];
}

function moneyWrong(is: Money, outcome: Outcome): readonly string[] {
  const each = moneyOf(outcome).map((due) => [
    ...differs('the attempts', is.attempts.join(' '), due.attempts.join(' ')),
    ...differs('charges at the bank', is.charges, due.charges),
  ]);
  return each.some((wrong) => wrong.length === 0) ? [] : each.flat();
}

function sentencesWrong(said: readonly PromptKey[], { hears, never = [] }: Outcome): readonly string[] {
  let at = 0;
  for (const sentence of hears) {
    const next = said.indexOf(sentence, at);
    if (next < 0) return [`"${sentence}" was not said in its place; said was: ${said.join(', ')}`];
    at = next + 1;
  }
  return never.filter((sentence) => said.includes(sentence)).map((sentence) => `"${sentence}" was said`);
}

function amountsWrong(attempts: readonly Attempt[], { amounts }: Outcome): readonly string[] {
  const are = attempts.map(({ amount }) => amount);
  return amounts === undefined ? [] : differs('the amounts', are.join(' '), amounts.join(' '));
}

function languagesWrong(
  journals: readonly (readonly JournalEntry[])[],
  { languages }: Outcome,
): readonly string[] {
  if (languages === undefined) return [];
  const last = journals.map((entries) => {
    const plays = entries.flatMap(({ commands }) => commands.filter((command) => command.type === 'Play'));
    return plays.at(-1)?.language;
  });
  return differs('languages', last.join(' '), languages.join(' '));
}

async function chargesOf({ bankUrl }: Ground, attempts: readonly Attempt[]): Promise<number> {
  const ledger = Ledger.parse(await (await fetch(`${bankUrl}/_sandbox/ledger`)).json());
  const orders = new Set<string>(attempts.map(({ orderId }) => orderId));
  return ledger.filter(({ orderId }) => orders.has(orderId)).length;
}

async function replaysWrong({ operations }: Ground, callIds: readonly string[]): Promise<readonly string[]> {
  const replays = await Promise.all(callIds.map((callId) => operations.replay(callId)));
  return replays.flatMap((replay) =>
    replay.identical ? [] : [`call ${replay.callId} replays to something else: ${replay.what}`],
  );
}

function differs(what: string, is: unknown, due: unknown): readonly string[] {
  return is === due ? [] : [`${what}: ${is || 'none'} instead of ${due || 'none'}`];
}
