import type { Bill, BillRefusal } from '../../payment/bill.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { BillSearch } from '../command.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk } from '../state.ts';
import { ask, type Row, type Step, speak } from '../step.ts';
import { askAmount } from './amount.ts';
import { confirmCells } from './confirm.ts';
import { offerBills } from './offers.ts';
import { giveUp } from './operator.ts';
import { toPayer } from './payer.ts';
import { goodbye, NOTHING_ASKED, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';

/**
 * What is to be paid: the invoice that a payer was rung for, a line's fixed amount, an invoice by its code or its
 * payer, or an amount that is keyed.
 */

export const billFindRow: Row<'bill.find'> = {
  ...ONLY_ASKING,
  ...NOTHING_ASKED,
  ...PROMPTS_PASS,
  BillFound: (state, { bill }) => tellBill(state.talk, bill, state.before),
  BillsFound: billsFound,
  BillRefused: billRefused,
};

export const billInvoiceRow: Row<'bill.invoice'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, { nth }) =>
    nth >= PATIENCE ? goodbye(state, []) : repeat(state, [say('silence.once'), say('bill.invoice.ask')]),
  GatherEnded: codeKeyed,
};

export const billTellRow: Row<'bill.tell'> = {
  ...ONLY_ASKING,
  ...NOTHING_ASKED,
  PromptEnded: (state) => toPayer(state),
};

export const billConfirmRow: Row<'bill.confirm'> = {
  ...ONLY_ASKING,
  ...confirmCells<At<'bill.confirm'>>({
    question: say('bill.confirm.ask'),
    yes: (state) => toPayer(state),
    no: (state) => askOther(state, []),
  }),
};

/** Begins with the invoice of a call-back, or as the line's policy says, after what has to be said before. */
export function toBill(talk: Talk, before: readonly Prompt[]): Step {
  if (talk.invoice !== null) return findBill(talk, { type: 'code', code: talk.invoice }, 0, before);
  switch (talk.policy.bill.type) {
    case 'fixed':
      return findBill(talk, { type: 'line' }, 0, before);
    case 'invoice':
      return askInvoice(talk, 0, [...before, say('bill.invoice.ask')]);
    case 'open':
      return askAmount(talk, 0, before);
    case 'caller':
      return talk.callerMobile === null
        ? askInvoice(talk, 0, [...before, say('bill.invoice.ask')])
        : findBill(talk, { type: 'payer', mobile: talk.callerMobile }, 0, before);
  }
}

/**
 * What was found is not wanted, or cannot be paid: something else is asked for. A fixed line has nothing else, and
 * confirms nothing but the invoice of a call-back.
 */
function askOther(state: At<'bill.confirm'> | At<'bill.find'>, before: readonly Prompt[]): Step {
  const talk = { ...state.talk, invoice: null };
  switch (talk.policy.bill.type) {
    case 'fixed':
      return goodbye({ ...state, talk }, before);
    case 'open':
      return askAmount(talk, 0, before);
    case 'invoice':
    case 'caller':
      return askInvoice(talk, 0, [...before, say('bill.invoice.ask')]);
  }
}

export function findBill(talk: Talk, by: BillSearch, tries: number, before: readonly Prompt[]): Step {
  return { state: { stage: 'bill.find', talk, tries, before }, commands: [{ type: 'FindBill', by }] };
}

export function askInvoice(talk: Talk, tries: number, prompts: readonly Prompt[]): Step {
  const asked = ask(talk, { kind: 'invoice' }, prompts);
  return {
    state: { stage: 'bill.invoice', talk: asked.talk, asking: { gather: asked.gather, tries } },
    commands: asked.commands,
  };
}

function codeKeyed(state: At<'bill.invoice'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { talk, asking } = state;
  if (verdict.type !== 'invoice') return askAgain(state, asking.tries, 'bill.invoice.wrong');
  return findBill(talk, { type: 'code', code: verdict.code }, asking.tries, []);
}

function billsFound({ talk, before }: At<'bill.find'>, { offers }: EventOf<'BillsFound'>): Step {
  return offers.length === 0
    ? askInvoice(talk, 0, [...before, say('bill.invoice.ask')])
    : offerBills(talk, offers, 0, before);
}

/**
 * A fixed amount is only told. Every other one is read back and confirmed: what was keyed may be another's, and
 * whoever was rung did not ask for it.
 */
export function tellBill(talk: Talk, bill: Bill, before: readonly Prompt[]): Step {
  const amounts = { amount: bill.amount, amountOther: bill.amount };
  if (talk.policy.bill.type === 'fixed' && talk.invoice === null) {
    const said = speak(talk, [...before, say('bill.fixed', amounts)]);
    return { state: { stage: 'bill.tell', talk: said.talk, bill }, commands: said.commands };
  }
  const said = speak(talk, [...before, say('bill.confirm.amount', amounts)]);
  return { state: { stage: 'bill.confirm', talk: said.talk, bill, asking: null }, commands: said.commands };
}

function billRefused(state: At<'bill.find'>, { why }: EventOf<'BillRefused'>): Step {
  const refusal = REFUSALS[why];
  if ('last' in refusal) return goodbye(state, [say(refusal.last)]);
  return state.talk.invoice === null
    ? askAgain(state, state.tries, refusal.again)
    : askOther(state, [say(refusal.again)]);
}

/** What each refusal says, and whether another invoice may be keyed after it. */
const REFUSALS = {
  notFound: { again: 'bill.invoice.notFound' },
  expired: { again: 'bill.invoice.expired' },
  cancelled: { again: 'bill.invoice.cancelled' },
  paid: { last: 'bill.already.paid' },
  busy: { last: 'bill.busy' },
  unknown: { last: 'bill.unknown' },
  storeDown: { last: 'line.down' },
} as const satisfies Record<BillRefusal, { again: string } | { last: string }>;

function askAgain(
  state: At<'bill.invoice'> | At<'bill.find'>,
  tries: number,
  why: 'bill.invoice.wrong' | 'bill.invoice.notFound' | 'bill.invoice.expired' | 'bill.invoice.cancelled',
): Step {
  return tries + 1 >= PATIENCE
    ? giveUp(state, [say(why)])
    : askInvoice(state.talk, tries + 1, [say(why), say('bill.invoice.ask')]);
}
