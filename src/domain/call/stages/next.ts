import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, CardWay, Chargeable, Way } from '../state.ts';
import { ask, type Row, type Step } from '../step.ts';
import { commitAttempt } from './attempt.ts';
import { toOtherCard } from './card.ts';
import { connect, giveUp, hasOperator } from './operator.ts';
import { goodbye, lastWords, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';
import { mayBecomeKnown } from './verify.ts';

/** The ways on after a refusal. A key keeps its meaning, whichever ways are left out. */
const KEYS = { otherCard: '1', newPin: '2', end: '3', operator: '0' } as const satisfies Record<Way, string>;

export const nextRow: Row<'next'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, { nth }) =>
    nth >= PATIENCE ? goodbye(state, []) : repeat(state, [say('silence.once'), ...spoken(waysOf(state))]),
  GatherEnded: chosen,
};

/**
 * Offers the ways that exist, after what has to be said before: those given, an operator where there is one, and
 * the end. While the gateway is down there is none.
 */
export function offerWays(
  state: Chargeable,
  before: readonly Prompt[],
  given: readonly CardWay[],
  tries = 0,
): Step {
  const { talk, bill, mobile, card, pan } = state;
  // Nobody keys a card of which it could not be found out whose it is.
  const open = mayBecomeKnown(state) ? given : given.filter((way) => way !== 'otherCard');
  if (talk.gatewayDown) return lastWords(talk, [...before, say('line.down')]);
  const ways = waysOf({ talk, ways: open });
  const keys = ways.map((way) => KEYS[way]).join('');
  const asked = ask(talk, { kind: 'choice', keys }, [...before, ...spoken(ways)]);
  return {
    state: {
      stage: 'next',
      talk: asked.talk,
      bill,
      mobile,
      card,
      pan,
      ways: open,
      asking: { gather: asked.gather, tries },
    },
    commands: asked.commands,
  };
}

function waysOf({ talk, ways }: Pick<At<'next'>, 'talk' | 'ways'>): readonly Way[] {
  return [...ways, ...(hasOperator(talk) ? (['operator'] as const) : []), 'end'];
}

function spoken(ways: readonly Way[]): readonly Prompt[] {
  return ways.map((way) => say(`way.${way}`));
}

function chosen(state: At<'next'>, { verdict }: EventOf<'GatherEnded'>): Step {
  if (verdict.type !== 'choice') {
    const tries = state.asking.tries + 1;
    return tries >= PATIENCE ? giveUp(state, []) : offerWays(state, [say('key.wrong')], state.ways, tries);
  }
  switch (verdict.key) {
    case KEYS.otherCard:
      return toOtherCard(state);
    case KEYS.newPin:
      return commitAttempt(state, []);
    case KEYS.operator:
      return connect(state, []);
    default:
      return goodbye(state, []);
  }
}
