import type { BillSource, KeyedUnit } from '../../merchant/line.ts';
import { AMOUNT_STEP } from '../../payment/amount.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ask, type Row, type Step } from '../step.ts';
import { findBill } from './bill.ts';
import { giveUp } from './operator.ts';
import { goodbye, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';

/** An open amount, which the caller keys in the line's unit. */

export const billAmountRow: Row<'bill.amount'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: amountSilent,
  GatherEnded: amountKeyed,
};

export function askAmount(talk: Talk, tries: number, before: readonly Prompt[]): Step {
  const asked = ask(talk, { kind: 'amount', ...boundsOf(talk) }, [...before, questionOf(talk)]);
  return {
    state: { stage: 'bill.amount', talk: asked.talk, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

/** An amount is never taken by silence: with keys in hand the hash key is asked for. */
function amountSilent(state: At<'bill.amount'>, { have, nth }: EventOf<'GatherSilent'>): Step {
  if (nth >= PATIENCE) return goodbye(state, []);
  return repeat(state, have > 0 ? [say('bill.open.finish')] : [say('silence.once'), questionOf(state.talk)]);
}

function amountKeyed(state: At<'bill.amount'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { talk, asking } = state;
  const { min, max, unit } = openOf(talk);
  if (verdict.type !== 'amount') {
    const range = verdict.type === 'malformed' && verdict.why === 'range';
    return askAgain(state, range ? say('bill.open.range', { min, max }) : say('bill.open.wrong'));
  }
  const amount = verdict.value * RIAL_IN[unit];
  if (amount % AMOUNT_STEP !== 0) return askAgain(state, say('bill.open.step'));
  return findBill(talk, { type: 'amount', amount }, asking.tries, []);
}

const RIAL_IN = { toman: 10, rial: 1 } as const satisfies Record<KeyedUnit, number>;

type OpenAmount = Extract<BillSource, { readonly type: 'open' }>;

/** An amount is asked for on an open line only (`toBill`). */
function openOf({ policy: { bill } }: Talk): OpenAmount {
  if (bill.type !== 'open') throw new Error(`no amount is keyed on a line with a bill of type ${bill.type}`);
  return bill;
}

/** The line's bounds in what the caller keys. */
function boundsOf(talk: Talk): { readonly min: number; readonly max: number } {
  const { min, max, unit } = openOf(talk);
  return { min: Math.ceil(min / RIAL_IN[unit]), max: Math.floor(max / RIAL_IN[unit]) };
}

function askAgain(state: At<'bill.amount'>, why: Prompt): Step {
  const tries = state.asking.tries + 1;
  return tries >= PATIENCE ? giveUp(state, [why]) : askAmount(state.talk, tries, [why]);
}

function questionOf(talk: Talk): Prompt {
  return openOf(talk).unit === 'rial' ? say('bill.open.rial') : say('bill.open.toman');
}
