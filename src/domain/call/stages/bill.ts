import type { Bill, BillRefusal } from '../../payment/bill.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Talk, TalkingState } from '../state.ts';
import { ask, type Row, type Step, speak } from '../step.ts';
import { confirmCells } from './confirm.ts';
import { toPayer } from './payer.ts';
import { goodbye, NOTHING_ASKED, ONLY_ASKING, PATIENCE, PROMPTS_PASS, repeat, stay } from './shared.ts';

/** What is to be paid: a line's fixed amount, or an invoice by its code. */

export const billFindRow: Row<'bill.find'> = {
  ...ONLY_ASKING,
  ...NOTHING_ASKED,
  ...PROMPTS_PASS,
  BillFound: billFound,
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
    no: (state) => askInvoice(state.talk, 0, [say('bill.invoice.ask')]),
  }),
};

/** Begins with the bill as the line's policy says. */
export function toBill({ talk }: Pick<TalkingState, 'talk'>): Step {
  if (talk.policy.bill.type === 'invoice') return askInvoice(talk, 0, [say('bill.invoice.ask')]);
  return {
    state: { stage: 'bill.find', talk, tries: 0 },
    commands: [{ type: 'FindBill', by: { type: 'line' } }],
  };
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
  return {
    state: { stage: 'bill.find', talk, tries: asking.tries },
    commands: [{ type: 'FindBill', by: { type: 'code', code: verdict.code } }],
  };
}

function billFound({ talk }: At<'bill.find'>, { bill }: EventOf<'BillFound'>): Step {
  return tellBill(talk, bill, []);
}

/** A fixed amount is only told; an invoice's is read back and confirmed, since its code may be another's. */
export function tellBill(talk: Talk, bill: Bill, before: readonly Prompt[]): Step {
  const amounts = { amount: bill.amount, amountOther: bill.amount };
  if (bill.invoiceId === null) {
    const said = speak(talk, [...before, say('bill.fixed', amounts)]);
    return { state: { stage: 'bill.tell', talk: said.talk, bill }, commands: said.commands };
  }
  const said = speak(talk, [...before, say('bill.confirm.amount', amounts)]);
  return { state: { stage: 'bill.confirm', talk: said.talk, bill, asking: null }, commands: said.commands };
}

function billRefused(state: At<'bill.find'>, { why }: EventOf<'BillRefused'>): Step {
  const refusal = REFUSALS[why];
  return 'last' in refusal
    ? goodbye(state, [say(refusal.last)])
    : askAgain(state, state.tries, refusal.again);
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
    ? goodbye(state, [say(why)])
    : askInvoice(state.talk, tries + 1, [say(why), say('bill.invoice.ask')]);
}
