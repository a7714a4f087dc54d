import type { SecretRef } from '../../gather/gather.ts';
import type { Outcome } from '../../payment/outcome.ts';
import { say } from '../../prompt/script.ts';
import type { CallCommand } from '../command.ts';
import type { EventOf } from '../event.ts';
import type { At, Attempted, Talk } from '../state.ts';
import { ignoring, type Row, type Step, speak } from '../step.ts';
import { refused } from './attempt.ts';
import {
  BEGUN,
  goOn,
  KEYS_LOST,
  NO_BILL_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  PROMPTS_PASS,
  RENEW_NET,
  repeat,
} from './shared.ts';
import { oweReceipt, tellVerdict } from './verdict.ts';

/** The bank is asked to pay. From here on a caller who hangs up cancels nothing. */

/** How often the caller hears that the bank is still being waited for. */
const STILL_WAITING_MS = 12_000;

/** The dialplan's net under a call whose payment is out (call.md, "What ARI does"), in seconds. */
const PAYING_NET_S = 240;

const COMMON = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_PIN_OUT,
  ...NOTHING_ASKED,
  ...PROMPTS_PASS,
  ...KEYS_LOST,
  ...ignoring('this attempt is committed', 'AttemptCommitted'),
  ...ignoring('its PIN has been keyed', 'OtpReplied'),
};

export const payWaitRow: Row<'pay.wait'> = {
  ...COMMON,
  ...ignoring('the answer comes first', 'ResultRecorded'),
  PayReplied: payReplied,
  AttemptRefused: (state, { why }) => notDispatched(state, why),
  CallerDeadline: notKnown,
  // Without an answer before it: something broke on our side, and there is nothing more to wait for.
  ResultNotRecorded: notKnown,
  WaitedMore: stillWaiting,
  CallLimitNear: goOn,
  CallerGone: goneWhilePaying,
};

export const payRecordRow: Row<'pay.record'> = {
  ...COMMON,
  ...ignoring('the bank has answered', 'PayReplied', 'AttemptRefused', 'CallerDeadline', 'WaitedMore'),
  ResultRecorded: (state) => tellVerdict(state, state.outcome),
  // The caller hears the bank's answer even then; the alarm is raised where the recording failed.
  ResultNotRecorded: (state) => tellVerdict(state, state.outcome),
  CallLimitNear: goOn,
  CallerGone: goneWhilePaying,
};

/** Asks the bank to pay with the PIN that was keyed. */
export function pay(state: At<'otp.wait'> | At<'pin.ask'>, pin: SecretRef): Step {
  const { talk, pan, attemptId } = state;
  const said = speak(talk, [say('pay.wait')]);
  return {
    state: { stage: 'pay.wait', ...attemptedOf({ ...state, talk: said.talk }) },
    commands: [
      { type: 'StopTimer', timer: 'PinExpired' },
      { type: 'Pay', attemptId, pan, pin },
      { type: 'SetNet', seconds: PAYING_NET_S },
      ...said.commands,
      { type: 'KeepMedia', media: 'music' },
      { type: 'StartTimer', timer: 'CallerDeadline', ms: talk.policy.limits.callerDeadlineMs },
      { type: 'StartTimer', timer: 'WaitedMore', ms: STILL_WAITING_MS },
    ],
  };
}

/** Just the attempt, without what else its stage knew. */
export function attemptedOf(state: Attempted): Attempted {
  const { talk, bill, mobile, card, pan, attemptId, habit, receipt } = state;
  return { talk, bill, mobile, card, pan, attemptId, habit, receipt };
}

/** Ends the wait: its timers, its music, and its short net, which would cut off a further try in mid-entry. */
export const END_OF_WAIT: readonly CallCommand[] = [
  { type: 'StopTimer', timer: 'CallerDeadline' },
  { type: 'StopTimer', timer: 'WaitedMore' },
  { type: 'KeepMedia', media: 'silence' },
  RENEW_NET,
];

function payReplied(state: At<'pay.wait'>, { outcome }: EventOf<'PayReplied'>): Step {
  return toRecord({ ...state, talk: moneyMoved(state.talk) }, outcome);
}

/** Waits for the bank's answer to be brought to safety before it is told. */
export function toRecord(state: Attempted, outcome: Outcome): Step {
  return { state: { stage: 'pay.record', ...attemptedOf(state), outcome }, commands: [] };
}

/** Silence is *not known yet*, never *not paid*; the request itself stays open (payment.md, "Dispatch" 4). */
function notKnown(state: At<'pay.wait'>): Step {
  const silence: Outcome = { type: 'unknown', why: 'timeout', code: null };
  return tellVerdict({ ...state, talk: moneyMoved(state.talk) }, silence);
}

/** The dispatch was lost, so that nothing was sent. */
function notDispatched(state: At<'pay.wait'>, why: EventOf<'AttemptRefused'>['why']): Step {
  const next = refused(state, why);
  return { state: next.state, commands: [...END_OF_WAIT, ...next.commands] };
}

function stillWaiting(state: At<'pay.wait'>): Step {
  const said = sayWaiting(state);
  return {
    state: said.state,
    commands: [...said.commands, { type: 'StartTimer', timer: 'WaitedMore', ms: STILL_WAITING_MS }],
  };
}

export function sayWaiting(state: At<'pay.wait'>): Step {
  return repeat(state, [say('pay.still')]);
}

function goneWhilePaying(state: At<'pay.wait'> | At<'pay.record'>): Step {
  return {
    state: { stage: 'gone', attemptId: state.attemptId },
    commands: [
      { type: 'StopTimer', timer: 'CallerDeadline' },
      { type: 'StopTimer', timer: 'WaitedMore' },
      ...oweReceipt(state, 'result'),
    ],
  };
}

function moneyMoved(talk: Talk): Talk {
  return { ...talk, moneyMayHaveMoved: true };
}
