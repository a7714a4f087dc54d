import { describe, expect, test } from 'vitest';
import { type Paint, plainPaint } from '../../src/cli/paint.ts';
import { startTimeline, timeline } from '../../src/cli/timeline.ts';
import type { CallCommand } from '../../src/domain/call/command.ts';
import type { CallEvent } from '../../src/domain/call/event.ts';
import { FLOW_VERSION, type JournalEntry } from '../../src/domain/call/journal.ts';
import { say } from '../../src/domain/prompt/script.ts';

/** 10:00:00 in Tehran, where the clock is three and a half hours ahead. */
const BEGAN = Date.UTC(2026, 0, 15, 6, 30);

/** A journal written as rows of milliseconds, stage, event and commands. */
function journal(
  ...rows: readonly (readonly [number, string, CallEvent, ...CallCommand[]])[]
): readonly JournalEntry[] {
  return rows.map(([ms, stage, event, ...commands], index) => ({
    callId: 'call_1',
    seq: index + 1,
    at: BEGAN + ms,
    flowVersion: FLOW_VERSION,
    event,
    stage,
    commands,
  }));
}

const key: CallEvent = { type: 'KeyHeard', gather: 1 };
const card: CallEvent = {
  type: 'GatherEnded',
  gather: 1,
  verdict: { type: 'card', card: { first6: '603799', last4: '1004', bank: 'melli' } },
};

const PAID = journal(
  [0, 'arriving', { type: 'CallArrived', did: '1000', callerNumber: '09121234567', presentation: 'allowed' }],
  [
    900,
    'card.ask',
    { type: 'PromptEnded', play: 1, heard: 'whole' },
    { type: 'OpenGather', gather: 1, request: { kind: 'card', ref: 'card.1' } },
    {
      type: 'Play',
      play: 2,
      language: 'fa',
      prompts: [say('bill.fixed', { amount: 500_000, amountOther: 500_000 })],
      verdict: false,
    },
  ],
  [2_000, 'card.ask', key],
  [2_500, 'card.ask', key],
  [4_000, 'card.ask', key],
  [4_000, 'card.confirm', card],
  [5_000, 'pay.wait', key, { type: 'Pay', attemptId: 'att_1', pan: 'card.1', pin: 'pin.2' }],
  [
    5_512,
    'pay.record',
    { type: 'PayReplied', attemptId: 'att_1', outcome: { type: 'paid', refId: '123456' }, tookMs: 512 },
  ],
  [
    5_600,
    'verdict',
    { type: 'ResultRecorded', attemptId: 'att_1', by: 'queue' },
    { type: 'Play', play: 3, language: 'fa', prompts: [say('paid')], verdict: true },
  ],
  [65_600, 'ended', { type: 'CallerGone', cause: 16 }],
);

describe('a paid call', () => {
  test('reads at a glance', () => {
    expect(
      timeline(PAID, 'en', plainPaint)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      '10:00:00.0    +0.0  arriving        caller  calls 1000 from 09121234567',
      '10:00:00.9    +0.9  card.ask        voice   “The amount to pay is 50,000 Toman, that is 500,000 Rial.”',
      '10:00:02.0    +2.0                  caller  keys ●●● in 2.0 s',
      '10:00:04.0    +4.0  card.confirm    caller  card 6037 99** **** 1004, Bank Melli',
      '10:00:05.0    +5.0  pay.wait        caller  keys ●',
      '                                    bank    is asked to pay',
      '10:00:05.5    +5.5  pay.record      bank    PAID, reference 123456 (512 ms)',
      '10:00:05.6    +5.6  verdict         books   result safe in the queue',
      '                                    voice   “Your payment is made.”',
      '10:01:05.6   +65.6  ended           caller  is gone',
    ]);
  });

  test('is told in the language of choice', () => {
    expect(timeline(PAID, 'fa', plainPaint)).toContain('“مبلغ پرداخت: ۵۰٬۰۰۰ تومان، یعنی ۵۰۰٬۰۰۰ ریال.”');
  });

  test('is styled for a terminal only', () => {
    const loud: Paint = (style, text) => `<${style}>${text}</${style}>`;
    expect(timeline(PAID, 'en', loud)).toContain('<green>PAID, reference 123456 (512 ms)</green>');
  });

  test('is written while it runs: keys wait until they are over', () => {
    const { add, end } = startTimeline('en', plainPaint);
    expect(PAID.slice(0, 5).flatMap(add)).toHaveLength(2);
    expect(end()).toEqual([expect.stringContaining('keys ●●●')]);
    expect(end()).toEqual([]);
  });
});

describe('trouble', () => {
  const words = (event: CallEvent, ...commands: CallCommand[]) =>
    timeline(journal([0, 'x', event, ...commands]), 'en', plainPaint);
  const pay = (outcome: Extract<CallEvent, { type: 'PayReplied' }>['outcome']) =>
    words({ type: 'PayReplied', attemptId: 'a', outcome, tookMs: 30_000 });
  const otp = (value: Extract<CallEvent, { type: 'OtpReplied' }>['otp']) =>
    words({ type: 'OtpReplied', attemptId: 'a', otp: value, tookMs: 20 });

  test.each([
    [pay({ type: 'declined', code: 51 }), 'DECLINED, code 51 (30000 ms)'],
    [pay({ type: 'unknown', why: 'timeout', code: null }), 'NOT KNOWN, timeout (30000 ms)'],
    [pay({ type: 'unknown', why: 'unlistedCode', code: 91 }), 'NOT KNOWN, unlistedCode, code 91 (30000 ms)'],
    [pay({ type: 'notSent', reason: 'notConnected' }), 'NOT SENT, notConnected (30000 ms)'],
    [otp({ type: 'refused', code: 5 }), 'refuses a PIN, code 5 (20 ms)'],
    [otp({ type: 'unknown' }), 'did not say whether a PIN is on its way (20 ms)'],
    [
      words({ type: 'CallArrived', did: '1000', callerNumber: null, presentation: 'withheld' }),
      'from a withheld number',
    ],
    [
      words({ type: 'CallArrived', did: '1\u001b[31m', callerNumber: 'x', presentation: 'allowed' }),
      'calls 1 [31m from x',
    ],
    [
      words({ type: 'GatherEnded', gather: 1, verdict: { type: 'malformed', why: 'checkDigit', count: 16 } }),
      '16 keys not accepted: the check digit is wrong',
    ],
    [words({ type: 'GatherSilent', gather: 1, have: 1, nth: 1 }), 'is silent after 1 key'],
    [words({ type: 'PromptEnded', play: 1, heard: 'missing' }), 'could not be played'],
    [
      words({ type: 'CallerGone', cause: 16 }, { type: 'AbandonAttempt', attemptId: 'a', reason: 'hangup' }),
      'payment set aside, hangup',
    ],
  ])('%s', (line, expected) => {
    expect(line).toContain(expected);
  });
});
