import type { Language, LinePolicy } from '../../merchant/line.ts';
import { readMobile } from '../../merchant/mobile.ts';
import { say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ignoring, type Row, type Step, speak } from '../step.ts';
import { sayGatewayDown } from './gateway.ts';
import { askLanguage } from './language.ts';
import { afterGreeting } from './pending.ts';
import {
  BEGUN,
  KEYS_LOST,
  lastWords,
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
  PromptEnded: (state) => afterGreeting(state.talk),
  KeysIgnored: cutGreeting,
  ...PARTING,
};

function arrived(_: At<'new'>, event: EventOf<'CallArrived'>): Step {
  const shown = event.presentation === 'allowed' ? event.callerNumber : null;
  return {
    state: {
      stage: 'arriving',
      callerMobile: shown === null ? null : readMobile(shown),
      invoice: event.invoice ?? null,
    },
    commands: [{ type: 'LoadLinePolicy', did: event.did, caller: shown }],
  };
}

/** The line's policy is read before the call is answered, so that an unusable line costs the caller nothing. */
function policyLoaded(state: At<'arriving'>, { line }: EventOf<'LinePolicyLoaded'>): Step {
  if (!('policy' in line)) {
    return { state: { stage: 'leaving' }, commands: [{ type: 'Reject', cause: CAUSES[line.status] }] };
  }
  const language = spokenFirst(line.policy, line.caller.language);
  const talk: Talk = {
    policy: line.policy,
    language,
    languageRemembered: language === line.caller.language,
    callerMobile: state.callerMobile,
    invoice: state.invoice,
    pending: line.caller.pending,
    plays: 0,
    gathers: 0,
    playing: null,
    otps: 0,
    silentPins: 0,
    declines: 0,
    operatorTried: false,
    // Of whom nothing could be looked up, nothing is known to be in no doubt.
    moneyMayHaveMoved: state.callerMobile === null || line.caller.pending?.type === 'unknown',
    gatewayDown: line.status === 'gatewayDown',
    checks: 0,
    details: null,
    mismatched: false,
    known: null,
    keyedLately: false,
    graces: 0,
  };
  return {
    state: { stage: 'answering', talk, closed: line.status === 'closed' },
    commands: [
      { type: 'Answer' },
      { type: 'StartTimer', timer: 'CallLimitNear', ms: line.policy.limits.callSoftMs },
    ],
  };
}

/** What a line that does not answer tells the caller's exchange (call.md, "Answering"). */
const CAUSES = { full: 'busy', blocked: 'rejected', down: 'noService' } as const;

/** A remembered language that the line has ceased to speak is forgotten. */
function spokenFirst({ languages }: LinePolicy, remembered: Language | null): Language {
  return languages.find((language) => language === remembered) ?? languages[0];
}

function greet(state: At<'answering'>): Step {
  const { talk, closed } = state;
  if (closed) return lastWords(talk, [say('line.closed')]);
  // Whoever has paid already must hear that, also while nobody can pay.
  if (talk.gatewayDown) return talk.pending === null ? sayGatewayDown(state) : afterGreeting(talk);
  const { merchantId, nameSpokenIn, languages } = talk.policy;
  const hello = nameSpokenIn.includes(talk.language)
    ? say('greet.hello', { merchant: merchantId })
    : say('greet.plain');
  const greeting = [hello, say('greet.private')];
  if (languages.length > 1) return askLanguage(talk, greeting);
  const said = speak(talk, greeting);
  return { state: { stage: 'greet', talk: said.talk }, commands: said.commands };
}

/** Any key cuts the greeting short; the key itself belongs to no question and is thrown away. */
function cutGreeting(state: At<'greet'>): Step {
  const silenced = quiet(state.talk);
  const next = afterGreeting(silenced.talk);
  return { state: next.state, commands: [...silenced.commands, ...next.commands] };
}
