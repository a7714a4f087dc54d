import type { SecretRef } from '../../gather/gather.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { CallCommand } from '../command.ts';
import type { Attempted, Talk, TalkingState } from '../state.ts';
import { hush, ignoring, type Step, speak } from '../step.ts';

/** Reasons to ignore that many stages share. Each is true of every stage that spreads it into its row. */
export const BEGUN = ignoring(
  'it happens once, when a call begins',
  'CallArrived',
  'LinePolicyLoaded',
  'Answered',
);
export const NO_BILL_ASKED = ignoring('no bill is being looked up', 'BillFound', 'BillsFound', 'BillRefused');
export const NO_ATTEMPT_ASKED = ignoring(
  'no attempt is being made',
  'AttemptCommitted',
  'AttemptRefused',
  'OtpReplied',
);
export const NO_PAY_ASKED = ignoring(
  'the bank is not being asked to pay',
  'PayReplied',
  'ResultRecorded',
  'ResultNotRecorded',
  'CallerDeadline',
  'WaitedMore',
);
export const NO_PIN_OUT = ignoring('no PIN is being waited for', 'PinExpired');
export const NOTHING_ASKED = ignoring(
  'nothing is asked of the caller',
  'KeyHeard',
  'GatherSilent',
  'GatherEnded',
);
export const KEYS_LOST = ignoring('keys are thrown away here', 'KeysIgnored');
export const PROMPTS_PASS = ignoring('the end of a prompt changes nothing here', 'PromptEnded');

/** How a stage with a caller takes the end of its time and the caller's leaving, unless it says otherwise. */
export const PARTING = { CallLimitNear: limitNear, CallerGone: callerLeft };

/** A stage that only asks the caller something: the bank and the books are asked nothing meanwhile. */
export const ONLY_ASKING = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_ATTEMPT_ASKED,
  ...NO_PAY_ASKED,
  ...NO_PIN_OUT,
  ...KEYS_LOST,
  ...PARTING,
};

/** After so many wrong answers or silences a question is given up. */
export const PATIENCE = 3;

/** How long the call may go on after its soft limit without a key; renewed while keys come (call.md). */
const GRACE_MS = 25_000;
/** Who has keyed for 20 minutes more than a call may take comes to no end, and keeps a line from others. */
const MOST_GRACES = 48;
/** The net under a call that goes on beyond its soft limit, in seconds. */
const GRACE_NET_S = 120;

/** The net that the dialplan sets under every call (call.md, "What ARI does"), in seconds. */
const NEW_NET_S = 900;

/** "Nothing has been taken", where no attempt of this caller may have moved money (call.md, "Slots"). */
export function comfort({ moneyMayHaveMoved }: Talk): readonly Prompt[] {
  return moneyMayHaveMoved ? [] : [say('nothing.taken')];
}

/** Sets the net as under a new call. */
export const RENEW_NET: CallCommand = { type: 'SetNet', seconds: NEW_NET_S };

/** A call that goes on gets the time of a new one: the timers of before are gone. */
export function beginAgain({ policy }: Talk): readonly CallCommand[] {
  return [RENEW_NET, { type: 'StartTimer', timer: 'CallLimitNear', ms: policy.limits.callSoftMs }];
}

/** Keeps a state as it is. What is common to all stages was noted before (transition.ts). */
export function stay<S extends TalkingState>(state: S): Step {
  return { state, commands: [] };
}

/** Ends the conversation from any stage, leaving no gather, no prepared attempt and no secret behind. */
export function goodbye(
  state: TalkingState,
  before: readonly Prompt[],
  awaited: Attempted | null = null,
): Step {
  const last = lastWords(state.talk, before, awaited);
  return {
    state: last.state,
    commands: [...closeGather(state), ...abandon(state, 'expired'), ...last.commands],
  };
}

/**
 * Says the last words, with what comes before them. `awaited` is an attempt whose answer may still come: a
 * new PIN for its card may then be asked for, so that the card is kept until the hang-up.
 */
export function lastWords(talk: Talk, before: readonly Prompt[], awaited: Attempted | null = null): Step {
  const said = speak(talk, [...before, say('bye')]);
  const wiped: readonly CallCommand[] = awaited === null ? [{ type: 'WipeSecrets' }] : [];
  return {
    state: { stage: 'goodbye', talk: said.talk, before, awaited },
    commands: [...wiped, ...said.commands],
  };
}

/** The caller has left: nothing is kept but the books. */
export function callerLeft(state: TalkingState): Step {
  return {
    state: { stage: 'ended' },
    commands: [...closeGather(state), ...abandon(state, 'hangup'), { type: 'WipeSecrets' }],
  };
}

/** The soft limit of the call: it waits while keys come (call.md, "Gathers"), yet not for ever; then it ends. */
function limitNear(state: TalkingState): Step {
  const { keyedLately, graces } = state.talk;
  if (!keyedLately || graces >= MOST_GRACES) return goodbye(state, []);
  return goOn({ ...state, talk: { ...state.talk, graces: graces + 1 } });
}

/** Goes on beyond the soft limit for a while, with the net under the call renewed. */
export function goOn<S extends TalkingState>(state: S): Step {
  return {
    state: { ...state, talk: { ...state.talk, keyedLately: false } },
    commands: [
      { type: 'StartTimer', timer: 'CallLimitNear', ms: GRACE_MS },
      { type: 'SetNet', seconds: GRACE_NET_S },
    ],
  };
}

/** Closes the gather of a stage that has one open. */
export function closeGather(state: TalkingState): readonly CallCommand[] {
  const open = 'asking' in state ? state.asking : null;
  return open === null ? [] : [{ type: 'CloseGather', gather: open.gather }];
}

/** Sets aside the attempt of a stage in which one is prepared and nothing was sent to pay. */
export function abandon(
  state: TalkingState,
  reason: 'expired' | 'superseded' | 'hangup',
): readonly CallCommand[] {
  switch (state.stage) {
    case 'otp.wait':
    case 'pin.ask':
    case 'pin.menu':
      return [
        { type: 'StopTimer', timer: 'PinExpired' },
        { type: 'AbandonAttempt', attemptId: state.attemptId, reason },
      ];
    default:
      return [];
  }
}

/** Wipes the secrets of the call, but for those that are needed still. */
export function wipeAllBut(keep: readonly SecretRef[]): CallCommand {
  return keep.length === 0 ? { type: 'WipeSecrets' } : { type: 'WipeSecrets', keep };
}

/** Says the same question once more, after a silence. */
export function repeat<S extends TalkingState>(state: S, prompts: readonly Prompt[]): Step {
  const said = speak(state.talk, prompts);
  return { state: { ...state, talk: said.talk }, commands: said.commands };
}

/** Stops what is being said, as a key does. */
export function quiet(talk: Talk): { readonly talk: Talk; readonly commands: readonly CallCommand[] } {
  return { talk: { ...talk, playing: null }, commands: hush(talk) };
}
