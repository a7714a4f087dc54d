import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { Asking, TalkingState } from '../state.ts';
import { ask, type Step } from '../step.ts';
import { giveUp } from './operator.ts';
import { goodbye, PATIENCE, repeat, stay } from './shared.ts';

/**
 * A confirm says a value, which cannot be interrupted, and then asks: one for yes, two for no. The same
 * four cells serve a bill, a mobile and a card.
 */
export interface Confirm<S extends Confirming> {
  readonly question: Prompt;
  readonly yes: (state: S) => Step;
  readonly no: (state: S) => Step;
}

type Confirming = Extract<TalkingState, { readonly asking: Asking | null }>;

export function confirmCells<S extends Confirming>({ question, yes, no }: Confirm<S>) {
  return {
    PromptEnded: (state: S): Step => (state.asking === null ? put(state, 0, [question]) : stay(state)),
    KeyHeard: (state: S): Step => stay(state),
    GatherSilent: (state: S, event: EventOf<'GatherSilent'>): Step =>
      event.nth >= PATIENCE ? goodbye(state, []) : repeat(state, [say('silence.once'), question]),
    GatherEnded: (state: S, { verdict }: EventOf<'GatherEnded'>): Step => {
      if (verdict.type === 'choice') return verdict.key === '1' ? yes(state) : no(state);
      const tries = (state.asking?.tries ?? 0) + 1;
      return tries >= PATIENCE ? giveUp(state, []) : put(state, tries, [say('key.wrong'), question]);
    },
  };
}

function put<S extends Confirming>(state: S, tries: number, prompts: readonly Prompt[]): Step {
  const asked = ask(state.talk, { kind: 'choice', keys: '12' }, prompts);
  return {
    state: { ...state, talk: asked.talk, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}
