import type { GatherId, SecretRef } from '../../gather/gather.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Attempted, Talk } from '../state.ts';
import { type Asked, ask, type Row, type Step, speak } from '../step.ts';
import { renewAttempt } from './attempt.ts';
import { toOtherCard } from './card.ts';
import { pay } from './pay.ts';
import {
  abandon,
  BEGUN,
  closeGather,
  goodbye,
  KEYS_LOST,
  NO_ATTEMPT_ASKED,
  NO_BILL_ASKED,
  NO_PAY_ASKED,
  PARTING,
  PATIENCE,
  PROMPTS_PASS,
  repeat,
  stay,
} from './shared.ts';

/** The dynamic PIN: waited for with patience, never sent by silence, and asked for anew on request. */

const COMMON = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_ATTEMPT_ASKED,
  ...NO_PAY_ASKED,
  ...PROMPTS_PASS,
  ...KEYS_LOST,
};

export const pinAskRow: Row<'pin.ask'> = {
  ...COMMON,
  KeyHeard: (state) => ({ state: { ...state, keyed: true }, commands: [] }),
  GatherSilent: pinSilent,
  GatherEnded: pinKeyed,
  PinExpired: pinExpired,
  ...PARTING,
};

export const pinMenuRow: Row<'pin.menu'> = {
  ...COMMON,
  KeyHeard: stay,
  GatherSilent: (state, { nth }) => (nth >= PATIENCE ? goodbye(state, []) : repeat(state, MENU)),
  GatherEnded: menuChosen,
  PinExpired: (state) => renewAttempt(state, 'expired', [say('pin.expired')]),
  ...PARTING,
};

const MENU = [say('pin.menu.newPin'), say('pin.menu.otherCard'), say('pin.menu.wait')];

/** What is said in each silence while no PIN has been keyed; after the last one comes the menu. */
const HINTS = [say('pin.hint'), say('pin.waiting'), say('pin.waiting')];

/** The name of the PIN that a gather collects: one gather, one secret. */
export function pinName(gather: GatherId): SecretRef {
  return `pin.${gather}`;
}

/** Opens a gather for a PIN with what is said at it. */
export function openPin(talk: Talk, prompts: readonly Prompt[]): Asked {
  return ask(talk, { kind: 'pin', ref: pinName(talk.gathers + 1) }, prompts);
}

/**
 * The bank has been asked: the gather that stands open since then goes on. Its question is left out when
 * the caller is keying already.
 */
export function awaitPin(state: At<'otp.wait'>, question: Prompt): Step {
  const { early, ...attempted } = state;
  const said = early === 'some' ? { talk: state.talk, commands: [] } : speak(state.talk, [question]);
  return {
    state: { ...attempted, stage: 'pin.ask', talk: said.talk, hints: 0, keyed: early === 'some' },
    commands: said.commands,
  };
}

export function askPin(state: Attempted, tries: number, prompts: readonly Prompt[]): Step {
  const { talk, bill, mobile, card, pan, attemptId } = state;
  const asked = openPin(talk, prompts);
  return {
    state: {
      stage: 'pin.ask',
      ...{ bill, mobile, card, pan, attemptId },
      talk: asked.talk,
      asking: { gather: asked.gather, tries },
      hints: 0,
      keyed: false,
    },
    commands: asked.commands,
  };
}

function pinSilent(state: At<'pin.ask'>, { have, nth }: EventOf<'GatherSilent'>): Step {
  if (have > 0) return nth >= PATIENCE ? toMenu(state) : repeat(state, [say('pin.finish')]);
  const hint = HINTS[state.hints];
  if (hint === undefined) return toMenu(state);
  const said = speak(state.talk, [hint]);
  return {
    state: { ...state, talk: said.talk, hints: state.hints + 1, keyed: false },
    commands: said.commands,
  };
}

function pinKeyed(state: At<'pin.ask'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type === 'pin') return pay(state, pinName(state.asking.gather));
  const tries = state.asking.tries + 1;
  if (verdict.type === 'star' || tries >= PATIENCE) return toMenu(state);
  return askPin(state, tries, [say('pin.wrong')]);
}

/** Nobody is cut off in mid-entry: whether the PIN is still good is judged when it is sent. */
function pinExpired(state: At<'pin.ask'>): Step {
  return state.keyed ? stay(state) : renewAttempt(state, 'expired', [say('pin.expired')]);
}

function toMenu(state: At<'pin.ask'>): Step {
  return offerMenu(state, 0, []);
}

export function offerMenu(
  state: At<'pin.ask'> | At<'pin.menu'>,
  tries: number,
  before: readonly Prompt[],
): Step {
  const { talk, bill, mobile, card, pan, attemptId } = state;
  const asked = ask(talk, { kind: 'choice', keys: '123' }, [...before, ...MENU]);
  return {
    state: {
      stage: 'pin.menu',
      ...{ bill, mobile, card, pan, attemptId },
      talk: asked.talk,
      asking: { gather: asked.gather, tries },
    },
    commands: [...closeGather(state), ...asked.commands],
  };
}

function menuChosen(state: At<'pin.menu'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type !== 'choice') {
    const tries = state.asking.tries + 1;
    return tries >= PATIENCE ? goodbye(state, []) : offerMenu(state, tries, [say('key.wrong')]);
  }
  if (verdict.key === '1') return renewAttempt(state, 'superseded', []);
  if (verdict.key === '3') return askPin(state, 0, [say('pin.waiting')]);
  const other = toOtherCard(state);
  return { state: other.state, commands: [...abandon(state, 'superseded'), ...other.commands] };
}
