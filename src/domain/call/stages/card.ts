import type { MaskedCard } from '../../payment/card.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Chargeable, Payable } from '../state.ts';
import { ask, type Row, type Step, speak } from '../step.ts';
import { confirmCells } from './confirm.ts';
import { giveUp } from './operator.ts';
import {
  goodbye,
  lastWords,
  ONLY_ASKING,
  PATIENCE,
  PROMPTS_PASS,
  repeat,
  stay,
  wipeAllBut,
} from './shared.ts';
import { detailsOf, identify, mayBecomeKnown } from './verify.ts';

/** The card: sixteen digits that stay in the vault; only its bank and last four digits are read back. */

export const cardAskRow: Row<'card.ask'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: cardSilent,
  GatherEnded: cardKeyed,
};

export const cardConfirmRow: Row<'card.confirm'> = {
  ...ONLY_ASKING,
  ...confirmCells<At<'card.confirm'>>({
    question: say('card.confirm.ask'),
    yes: (state) => identify(state),
    no: (state) => toOtherCard(state),
  }),
};

/** Asks for a card, unless it would be keyed for nothing. */
export function toCard(payable: Payable, before: readonly Prompt[]): Step {
  if (payable.talk.gatewayDown) return lastWords(payable.talk, [...before, say('line.down')]);
  if (!mayBecomeKnown(payable)) return lastWords(payable.talk, [...before, say('verify.enough')]);
  return askCard(payable, 0, [...before, say('card.ask')]);
}

/** Asks for another card; what was keyed of the last one is wiped first, and who pays it need not be keyed again. */
export function toOtherCard(payable: Payable): Step {
  const { state, commands } = toCard(payable, []);
  return { state, commands: [wipeAllBut(detailsOf(payable.talk)), ...commands] };
}

export function askCard({ talk, bill, mobile }: Payable, tries: number, prompts: readonly Prompt[]): Step {
  const pan = `card.${talk.gathers + 1}`;
  const asked = ask(talk, { kind: 'card', ref: pan }, prompts);
  return {
    state: {
      stage: 'card.ask',
      talk: asked.talk,
      bill,
      mobile,
      pan,
      asking: { gather: asked.gather, tries },
    },
    commands: asked.commands,
  };
}

/** A payer who is slow is never cut off: what arrived is told and kept. */
function cardSilent(state: At<'card.ask'>, { have, nth }: EventOf<'GatherSilent'>): Step {
  if (nth >= PATIENCE) return goodbye(state, []);
  return repeat(state, have > 0 ? [say('card.more', { n: have })] : [say('silence.once'), say('card.ask')]);
}

function cardKeyed(state: At<'card.ask'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type === 'card') return cardHeld(state, verdict.card);
  if (verdict.type === 'star') return askCard(state, state.asking.tries, [say('card.ask')]);
  return state.asking.tries + 1 >= PATIENCE
    ? giveUp(state, [say('card.wrong')])
    : askCard(state, state.asking.tries + 1, [say('card.wrong'), say('card.ask')]);
}

function cardHeld({ talk, bill, mobile, pan }: At<'card.ask'>, card: MaskedCard): Step {
  const held: Chargeable = { talk, bill, mobile, pan, card };
  if (!talk.policy.confirmCard) return identify(held);
  return readCardBack(held, []);
}

export function readCardBack({ talk, bill, mobile, pan, card }: Chargeable, before: readonly Prompt[]): Step {
  const said = speak(talk, [...before, readBack(card)]);
  return {
    state: { stage: 'card.confirm', talk: said.talk, bill, mobile, pan, card, asking: null },
    commands: said.commands,
  };
}

function readBack({ bank, last4 }: MaskedCard): Prompt {
  return bank === null ? say('card.confirm.last4', { last4 }) : say('card.confirm.card', { bank, last4 });
}
