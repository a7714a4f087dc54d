import type { EventOf } from '../event.ts';
import type { At } from '../state.ts';
import { ignoring, type Row, type Step } from '../step.ts';
import { toRecord } from './pay.ts';
import {
  BEGUN,
  callerLeft,
  goOn,
  KEYS_LOST,
  NO_BILL_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  PROMPTS_PASS,
  stay,
} from './shared.ts';

/** The end of a call: the last words, the hang-up, and a payment that outlives its caller. */

const OVER = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_PIN_OUT,
  ...NOTHING_ASKED,
  ...KEYS_LOST,
};

export const goodbyeRow: Row<'goodbye'> = {
  ...OVER,
  ...ignoring('no attempt is made any more', 'AttemptRefused', 'OtpReplied'),
  ...ignoring('the verdict was told', 'ResultRecorded', 'ResultNotRecorded', 'CallerDeadline', 'WaitedMore'),
  PromptEnded: hangUp,
  // The soft limit of the call did not wait for the books.
  AttemptCommitted: abandoned,
  PayReplied: lateReply,
  CallLimitNear: goOn,
  CallerGone: callerLeft,
};

const LINE_CLOSED = {
  ...OVER,
  ...PROMPTS_PASS,
  ...ignoring('the caller is told nothing any more', 'CallerDeadline', 'WaitedMore', 'CallLimitNear'),
  ...ignoring('no PIN is asked for any more', 'OtpReplied'),
};

export const leavingRow: Row<'leaving'> = {
  ...LINE_CLOSED,
  ...ignoring('the books have it', 'PayReplied', 'ResultRecorded', 'ResultNotRecorded', 'AttemptRefused'),
  AttemptCommitted: abandoned,
  CallerGone: () => ({ state: { stage: 'ended' }, commands: [{ type: 'WipeSecrets' }] }),
};

export const goneRow: Row<'gone'> = {
  ...LINE_CLOSED,
  ...ignoring('this attempt is committed', 'AttemptCommitted'),
  ...ignoring('the answer is being recorded', 'PayReplied'),
  ...ignoring('the caller is gone already', 'CallerGone'),
  AttemptRefused: over,
  ResultRecorded: over,
  ResultNotRecorded: over,
};

export const endedRow: Row<'ended'> = {
  ...LINE_CLOSED,
  ...ignoring(
    'the call has ended',
    'PayReplied',
    'ResultRecorded',
    'ResultNotRecorded',
    'AttemptRefused',
    'CallerGone',
  ),
  AttemptCommitted: abandoned,
};

function hangUp(): Step {
  return {
    state: { stage: 'leaving' },
    commands: [{ type: 'WipeSecrets' }, { type: 'HangUp', cause: 'normal' }],
  };
}

/** An answer that comes while the last words are said is still told; of whatever payment it is, money may have moved. */
function lateReply(state: At<'goodbye'>, { attemptId, outcome }: EventOf<'PayReplied'>): Step {
  const { awaited, talk } = state;
  return awaited?.attemptId === attemptId && outcome.type !== 'unknown'
    ? toRecord({ ...awaited, talk }, outcome)
    : stay({ ...state, talk: { ...talk, moneyMayHaveMoved: true } });
}

/** An attempt that was committed while its call came to an end is set aside at once. */
function abandoned(
  state: At<'goodbye'> | At<'leaving'> | At<'ended'>,
  { attemptId }: EventOf<'AttemptCommitted'>,
): Step {
  return { state, commands: [{ type: 'AbandonAttempt', attemptId, reason: 'hangup' }] };
}

function over(): Step {
  return { state: { stage: 'ended' }, commands: [{ type: 'WipeSecrets' }] };
}
