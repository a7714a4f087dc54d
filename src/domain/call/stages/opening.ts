import { readMobile } from '../../merchant/mobile.ts';
import { say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ignoring, type Row, type Step, speak } from '../step.ts';
import { toBill } from './bill.ts';
import { sayGatewayDown } from './gateway.ts';
import {
  BEGUN,
  KEYS_LOST,
  NO_ATTEMPT_ASKED,
  NO_BILL_ASKED,
  NO_PAY_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  PARTING,
  PROMPTS_PASS,
  quiet,
} from './shared.ts';

/** From the ringing line to the end of the greeting. */

const NOT_TALKING = {
  ...NO_BILL_ASKED,
  ...NO_ATTEMPT_ASKED,
  ...NO_PAY_ASKED,
  ...NO_PIN_OUT,
  ...NOTHING_ASKED,
  ...KEYS_LOST,
};

export const newRow: Row<'new'> = {
  ...NOT_TALKING,
  ...PROMPTS_PASS,
  ...ignoring('the call has not arrived', 'LinePolicyLoaded', 'Answered', 'CallLimitNear'),
  CallArrived: arrived,
  CallerGone: () => ({ state: { stage: 'ended' }, commands: [] }),
};

export const arrivingRow: Row<'arriving'> = {
  ...NOT_TALKING,
  ...PROMPTS_PASS,
  ...ignoring('the line is still ringing', 'CallArrived', 'Answered', 'CallLimitNear'),
  LinePolicyLoaded: policyLoaded,
  CallerGone: () => ({ state: { stage: 'ended' }, commands: [] }),
};

export const answeringRow: Row<'answering'> = {
  ...NOT_TALKING,
  ...PROMPTS_PASS,
  ...BEGUN,
  Answered: greet,
  ...PARTING,
};

export const greetRow: Row<'greet'> = {
  ...NOT_TALKING,
  ...BEGUN,
  PromptEnded: (state) => toBill(state),
  KeysIgnored: cutGreeting,
  ...PARTING,
};

function arrived(_: At<'new'>, event: EventOf<'CallArrived'>): Step {
  const shown = event.presentation === 'allowed' ? event.callerNumber : null;
  return {
    state: { stage: 'arriving', callerMobile: shown === null ? null : readMobile(shown) },
    commands: [{ type: 'LoadLinePolicy', did: event.did }],
  };
}

/** The line's policy is read before the call is answered, so that an unusable line costs the caller nothing. */
function policyLoaded(state: At<'arriving'>, { line }: EventOf<'LinePolicyLoaded'>): Step {
  if (line.status === 'down') {
    return { state: { stage: 'leaving' }, commands: [{ type: 'Reject', cause: 'noService' }] };
  }
  const talk: Talk = {
    policy: line.policy,
    callerMobile: state.callerMobile,
    plays: 0,
    gathers: 0,
    playing: null,
    otps: 0,
    moneyMayHaveMoved: false,
    gatewayDown: line.status === 'gatewayDown',
    keyedLately: false,
  };
  return {
    state: { stage: 'answering', talk },
    commands: [
      { type: 'Answer' },
      { type: 'StartTimer', timer: 'CallLimitNear', ms: line.policy.limits.callSoftMs },
    ],
  };
}

function greet(state: At<'answering'>): Step {
  const { talk } = state;
  if (talk.gatewayDown) return sayGatewayDown(state);
  const { merchantId, nameIsSpoken } = talk.policy;
  const hello = nameIsSpoken ? say('greet.hello', { merchant: merchantId }) : say('greet.plain');
  const said = speak(talk, [hello, say('greet.private')]);
  return { state: { stage: 'greet', talk: said.talk }, commands: said.commands };
}

/** Any key cuts the greeting short; the key itself belongs to no question and is thrown away. */
function cutGreeting(state: At<'greet'>): Step {
  const silenced = quiet(state.talk);
  const next = toBill({ ...state, talk: silenced.talk });
  return { state: next.state, commands: [...silenced.commands, ...next.commands] };
}
