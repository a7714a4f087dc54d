import type { Outcome } from '../../payment/outcome.ts';
import { type DeclineCode, type WayOn, wayOnAfter } from '../../payment/response-code.ts';
import { canSpeak, type Prompt, type SpeakableRef, say } from '../../prompt/script.ts';
import type { CallCommand, CommandOf } from '../command.ts';
import type { EventOf, Heard } from '../event.ts';
import type { At, Attempted, LateAnswer, Talk } from '../state.ts';
import { ask, ignoring, type Row, type Step, speak } from '../step.ts';
import { offerWays } from './next.ts';
import { connect, hasOperator } from './operator.ts';
import { attemptedOf, END_OF_WAIT, toRecord } from './pay.ts';
import {
  goOn,
  goodbye,
  lastWords,
  NOTHING_ASKED,
  ONLY_ASKING,
  PATIENCE,
  PROMPTS_PASS,
  stay,
} from './shared.ts';

/** The three verdicts: *paid*, *not paid*, *not known yet, do not pay again* (design.md, "The core"). */

export const verdictRow: Row<'verdict'> = {
  ...ONLY_ASKING,
  ...NOTHING_ASKED,
  ...ignoring('the verdict is being said', 'CallerDeadline', 'WaitedMore'),
  PromptEnded: verdictSaid,
  PayReplied: lateReply,
  ResultRecorded: lateRecorded,
  ResultNotRecorded: lateRecorded,
  CallLimitNear: goOn,
};

export const referenceRow: Row<'reference'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state) => goodbye(state, []),
  GatherEnded: repeatReference,
};

/** Says the verdict. It waits for its journal entry to be durable (command `Play` with `verdict`). */
export function tellVerdict(state: Attempted, outcome: Outcome, before: readonly Prompt[] = []): Step {
  const said = speak(state.talk, [...before, ...sentence(outcome, state.receipt)], true);
  return {
    state: {
      stage: 'verdict',
      ...attemptedOf({ ...state, talk: said.talk }),
      told: outcome,
      late: null,
    },
    commands: [
      ...END_OF_WAIT,
      ...(outcome.type === 'unknown' ? oweReceipt(state, 'result') : []),
      ...said.commands,
    ],
  };
}

/** Texts a payer what they do not hear here; nothing for one who gets no receipts. */
export function oweReceipt(
  { receipt, attemptId }: Attempted,
  owed: CommandOf<'OweReceipt'>['owed'],
): readonly CallCommand[] {
  return receipt ? [{ type: 'OweReceipt', attemptId, owed }] : [];
}

function sentence(outcome: Outcome, receipt: boolean): readonly Prompt[] {
  switch (outcome.type) {
    case 'paid':
      return [say('paid')];
    case 'unknown':
      return receipt ? [say('unknown'), say('unknown.sms')] : [say('unknown')];
    case 'notSent':
      return [say('declined'), say('line.down')];
    case 'declined':
      return [say('declined'), say(REASONS[outcome.code])];
  }
}

const REASONS = {
  3: 'reason.merchant',
  5: 'reason.other',
  13: 'reason.merchant',
  14: 'reason.card',
  21: 'reason.other',
  42: 'reason.card',
  51: 'reason.funds',
  54: 'reason.expired',
  55: 'reason.pin',
  57: 'reason.card',
  61: 'reason.ceiling',
  62: 'reason.card',
  63: 'reason.merchant',
  75: 'reason.pinBlocked',
  78: 'reason.card',
  90: 'reason.endOfDay',
} as const satisfies Record<DeclineCode, string>;

/** A verdict is said to its end; an answer that came meanwhile is told next, once it is recorded. */
function verdictSaid(state: At<'verdict'>, { heard }: EventOf<'PromptEnded'>): Step {
  if (state.late !== null) return tellLate(state, state.late);
  const { told } = state;
  switch (told.type) {
    case 'paid':
      return afterPaid(state, told.refId, heard);
    case 'unknown':
      return goodbye(state, [], state);
    case 'notSent':
      return goodbye(state, []);
    case 'declined':
      return afterDecline(state, wayOnAfter(told.code));
  }
}

/** An answer that came late is told once it is recorded. */
export function tellLate(state: At<'verdict'>, { outcome, recorded }: LateAnswer): Step {
  return recorded ? tellVerdict(state, outcome) : toRecord(state, outcome);
}

/** A verdict that was not heard whole is told again in the caller's next call (call.md, "What ARI does"). */
function afterPaid(state: At<'verdict'>, refId: string, heard: Heard): Step {
  const next = canSpeak(refId) ? tellReference(state.talk, refId, 0) : textReference(state);
  if (heard !== 'whole') return next;
  return {
    state: next.state,
    commands: [{ type: 'NoteTold', attemptId: state.attemptId }, ...next.commands],
  };
}

/** One with letters cannot be said. */
function textReference(state: At<'verdict'>): Step {
  const next = goodbye(state, state.receipt ? [say('paid.reference.sms')] : []);
  return { state: next.state, commands: [...oweReceipt(state, 'reference'), ...next.commands] };
}

function afterDecline(state: At<'verdict'>, wayOn: WayOn): Step {
  const { limits } = state.talk.policy;
  const talk = { ...state.talk, declines: state.talk.declines + 1 };
  const declined = { ...state, talk };
  const mayAskPin = talk.otps < limits.otpsPerCall;
  switch (wayOn) {
    case 'otherCard':
    case 'newPin':
      // Every further try needs a PIN of its own.
      if (talk.declines >= limits.declinesPerCall || !mayAskPin) return enough(declined);
      return offerWays(declined, [], wayOn === 'newPin' ? ['otherCard', 'newPin'] : ['otherCard']);
    case 'merchant':
      return hasOperator(talk) ? offerWays(declined, [], []) : goodbye(declined, []);
    case 'later':
      return goodbye(declined, []);
  }
}

/** Asking the bank again and again helps nobody; a colleague may. */
function enough(state: At<'verdict'>): Step {
  return hasOperator(state.talk) ? connect(state, []) : goodbye(state, [say('declined.enough')]);
}

/** Only *not known yet* may be overtaken by a late answer; every other verdict was the bank's own word. */
function lateReply(state: At<'verdict'>, { attemptId, outcome }: EventOf<'PayReplied'>): Step {
  const news = attemptId === state.attemptId && state.told.type === 'unknown' && outcome.type !== 'unknown';
  return news ? { state: { ...state, late: { outcome, recorded: false } }, commands: [] } : stay(state);
}

function lateRecorded(state: At<'verdict'>, { attemptId }: { readonly attemptId: string }): Step {
  if (attemptId !== state.attemptId || state.late === null) return stay(state);
  return { state: { ...state, late: { ...state.late, recorded: true } }, commands: [] };
}

export function tellReference(talk: Talk, refId: SpeakableRef, tries: number): Step {
  const asked = ask(talk, { kind: 'choice', keys: '1' }, [
    say('paid.reference', { ref: refId }),
    say('paid.reference.again'),
  ]);
  return {
    state: { stage: 'reference', talk: asked.talk, refId, asking: { gather: asked.gather, tries } },
    commands: [{ type: 'WipeSecrets' }, ...asked.commands],
  };
}

function repeatReference(state: At<'reference'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const tries = state.asking.tries + 1;
  return verdict.type === 'choice' && tries <= PATIENCE
    ? tellReference(state.talk, state.refId, tries)
    : lastWords(state.talk, []);
}
