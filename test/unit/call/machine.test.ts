import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallEvent, CallEventType, CallerRecord } from '../../../src/domain/call/event.ts';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { isTalking, type StageName } from '../../../src/domain/call/state.ts';
import { TABLE } from '../../../src/domain/call/transition.ts';
import type { LinePolicy } from '../../../src/domain/merchant/line.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';
import { CARD, Conversation, PIN, POLICY } from '../../support/conversation.ts';

const id = fc.constantFrom('att_1', 'att_2', 'att_3');
const gatherOrPlay = fc.nat(12);
const BILL = { billId: 'bill_1', amount: 500_000, invoiceId: null };

const OFFERS = ['102038', '44556678'].map((code) => ({ bill: BILL, code }));

/** Any event, at any time, with ids that sometimes fit. */
const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constant<CallEvent>({ type: 'BillFound', bill: BILL }),
  fc.constantFrom<CallEvent>(
    { type: 'BillsFound', offers: [] },
    { type: 'BillsFound', offers: OFFERS },
    { type: 'BillRefused', why: 'notFound' },
    { type: 'BillRefused', why: 'paid' },
    { type: 'AttemptRefused', why: 'pinBudget' },
    { type: 'AttemptRefused', why: 'storeDown' },
    { type: 'AttemptRefused', why: 'expired' },
    { type: 'AttemptRefused', why: 'payerUnknown' },
    { type: 'CallerDeadline' },
    { type: 'PinExpired' },
    { type: 'CallLimitNear' },
    { type: 'WaitedMore' },
    { type: 'CallerGone', cause: 16 },
    { type: 'KeysIgnored', count: 1 },
    { type: 'LineGap', ms: 100 },
    { type: 'Resumed', outcome: null },
  ),
  fc.constantFrom<CallEvent>(
    { type: 'GatewayOpened' },
    { type: 'GatewayClosed' },
    { type: 'OperatorEnded', operator: 'busy' },
  ),
  id.map<CallEvent>((attemptId) => ({
    type: 'AttemptCommitted',
    attemptId,
    orderId: '123456',
    habit: NO_HABIT,
  })),
  fc
    .tuple(id, fc.constantFrom('accepted', 'unknown', 'notConnected'))
    .map<CallEvent>(([attemptId, type]) => ({
      type: 'OtpReplied',
      attemptId,
      otp: { type } as { type: 'accepted' },
      tookMs: 5,
    })),
  fc
    .tuple(
      id,
      fc.constantFrom(
        { type: 'paid', refId: '123456' } as const,
        { type: 'declined', code: 55 } as const,
        { type: 'declined', code: 51 } as const,
        { type: 'unknown', why: 'timeout', code: null } as const,
      ),
    )
    .map<CallEvent>(([attemptId, outcome]) => ({ type: 'PayReplied', attemptId, outcome, tookMs: 5 })),
  id.map<CallEvent>((attemptId) => ({ type: 'ResultRecorded', attemptId, by: 'queue' })),
  id.map<CallEvent>((attemptId) => ({ type: 'ResultNotRecorded', attemptId })),
  gatherOrPlay.map<CallEvent>((play) => ({ type: 'PromptEnded', play, heard: 'whole' })),
  gatherOrPlay.map<CallEvent>((gather) => ({ type: 'KeyHeard', gather })),
  fc.tuple(gatherOrPlay, fc.nat(8), fc.integer({ min: 1, max: 4 })).map<CallEvent>(([gather, have, nth]) => ({
    type: 'GatherSilent',
    gather,
    have,
    nth,
  })),
  fc
    .tuple(
      gatherOrPlay,
      fc.constantFrom(
        CARD,
        PIN,
        { type: 'choice', key: '0' } as const,
        { type: 'choice', key: '1' } as const,
        { type: 'choice', key: '2' } as const,
        { type: 'invoice', code: '102038' } as const,
        { type: 'amount', value: 50_000 } as const,
        { type: 'mobile', mobile: '+989351234567' } as const,
        { type: 'star' } as const,
        { type: 'malformed', why: 'length', count: 3 } as const,
      ),
    )
    .map<CallEvent>(([gather, verdict]) => ({ type: 'GatherEnded', gather, verdict })),
);

/** Bends an event to what the call waits for, so that random calls get far. */
function aim(call: Conversation, event: CallEvent, hit: boolean): CallEvent {
  if (!hit) return event;
  if (event.type === 'PromptEnded' && isTalking(call.state)) return { ...event, play: call.state.talk.plays };
  if ('gather' in event && 'asking' in call.state && call.state.asking !== null) {
    return { ...event, gather: call.state.asking.gather };
  }
  return event;
}

/** Any line, and anybody who calls it. */
const anyPolicy: fc.Arbitrary<Partial<LinePolicy>> = fc.record({
  bill: fc.constantFrom<LinePolicy['bill']>(
    { type: 'fixed', amount: 500_000 },
    { type: 'invoice' },
    { type: 'caller' },
    { type: 'open', min: 50_000, max: 20_000_000, unit: 'toman' },
  ),
  languages: fc.constantFrom<LinePolicy['languages']>(['fa'], ['fa', 'en']),
  confirmCard: fc.boolean(),
  operator: fc.constantFrom('2000', null),
});
const anyCaller: fc.Arbitrary<CallerRecord> = fc.record({
  language: fc.constantFrom(null, 'en' as const),
  pending: fc.constantFrom<CallerRecord['pending'][]>(
    null,
    null,
    { type: 'unknown', sameLine: false },
    { type: 'paid', attemptId: 'att_0' },
  ),
});
/** A key that was not offered is judged so before the call hears of it (src/domain/gather/judge.ts). */
function judged(call: Conversation, event: CallEvent): CallEvent {
  if (event.type !== 'GatherEnded' || event.verdict.type !== 'choice') return event;
  const opened = call.journal
    .flatMap(({ commands }) => commands)
    .findLast((command) => command.type === 'OpenGather' && command.gather === event.gather);
  const request = opened?.type === 'OpenGather' ? opened.request : null;
  if (request?.kind === 'choice' && request.keys.includes(event.verdict.key)) return event;
  return { ...event, verdict: { type: 'malformed', why: 'notOffered', count: 1 } };
}

