import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf, Pending } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ask, type Row, type Step, speak } from '../step.ts';
import { toBill } from './bill.ts';
import {
  goOn,
  goodbye,
  lastWords,
  NOTHING_ASKED,
  ONLY_ASKING,
  PATIENCE,
  PROMPTS_PASS,
  repeat,
  stay,
} from './shared.ts';

/** An earlier payment of this caller: what became of it is told before they may pay again (call.md, "Order"). */

export const pendingTellRow: Row<'pending.tell'> = {
  ...ONLY_ASKING,
  ...NOTHING_ASKED,
  PromptEnded: told,
  CallLimitNear: goOn,
};

export const pendingOtherRow: Row<'pending.other'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, { nth }) =>
    nth >= PATIENCE ? goodbye(state, []) : repeat(state, [say('pending.other')]),
  GatherEnded: chosen,
};

/** What comes first after the greeting: an earlier payment if there is one to tell, otherwise the bill. */
export function afterGreeting(talk: Talk): Step {
  return talk.pending === null ? toBill(talk, []) : tellPending(talk, talk.pending, []);
}

/** Tells no amount and no card: the caller's number may be forged. */
export function tellPending(talk: Talk, pending: Pending, before: readonly Prompt[]): Step {
  const said = speak(talk, [...before, SENTENCES[pending.type]], true);
  return {
    state: { stage: 'pending.tell', talk: { ...said.talk, pending: null }, told: pending },
    commands: said.commands,
  };
}

const SENTENCES = { unknown: say('pending.unknown'), paid: say('pending.paid') } as const;

function told({ talk, told }: At<'pending.tell'>, { heard }: EventOf<'PromptEnded'>): Step {
  const next = mayPayOther(talk, told) ? askOther(talk, 0, []) : lastWords(talk, []);
  if (told.type !== 'paid' || heard !== 'whole') return next;
  return { state: next.state, commands: [{ type: 'NoteTold', attemptId: told.attemptId }, ...next.commands] };
}

/**
 * Something else can be paid where the caller says what, or was rung for it. While a payment of this mobile on this line is in doubt
 * every other one would be refused at its dispatch (payment.md, "Dispatch" 1), so that none is offered.
 */
function mayPayOther({ policy, invoice }: Talk, told: Pending): boolean {
  const { type } = policy.bill;
  const hasOther = type === 'invoice' || type === 'caller' || invoice !== null;
  return hasOther && !(told.type === 'unknown' && told.sameLine);
}

export function askOther(talk: Talk, tries: number, before: readonly Prompt[]): Step {
  const asked = ask(talk, { kind: 'choice', keys: '12' }, [...before, say('pending.other')]);
  return {
    state: { stage: 'pending.other', talk: asked.talk, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

function chosen(state: At<'pending.other'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type === 'choice') return verdict.key === '1' ? toBill(state.talk, []) : goodbye(state, []);
  const tries = state.asking.tries + 1;
  return tries >= PATIENCE ? goodbye(state, []) : askOther(state.talk, tries, [say('key.wrong')]);
}
