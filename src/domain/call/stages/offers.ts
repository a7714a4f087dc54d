import type { OfferedBill } from '../../payment/bill.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ask, type Row, type Step } from '../step.ts';
import { askInvoice, tellBill } from './bill.ts';
import { giveUp } from './operator.ts';
import { goodbye, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';

/** The open invoices of the caller's own mobile. No amount is told before one is chosen. */

export const billCallerRow: Row<'bill.caller'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, { nth }) =>
    nth >= PATIENCE ? goodbye(state, []) : repeat(state, [say('silence.once'), ...spoken(state.offers)]),
  GatherEnded: chosen,
};

/** For an invoice that is not among them. */
const OTHER_KEY = '9';

/** An invoice is told apart by the last digits of its code. */
const TAIL_DIGITS = 4;

export function offerBills(
  talk: Talk,
  offers: readonly OfferedBill[],
  tries: number,
  before: readonly Prompt[],
): Step {
  const keys = offers.map((_, index) => String(index + 1)).join('') + OTHER_KEY;
  const asked = ask(talk, { kind: 'choice', keys }, [...before, ...spoken(offers)]);
  return {
    state: { stage: 'bill.caller', talk: asked.talk, offers, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

function spoken(offers: readonly OfferedBill[]): readonly Prompt[] {
  const other = say('bill.caller.other');
  if (offers.length === 1) return [say('bill.caller.one'), other];
  const each = offers.map(({ code }, index) =>
    say('bill.caller.each', { tail: code.slice(-TAIL_DIGITS), key: index + 1 }),
  );
  return [say('bill.caller.several', { n: offers.length }), ...each, other];
}

function chosen(state: At<'bill.caller'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { talk, offers, asking } = state;
  if (verdict.type !== 'choice') {
    const tries = asking.tries + 1;
    return tries >= PATIENCE
      ? giveUp(state, [say('key.wrong')])
      : offerBills(talk, offers, tries, [say('key.wrong')]);
  }
  const offer = offers[Number(verdict.key) - 1];
  return offer === undefined
    ? askInvoice(talk, 0, [say('bill.invoice.ask')])
    : tellBill(talk, offer.bill, []);
}
