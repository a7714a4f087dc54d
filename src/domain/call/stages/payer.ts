import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Payable } from '../state.ts';
import { ask, type Row, type Step, speak } from '../step.ts';
import { toCard } from './card.ts';
import { confirmCells } from './confirm.ts';
import { giveUp } from './operator.ts';
import { goodbye, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';

/** Who pays: the caller's own mobile when the network shows one, otherwise the one that is keyed. */

export const mobileAskRow: Row<'mobile.ask'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: mobileSilent,
  GatherEnded: mobileKeyed,
};

export const mobileConfirmRow: Row<'mobile.confirm'> = {
  ...ONLY_ASKING,
  ...confirmCells<At<'mobile.confirm'>>({
    question: say('mobile.confirm.ask'),
    yes: (state) => toCard(state, []),
    no: (state) => askMobile(state, 0, [say('mobile.ask')]),
  }),
};

export function toPayer(state: At<'bill.tell'> | At<'bill.confirm'>): Step {
  const { callerMobile } = state.talk;
  return callerMobile === null
    ? askMobile(state, 0, [say('mobile.ask')])
    : toCard({ talk: state.talk, bill: state.bill, mobile: callerMobile }, []);
}

export function askMobile(
  { talk, bill }: Pick<At<'bill.tell'>, 'talk' | 'bill'>,
  tries: number,
  prompts: readonly Prompt[],
): Step {
  const asked = ask(talk, { kind: 'mobile' }, prompts);
  return {
    state: { stage: 'mobile.ask', talk: asked.talk, bill, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

function mobileSilent(state: At<'mobile.ask'>, { have, nth }: EventOf<'GatherSilent'>): Step {
  if (nth >= PATIENCE) return goodbye(state, []);
  return repeat(
    state,
    have > 0 ? [say('mobile.more', { n: have })] : [say('silence.once'), say('mobile.ask')],
  );
}

function mobileKeyed(state: At<'mobile.ask'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { talk, bill, asking } = state;
  if (verdict.type === 'mobile') return readMobileBack({ talk, bill, mobile: verdict.mobile }, []);
  return asking.tries + 1 >= PATIENCE
    ? giveUp(state, [say('mobile.wrong')])
    : askMobile(state, asking.tries + 1, [say('mobile.wrong'), say('mobile.ask')]);
}

export function readMobileBack({ talk, bill, mobile }: Payable, before: readonly Prompt[]): Step {
  const said = speak(talk, [...before, say('mobile.confirm.number', { mobile })]);
  return {
    state: { stage: 'mobile.confirm', talk: said.talk, bill, mobile, asking: null },
    commands: said.commands,
  };
}
