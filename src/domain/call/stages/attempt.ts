import { PIN_LIFE_LEFT_MS } from '../../payment/attempt.ts';
import type { PinHabit } from '../../payment/pin-habit.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { AttemptRefusal, EventOf } from '../event.ts';
import type { At, Chargeable, Talk, TalkingState } from '../state.ts';
import { ignoring, type Row, type Step, speak } from '../step.ts';
import { offerWays } from './next.ts';
import { pay } from './pay.ts';
import { awaitPin, newPinRequest, openPin, pinName } from './pin.ts';
import {
  abandon,
  BEGUN,
  closeGather,
  comfort,
  goodbye,
  KEYS_LOST,
  lastWords,
  NO_BILL_ASKED,
  NO_PAY_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  PARTING,
  PROMPTS_PASS,
  stay,
} from './shared.ts';

/** One attempt: committed to the books first, and only then is the bank asked to text a PIN. */

const COMMON = { ...BEGUN, ...NO_BILL_ASKED, ...NO_PAY_ASKED, ...PROMPTS_PASS, ...KEYS_LOST };

export const attemptCommitRow: Row<'attempt.commit'> = {
  ...COMMON,
  ...NOTHING_ASKED,
  ...NO_PIN_OUT,
  ...ignoring('the bank has not been asked', 'OtpReplied'),
  AttemptCommitted: requestOtp,
  AttemptRefused: (state, { why }) => refused(state, why),
  ...PARTING,
};

export const otpWaitRow: Row<'otp.wait'> = {
  ...COMMON,
  ...ignoring('this attempt is committed', 'AttemptCommitted', 'AttemptRefused'),
  ...ignoring('the bank has not answered yet', 'PinExpired'),
  OtpReplied: otpReplied,
  GatherSilent: keysStopped,
  KeyHeard: (state) => ({ state: { ...state, early: 'some' }, commands: [] }),
  GatherEnded: pinKeyedEarly,
  ...PARTING,
};

/** Whether an attempt would be begun, as far as the call itself can say. */
export function mayAttempt({ otps, policy, gatewayDown }: Talk): boolean {
  return otps < policy.limits.otpsPerCall && !gatewayDown;
}

/** Commits a new attempt on the same card, unless this call has asked for PINs often enough. */
export function commitAttempt(
  { talk, bill, mobile, card, pan }: Chargeable,
  before: readonly Prompt[],
): Step {
  if (talk.otps >= talk.policy.limits.otpsPerCall) {
    return lastWords(talk, [say('otp.limit')]);
  }
  if (talk.gatewayDown) return lastWords(talk, [...before, say('line.down')]);
  const said = speak(talk, [...before, say('otp.asking')]);
  return {
    state: { stage: 'attempt.commit', talk: said.talk, bill, mobile, card, pan },
    commands: [...said.commands, { type: 'CommitAttempt', bill, mobile, card, pan }],
  };
}

/** A new PIN is a new attempt: the old one is set aside first (payment.md, "Words"). */
export function renewAttempt(
  state: At<'pin.ask'> | At<'pin.menu'>,
  reason: 'expired' | 'superseded',
  before: readonly Prompt[],
): Step {
  const next = commitAttempt(state, before);
  return {
    state: next.state,
    commands: [...closeGather(state), ...abandon(state, reason), ...next.commands],
  };
}

/** What the caller is told when no attempt may be made or sent, and the way on. */
export function refused(state: Extract<TalkingState, Chargeable>, why: AttemptRefusal): Step {
  switch (why) {
    case 'billPaid':
      return goodbye(state, [say('bill.already.paid')]);
    case 'billBusy':
      return goodbye(state, [say('bill.busy')]);
    case 'billUnknown':
      return goodbye(state, [say('bill.unknown')]);
    case 'billClosed':
      return goodbye(state, [say('bill.closed')]);
    case 'payerBusy':
      return goodbye(state, [say('payer.busy')]);
    case 'payerUnknown':
      return goodbye(state, [say('pending.unknown')]);
    case 'pinBudget':
      return offerWays(state, [say('pin.lastTry')], ['otherCard']);
    case 'cardLimit':
      return offerWays(state, [say('otp.limit')], ['otherCard']);
    case 'callerLimit':
      return goodbye(state, [say('otp.limit')]);
    case 'expired':
    // The sweeper was sooner: it sets aside what has expired.
    case 'notPrepared':
      return commitAttempt(state, [say('pin.expired')]);
    case 'storeDown':
      return goodbye(state, [say('line.down')]);
    case 'callerGone':
      return goodbye(state, []);
  }
}

/** Before the bank has answered nothing ends by a learned length: what is keyed then may be no PIN. */
function untilAnswered(habit: PinHabit): PinHabit {
  return { ...habit, length: null };
}

/** The gather for the PIN opens at once: the bank's SMS may be faster than its answer to us. */
function requestOtp(
  state: At<'attempt.commit'>,
  { attemptId, habit, receipt }: EventOf<'AttemptCommitted'>,
): Step {
  const gather = state.talk.gathers + 1;
  return {
    state: {
      ...state,
      stage: 'otp.wait',
      attemptId,
      habit,
      receipt: receipt === true,
      talk: { ...state.talk, gathers: gather, otps: state.talk.otps + 1 },
      asking: { gather, tries: 0 },
      early: 'nothing',
    },
    commands: [
      { type: 'OpenGather', gather, request: newPinRequest(gather, untilAnswered(habit), 0) },
      { type: 'RequestOtp', attemptId, pan: state.pan },
      { type: 'StartTimer', timer: 'PinExpired', ms: state.talk.policy.limits.pinLifeMs - PIN_LIFE_LEFT_MS },
    ],
  };
}

function otpReplied(state: At<'otp.wait'>, { attemptId, otp, tookMs }: EventOf<'OtpReplied'>): Step {
  if (attemptId !== state.attemptId) return stay(state);
  switch (otp.type) {
    case 'accepted':
    case 'unknown':
      return state.early === 'whole'
        ? pay(state, pinName(state.asking.gather))
        : awaitPin(state, otp.type === 'accepted' ? say('pin.ask') : say('pin.maybe'), tookMs);
    case 'priceMismatch':
      return goodbye(state, [say('reason.merchant')]);
    case 'refused':
    case 'notConnected':
      return otpFailed(state);
  }
}

function otpFailed(state: At<'otp.wait'>): Step {
  const ways = offerWays(state, [say('otp.failed'), ...comfort(state.talk)], ['otherCard']);
  return {
    state: ways.state,
    commands: [...closeGather(state), { type: 'StopTimer', timer: 'PinExpired' }, ...ways.commands],
  };
}

/** Whoever has stopped keying, or has cleared it again, is asked for the PIN when the bank has answered. */
function keysStopped(state: At<'otp.wait'>): Step {
  return state.early === 'whole' ? stay(state) : { state: { ...state, early: 'nothing' }, commands: [] };
}

/** A PIN that is keyed before the bank's answer is kept; one that cannot be a PIN is asked for again. */
function pinKeyedEarly(state: At<'otp.wait'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type === 'pin') return { state: { ...state, early: 'whole' }, commands: [] };
  return openPinEarly(state, verdict.type === 'star' ? say('otp.asking') : say('pin.wrong'));
}

/** Begins a PIN anew while the bank has not answered. */
export function openPinEarly(state: At<'otp.wait'>, prompt: Prompt): Step {
  const asked = openPin(state.talk, untilAnswered(state.habit), [prompt]);
  return {
    state: { ...state, talk: asked.talk, asking: { gather: asked.gather, tries: 0 }, early: 'nothing' },
    commands: asked.commands,
  };
}
