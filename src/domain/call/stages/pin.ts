import type { GatherId, GatherRequest, SecretRef } from '../../gather/gather.ts';
import type { PinHabit } from '../../payment/pin-habit.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Attempted, Talk } from '../state.ts';
import { type Asked, ask, type Row, type Step, speak } from '../step.ts';
import { renewAttempt } from './attempt.ts';
import { toOtherCard } from './card.ts';
import { connect, giveUp, hasOperator } from './operator.ts';
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
  GatherSilent: (state, { nth }) =>
    nth >= PATIENCE ? goodbye(state, []) : repeat(state, menuOf(state.talk)),
  GatherEnded: menuChosen,
  PinExpired: renewExpired,
  ...PARTING,
};

/** The keys of the menu; zero is the operator's, as everywhere. */
function keysOf(talk: Talk): string {
  return hasOperator(talk) ? '1230' : '123';
}

function menuOf(talk: Talk): readonly Prompt[] {
  const ways = [say('pin.menu.newPin'), say('pin.menu.otherCard'), say('pin.menu.wait')];
  return hasOperator(talk) ? [...ways, say('way.operator')] : ways;
}

/** What is said in each silence while no PIN has been keyed; after the last one comes the menu. */
const HINTS = [say('pin.hint'), say('pin.waiting'), say('pin.waiting')];

/** The name of the PIN that a gather collects: one gather, one secret. */
export function pinName(gather: GatherId): SecretRef {
  return `pin.${gather}`;
}

/**
 * Nobody has read the bank's SMS so soon after it was asked for. A key that comes sooner is the echo of the answer
 * before, such as a second press, and would be taken for the first digit of the PIN. Milliseconds.
 */
const TOO_SOON_MS = 1_000;

/** @param askedMs how long ago the PIN was asked for */
export function newPinRequest(gather: GatherId, habit: PinHabit, askedMs: number): GatherRequest {
  return { kind: 'pin', ref: pinName(gather), habit, deafMs: Math.max(0, TOO_SOON_MS - askedMs) };
}

/** Opens a gather for a PIN with what is said at it. */
export function openPin(talk: Talk, habit: PinHabit, prompts: readonly Prompt[]): Asked {
  return ask(talk, { kind: 'pin', ref: pinName(talk.gathers + 1), habit, deafMs: 0 }, prompts);
}

/**
 * The bank has been asked. Who is keying already goes on, and needs no question; for everybody else the gather begins
 * anew, with what is known of the bank's PINs.
 */
export function awaitPin(state: At<'otp.wait'>, question: Prompt, askedMs: number): Step {
  const { early, ...attempted } = state;
  if (early === 'some')
    return { state: { ...attempted, stage: 'pin.ask', hints: 0, keyed: true }, commands: [] };
  const asked = ask(state.talk, newPinRequest(state.talk.gathers + 1, state.habit, askedMs), [question]);
  return {
    state: {
      ...attempted,
      stage: 'pin.ask',
      talk: asked.talk,
      asking: { gather: asked.gather, tries: 0 },
      hints: 0,
      keyed: false,
    },
    commands: [...closeGather(state), ...asked.commands],
  };
}

export function askPin(state: Attempted, tries: number, prompts: readonly Prompt[]): Step {
  const { talk, bill, mobile, card, pan, attemptId, habit, receipt } = state;
  const asked = openPin(talk, habit, prompts);
  return {
    state: {
      stage: 'pin.ask',
      ...{ bill, mobile, card, pan, attemptId, habit, receipt },
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
  return state.keyed ? stay(state) : renewExpired(state);
}

/** A second PIN in a row that nobody has keyed is not renewed: each one texts somebody. */
function renewExpired(state: At<'pin.ask'> | At<'pin.menu'>): Step {
  if (state.talk.silentPins > 0) return goodbye(state, [say('pin.expired')]);
  const talk = { ...state.talk, silentPins: state.talk.silentPins + 1 };
  return renewAttempt({ ...state, talk }, 'expired', [say('pin.expired')]);
}

function toMenu(state: At<'pin.ask'>): Step {
  return offerMenu(state, 0, []);
}

export function offerMenu(
  state: At<'pin.ask'> | At<'pin.menu'>,
  tries: number,
  before: readonly Prompt[],
): Step {
  const { talk, bill, mobile, card, pan, attemptId, habit, receipt } = state;
  const asked = ask(talk, { kind: 'choice', keys: keysOf(talk) }, [...before, ...menuOf(talk)]);
  return {
    state: {
      stage: 'pin.menu',
      ...{ bill, mobile, card, pan, attemptId, habit, receipt },
      talk: asked.talk,
      asking: { gather: asked.gather, tries },
    },
    commands: [...closeGather(state), ...asked.commands],
  };
}

function menuChosen(state: At<'pin.menu'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type !== 'choice') {
    const tries = state.asking.tries + 1;
    return tries >= PATIENCE ? giveUp(state, []) : offerMenu(state, tries, [say('key.wrong')]);
  }
  if (verdict.key === '1') return renewAttempt(state, 'superseded', []);
  if (verdict.key === '3') return askPin(state, 0, [say('pin.waiting')]);
  if (verdict.key === '0') return connect(state, []);
  const other = toOtherCard(state);
  return { state: other.state, commands: [...abandon(state, 'superseded'), ...other.commands] };
}
