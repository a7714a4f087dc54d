import { describe, expect, it } from 'vitest';
import type { CallCommandType } from '../../src/domain/call/command.ts';
import type { CallEvent, CallEventType } from '../../src/domain/call/event.ts';
import { FLOW_VERSION, type JournalEntry, replayJournal } from '../../src/domain/call/journal.ts';
import type { StageName } from '../../src/domain/call/state.ts';
import { TABLE } from '../../src/domain/call/transition.ts';
import { DECLINE_CODES } from '../../src/domain/payment/response-code.ts';
import { prompts } from '../../src/domain/prompt/script.ts';
import { BIRTH_DATE, BORN, NATIONAL_ID, PAN, PIN } from '../support/fakes.ts';
import { findLeaks } from '../support/leaks.ts';
import { OTHER_PAN, PAN_OF_NO_BANK } from './calls/life.ts';
import { CALLS, live } from './calls.ts';
import { JOURNALS, readJournal, recorded } from './journals.ts';

const journals = new Map(recorded().map((name) => [name, readJournal(name)]));
const entries = [...journals.values()].flat();

/** Every command, so that the compiler asks for a new one. */
const COMMANDS: Readonly<Record<CallCommandType, true>> = {
  LoadLinePolicy: true,
  Reject: true,
  Answer: true,
  Play: true,
  StopPlay: true,
  KeepMedia: true,
  OpenGather: true,
  CloseGather: true,
  StartTimer: true,
  StopTimer: true,
  SetNet: true,
  FindBill: true,
  CommitAttempt: true,
  CheckPayer: true,
  RequestOtp: true,
  Pay: true,
  RememberLanguage: true,
  NoteTold: true,
  OweReceipt: true,
  HandOver: true,
  AbandonAttempt: true,
  WipeSecrets: true,
  HangUp: true,
};

/** No event leads there: every call begins in it. */
const BEFORE_THE_FIRST_EVENT: StageName = 'new';

/** What a call went through, without ids and times. */
function pathOf(journal: readonly JournalEntry[]): readonly string[] {
  return journal.map(
    ({ event, stage, commands }) => `${event.type} -> ${stage}: ${commands.map(wordOf).join(', ')}`,
  );
}

function wordOf(command: JournalEntry['commands'][number]): string {
  if (command.type === 'Play') return `say ${command.prompts.map(({ key }) => key).join(' ')}`;
  return command.type === 'StartTimer' ? `${command.type} ${command.timer}` : command.type;
}

function saidIn(journal: readonly JournalEntry[]): readonly string[] {
  return journal.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.type === 'Play' ? command.prompts.map(({ key }) => key) : [])),
  );
}