const anyNumber = fc.constantFrom('09121234567', '02112345678', null);

const walk = fc.record({
  policy: anyPolicy,
  number: anyNumber,
  caller: anyCaller,
  steps: fc.array(fc.tuple(anyEvent, fc.boolean()), { maxLength: 120 }),
});
type Walk = typeof walk extends fc.Arbitrary<infer W> ? W : never;

function wander({ policy, number, caller, steps }: Walk): Conversation {
  const call = new Conversation().arrive(policy, number, caller);
  for (const [event, hit] of steps) call.tell(judged(call, aim(call, event, hit)));
  return call;
}

describe('the machine, whatever happens', () => {
  it('replays to the same states and commands', () => {
    fc.assert(
      fc.property(walk, (walked) => {
        const stored = JSON.parse(JSON.stringify(wander(walked).journal));
        expect(replayJournal(stored)).toMatchObject({ identical: true });
      }),
      { numRuns: 300 },
    );
  });

  it('pays an attempt at most once, and only after it was committed and a PIN was asked for', () => {
    fc.assert(
      fc.property(walk, (walked) => {
        const commands = wander(walked).journal.flatMap((entry) => entry.commands);
        const paid = commands.flatMap((command) => (command.type === 'Pay' ? [command.attemptId] : []));
        const asked = commands.flatMap((command) =>
          command.type === 'RequestOtp' ? [command.attemptId] : [],
        );
        // The books may commit one id twice only in this test, which draws ids at random.
        for (const attemptId of paid) expect(asked).toContain(attemptId);
        expect(paid.length).toBeLessThanOrEqual(asked.length);
        expect(asked.length).toBeLessThanOrEqual(POLICY.limits.otpsPerCall);
      }),
      { numRuns: 300 },
    );
  });

  it('never says that nothing was taken once the bank was asked to pay, nor to a caller in doubt', () => {
    fc.assert(
      fc.property(walk, (walked) => {
        let out = false;
        let moved = walked.caller.pending?.type === 'unknown';
        for (const { event, commands } of wander(walked).journal) {
          // A lost dispatch sent nothing; everything else may have moved money.
          if (out && event.type !== 'AttemptRefused' && event.type !== 'WaitedMore') {
            moved ||= event.type === 'PayReplied' || event.type === 'CallerDeadline';
          }
          if (event.type === 'AttemptRefused') out = false;
          out ||= commands.some(({ type }) => type === 'Pay');
          const said = commands.flatMap((command) => (command.type === 'Play' ? command.prompts : []));
          if (said.some(({ key }) => key === 'nothing.taken')) expect(moved).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds no secret after its end', () => {
    fc.assert(
      fc.property(walk, (walked) => {
        const call = wander(walked).tell({ type: 'CallerGone', cause: 16 });
        if (call.stage === 'gone') call.tell({ type: 'ResultNotRecorded', attemptId: 'att_1' });
        // Whoever leaves an operator is told of by nobody.
        expect(['ended', 'handedOver']).toContain(call.stage);
        expect(call.journal.some(({ commands }) => commands.some(({ type }) => type === 'WipeSecrets'))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('the table of stage x event', () => {
  const cells = Object.entries(TABLE).flatMap(([stage, row]) =>
    Object.entries(row).map(([event, cell]) => [stage as StageName, event as CallEventType, cell] as const),
  );

  it('has every cell, and every ignored one says why', () => {
    const events = new Set(cells.map(([, event]) => event));
    expect(cells).toHaveLength(Object.keys(TABLE).length * events.size);
    for (const [stage, event, cell] of cells) {
      if (typeof cell !== 'function') expect(cell.ignores, `${stage} x ${event}`).toMatch(/\w/);
    }
  });

  it('lets a caller go from every stage', () => {
    const deaf = cells.filter(([, event, cell]) => event === 'CallerGone' && typeof cell !== 'function');
    expect(deaf.map(([stage]) => stage).sort()).toEqual(['ended', 'gone', 'handedOver']);
  });
});

describe('a replay', () => {
  const paid = () => JSON.parse(JSON.stringify(new Conversation().toPay().journal));

  it('tells where a journal differs from what the machine does now', () => {
    const other = paid();
    other[6].stage = 'pin.ask';
    expect(replayJournal(other)).toEqual({
      identical: false,
      seq: 7,
      what: 'the stage was pin.ask and is card.confirm now',
    });
  });

  it('sees a lost entry, a changed command and a flow that it does not know', () => {
    const lost = paid().toSpliced(3, 1);
    expect(replayJournal(lost)).toMatchObject({ identical: false });
    const changed = paid();
    changed[1].commands[0].type = 'Reject';
    expect(replayJournal(changed)).toMatchObject({ identical: false, seq: 2, what: 'the commands differ' });
    const older = paid();
    older[0].flowVersion = 0;
    expect(replayJournal(older)).toMatchObject({ identical: false, seq: 1 });
  });
});
