import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Going, Talk, TalkingState } from '../state.ts';
import { ignoring, type Row, type Step, speak } from '../step.ts';
import { toBill } from './bill.ts';
import { toCard } from './card.ts';
import {
  abandon,
  BEGUN,
  beginAgain,
  callerLeft,
  closeGather,
  goodbye,
  KEYS_LOST,
  lastWords,
  NO_ATTEMPT_ASKED,
  NO_BILL_ASKED,
  NO_PAY_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  PROMPTS_PASS,
  stay,
} from './shared.ts';

/** A colleague of the merchant, to whom a caller in trouble is handed over (call.md, "Operator"). */

const NOTHING_RUNS = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_ATTEMPT_ASKED,
  ...NO_PAY_ASKED,
  ...NO_PIN_OUT,
  ...NOTHING_ASKED,
  ...KEYS_LOST,
};

export const operatorConnectRow: Row<'operator.connect'> = {
  ...NOTHING_RUNS,
  ...ignoring('a colleague takes over in a moment', 'CallLimitNear'),
  PromptEnded: handOver,
  CallerGone: callerLeft,
};

export const handedOverRow: Row<'handedOver'> = {
  ...NOTHING_RUNS,
  ...PROMPTS_PASS,
  ...ignoring('the operator has the call', 'CallLimitNear', 'CallerGone'),
};

export const NO_OPERATOR_ASKED = ignoring('nobody was handed over', 'OperatorEnded');

/** Whether a colleague may still be offered in this call. */
export function hasOperator({ policy, operatorTried }: Talk): boolean {
  return policy.operator !== null && !operatorTried;
}

/** After repeated trouble a colleague helps, where there is one; otherwise the call ends. */
export function giveUp(state: TalkingState, before: readonly Prompt[]): Step {
  return hasOperator(state.talk) ? connect(state, before) : goodbye(state, before);
}

/** Nothing of this call is left behind: no gather, no prepared attempt and no secret. */
export function connect(state: TalkingState, before: readonly Prompt[]): Step {
  const next = sayConnecting({ ...state.talk, details: null }, goingOf(state), before);
  return {
    state: next.state,
    commands: [
      ...closeGather(state),
      ...abandon(state, 'superseded'),
      { type: 'WipeSecrets' },
      ...next.commands,
    ],
  };
}

export function sayConnecting(talk: Talk, going: Going, before: readonly Prompt[]): Step {
  const said = speak(talk, [...before, say('operator.connect')]);
  return { state: { stage: 'operator.connect', talk: said.talk, going }, commands: said.commands };
}

function goingOf(state: TalkingState): Going {
  return 'mobile' in state ? { bill: state.bill, mobile: state.mobile } : null;
}

/** Whoever left in mid-sentence is handed to nobody: that they are gone is told next. */
function handOver(state: At<'operator.connect'>, { heard }: EventOf<'PromptEnded'>): Step {
  if (heard === 'cut') return stay(state);
  const { talk, going } = state;
  const extension = talk.policy.operator;
  if (extension === null) return lastWords(talk, [say('operator.none')]);
  return {
    state: { stage: 'handedOver', talk, going },
    commands: [{ type: 'HandOver', extension }],
  };
}

/** The caller is here again, in a call whose every timer has run out meanwhile. */
export function cameBack(state: At<'handedOver'>, { operator }: EventOf<'OperatorEnded'>): Step {
  const talk = { ...state.talk, operatorTried: true };
  const next =
    operator === 'answered' ? lastWords(talk, []) : goOnWithout(talk, state.going, [say('operator.none')]);
  return { state: next.state, commands: [...beginAgain(talk), ...next.commands] };
}

export function goOnWithout(talk: Talk, going: Going, before: readonly Prompt[]): Step {
  return going === null ? toBill(talk, before) : toCard({ talk, ...going }, before);
}