describe('a recorded journal', () => {
  it.each([...journals])('%s replays to the same stages and commands', (_, journal) => {
    expect(replayJournal(journal)).toEqual({
      identical: true,
      entries: journal.length,
      stage: journal.at(-1)?.stage,
    });
  });

  it('holds a whole call', () => {
    const open = [...journals].filter(
      ([, journal]) => !['ended', 'handedOver'].includes(journal.at(-1)?.stage ?? ''),
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('holds no card, no PIN, and nothing of who pays', async () => {
    const secrets = [PAN, OTHER_PAN, PAN_OF_NO_BANK, PIN, NATIONAL_ID, BIRTH_DATE, BORN];
    expect(await findLeaks(JOURNALS, secrets)).toEqual([]);
  });
});

/** What was recorded by an older flow is replayed, and lived no more. */
const today = Object.entries(CALLS).filter(([name]) => journals.get(name)?.[0]?.flowVersion === FLOW_VERSION);

describe('a call that is lived again', () => {
  it('has its journal', () => {
    expect(Object.keys(CALLS).filter((name) => !journals.has(name))).toEqual([]);
  });

  it.each(today)('%s goes the way that was recorded', async (name, life) => {
    expect(pathOf(await live(life))).toEqual(pathOf(journals.get(name) ?? []));
  });
});

describe('the recorded journals together', () => {
  it('are of at least forty different calls, and no two are alike', () => {
    const lived = [...journals.values()].map((journal) =>
      JSON.stringify(journal.map(({ event, stage, commands }) => [event, stage, commands])),
    );
    expect(new Set(lived).size).toBe(lived.length);
    expect(lived.length).toBeGreaterThanOrEqual(40);
  });

  it('go through every stage', () => {
    const stages = new Set(entries.map(({ stage }) => stage));
    expect(Object.keys(TABLE).filter((stage) => !stages.has(stage))).toEqual([BEFORE_THE_FIRST_EVENT]);
  });

  it('have every event', () => {
    const events = new Set<CallEventType>(entries.map(({ event }) => event.type));
    expect((Object.keys(TABLE.new) as CallEventType[]).filter((event) => !events.has(event))).toEqual([]);
  });

  it('have every command', () => {
    const commands = new Set<string>(entries.flatMap((entry) => entry.commands.map(({ type }) => type)));
    expect(Object.keys(COMMANDS).filter((command) => !commands.has(command))).toEqual([]);
  });

  it('say every sentence of the script', () => {
    const said = new Set(saidIn(entries));
    expect(Object.keys(prompts).filter((key) => !said.has(key))).toEqual([]);
  });

  it('have every code with which a bank declines', () => {
    const codes = entries.flatMap(({ event }) =>
      event.type === 'PayReplied' && event.outcome.type === 'declined' ? [event.outcome.code] : [],
    );
    expect([...new Set(codes)].sort((a, b) => a - b)).toEqual(DECLINE_CODES);
  });
});

/** Whether from this event on money may have moved, as far as the call can know. */
function mayMoveMoney(event: CallEvent, stage: string | undefined): boolean {
  switch (event.type) {
    case 'LinePolicyLoaded':
      return 'caller' in event.line && event.line.caller.pending?.type === 'unknown';
    case 'PayReplied':
      return event.outcome.type !== 'notSent';
    case 'CallerDeadline':
    case 'ResultNotRecorded':
      return stage === 'pay.wait';
    case 'Resumed':
      return event.outcome !== null;
    default:
      return false;
  }
}

/** "Nothing has been taken" (call.md, "Slots"). */
describe('that nothing was taken', () => {
  it.each([...journals])('in %s is never said after money may have moved', (_, journal) => {
    const from = journal.findIndex(({ event }, index) => mayMoveMoney(event, journal[index - 1]?.stage));
    const after = from < 0 ? [] : journal.slice(from);
    expect(saidIn(after)).not.toContain('nothing.taken');
  });

  it.each([
    ['the bank sends no PIN', 'otp-refused-other-card', true],
    ['the bank cannot be reached', 'otp-not-connected-other-card', true],
    ['the bank sends no PIN after a decline', 'no-comfort-after-a-decline', false],
    ['the bank sends no PIN after a dispatch that was lost', 'comfort-after-a-lost-dispatch', true],
    ['the bank sends no PIN to a caller with a payment in doubt', 'no-comfort-for-a-caller-in-doubt', false],
    ['another process goes on at the card', 'resume-card-ask', true],
    ['another process goes on at the PIN', 'resume-pin-ask', true],
    ['another process goes on while the bank is asked', 'resume-pay-wait', false],
    ['another process goes on after a decline', 'resume-after-a-decline-without-comfort', false],
    ['the register of who pays is down', 'payer-register-down-and-stopped', true],
    ['who pays is not who they say', 'payer-mismatched-twice', true],
    ['the register is down for a caller in doubt', 'payer-in-doubt-is-not-comforted', false],
    ['another process tells what the books have', 'resume-with-the-payment-in-the-books', false],
  ] as const)('when %s (%s) is said: %s', (_, name, said) => {
    expect(saidIn(journals.get(name) ?? []).includes('nothing.taken')).toBe(said);
  });
});
