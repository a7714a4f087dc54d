import type { Language } from '../../merchant/line.ts';
import { inLanguage, type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ask, type Row, type Step } from '../step.ts';
import { afterGreeting } from './pending.ts';
import { closeGather, ONLY_ASKING, PATIENCE, repeat, stay } from './shared.ts';

/** The menu of a line with two languages. A key keeps its meaning on every line. */
const KEYS = { '1': 'fa', '2': 'en' } as const satisfies Readonly<Record<string, Language>>;

/** After so many silences the line's first language is spoken: whoever cannot key is not kept. */
const SILENCES = 2;

export const languageRow: Row<'language'> = {
  ...ONLY_ASKING,
  // A caller who is remembered only has to hear that there is another language.
  PromptEnded: (state) => (state.talk.languageRemembered ? goOn(state) : stay(state)),
  KeyHeard: stay,
  GatherSilent: (state, { nth }) => (nth >= SILENCES ? goOn(state) : repeat(state, menuOf(state.talk))),
  GatherEnded: chosen,
};

/** Greets and asks for the language; a remembered one is only told what else there is. */
export function askLanguage(talk: Talk, greeting: readonly Prompt[], tries = 0): Step {
  const asked = ask(talk, { kind: 'choice', keys: Object.keys(KEYS).join('') }, [
    ...greeting,
    ...menuOf(talk),
  ]);
  return {
    state: { stage: 'language', talk: asked.talk, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

/** Each language is offered in itself. */
function menuOf({ policy, language, languageRemembered }: Talk): readonly Prompt[] {
  return policy.languages
    .filter((each) => !languageRemembered || each !== language)
    .map((each) => inLanguage(say('greet.language'), each));
}

function chosen(state: At<'language'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { talk, asking } = state;
  if (verdict.type !== 'choice') {
    return asking.tries + 1 >= PATIENCE ? goOn(state) : askLanguage(talk, [], asking.tries + 1);
  }
  const language = KEYS[verdict.key as keyof typeof KEYS];
  const next = afterGreeting({ ...talk, language, languageRemembered: true });
  return { state: next.state, commands: [{ type: 'RememberLanguage', language }, ...next.commands] };
}

function goOn(state: At<'language'>): Step {
  const next = afterGreeting(state.talk);
  return { state: next.state, commands: [...closeGather(state), ...next.commands] };
}
