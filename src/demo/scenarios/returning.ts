import type { PromptKey } from '../../domain/prompt/script.ts';
import type { Caller } from '../caller.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Payments whose result is not known yet, or was not heard, and the callers who come back. */
export const RETURNING: readonly Scenario[] = [
  {
    name: 'unknown-silent',
    about:
      'The bank never answers. Calling back on the same line: the payment is still in doubt, and no more is paid.',
    async act(stage) {
      await endsUnknown(stage, 'silent-charged');
      await callsBack(stage);
    },
    outcome: {
      hears: ['pay.wait', 'unknown', 'bye', 'pending.unknown', 'bye'],
      never: ['declined', 'paid', 'pending.other', 'nothing.taken'],
      attempts: ['unknown'],
      charges: 1,
    },
  },
  {
    name: 'unknown-cut',
    about: 'The line to the bank breaks after it charged. Another line of the shop knows of it, too.',
    async act(stage) {
      await endsUnknown(stage, 'cut-charged');
      await callsBack(stage, 'fixed');
    },
    outcome: {
      hears: ['unknown', 'bye', 'pending.unknown', 'bye'],
      never: ['pending.other', 'card.confirm.card'],
      attempts: ['unknown'],
      charges: 1,
    },
  },
  {
    name: 'unknown-then-another-bill',
    about: 'The bank answers with a page of HTML. On another line an invoice may still be paid.',
    async act(stage) {
      await endsUnknown(stage, 'html-charged');
      const code = await stage.invoice();
      const again = await stage.call('invoice');
      await again.asked('pending.other');
      await again.key('1');
      await stage.keyInvoice(again, code);
      await stage.pay(again);
      await again.hangUp();
    },
    outcome: {
      hears: ['unknown', 'pending.unknown', 'pending.other', 'bill.invoice.ask', 'paid'],
      attempts: ['unknown', 'paid'],
      charges: 2,
    },
  },
  {
    name: 'unknown-then-nothing-else',
    about: 'Back on an invoice line: the payment is in doubt, and two ends the call.',
    async act(stage) {
      await endsUnknown(stage, 'zero-reference');
      const again = await stage.call('invoice');
      await again.asked('pending.other');
      await again.key('2');
      await again.phone.ended;
    },
    outcome: {
      hears: ['unknown', 'bye', 'pending.unknown', 'pending.other', 'bye'],
      never: ['bill.invoice.ask'],
      attempts: ['unknown'],
      charges: 1,
    },
  },
  undecided('unknown-system-error', 'The bank tells of a system error (80)', 'code-80'),
  undecided('unknown-invalid-response', 'The bank tells of an invalid response (20)', 'code-20'),
  undecided('unknown-issuer', 'The issuer of the card is not at work (91)', 'code-91'),
  undecided('unknown-duplicate', 'The bank takes the payment for a repeated one (94)', 'code-94'),
  {
    name: 'unknown-invoice',
    about: 'An invoice whose payment is in doubt is paid by nobody else meanwhile.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('invoice');
      await stage.keyInvoice(caller, code);
      await stage.keyAll(caller, stage.testCard('cut'));
      await stage.booked(caller, 'unknown');
      await caller.phone.ended;
      const other = await stage.call('invoice', { from: stage.otherMobile });
      await other.asked('bill.invoice');
      await other.key(`${code}#`);
      await other.phone.ended;
    },
    outcome: {
      hears: ['unknown', 'bye', 'bill.invoice.ask', 'bill.unknown', 'bye'],
      never: ['pending.unknown', 'bill.already.paid'],
      attempts: ['unknown'],
      charges: 0,
    },
  },
  {
    name: 'unknown-other-number',
    about: 'A card whose payment is in doubt is not charged again, whatever number its holder calls from.',
    async act(stage) {
      const card = stage.testCard('html');
      await endsUnknown(stage, 'html');
      const other = await stage.call('english', { from: stage.otherMobile });
      await stage.keyCard(other, card);
      await other.phone.ended;
    },
    outcome: {
      hears: ['unknown', 'bye', 'card.ask', 'otp.asking', 'pending.unknown', 'bye'],
      never: ['payer.busy', 'bill.unknown'],
      attempts: ['unknown'],
      charges: 0,
    },
  },
  {
    name: 'unknown-then-found-paid',
    about:
      'A person finds that a payment in doubt was made: its payer hears so in the next call, and once only.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('cut-charged'));
      await stage.booked(caller, 'unknown');
      await caller.phone.ended;
      await stage.findPaid(caller);
      await callsBack(stage, 'fixed');
      const third = await stage.call('fixed');
      await third.asked('card.ask');
      await third.hangUp();
    },
    outcome: {
      hears: ['unknown', 'pending.paid', 'bye', 'bill.fixed', 'card.ask'],
      never: ['pending.unknown'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'paid-and-not-heard',
    about: 'Paid, but the caller left in mid-sentence: the next call tells it, and the third has no need to.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller);
      await caller.told('paid');
      await caller.hangUp();
      await stage.booked(caller, 'paid');
      await callsBack(stage, 'fixed');
      const third = await stage.call('fixed');
      await third.asked('card.ask');
      await third.hangUp();
    },
    outcome: {
      hears: ['paid', 'pending.paid', 'bye', 'bill.fixed', 'card.ask'],
      never: ['pending.unknown', 'unknown'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'late-answer',
    about: 'The bank answers while the caller is told that nothing is known: the good news follows.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.pay(caller, stage.testCard('very-slow'));
      await caller.heardOut();
      await caller.hangUp();
    },
    outcome: {
      hears: ['pay.wait', 'unknown', 'paid', 'paid.reference'],
      never: ['bye', 'declined', 'pending.unknown'],
      attempts: ['paid'],
      charges: 1,
    },
  },
];

/** A payment on the English line that ends in doubt, and its call with it. */
async function endsUnknown(stage: Stage, card: string): Promise<Caller> {
  const caller = await stage.call('english');
  await stage.keyAll(caller, stage.testCard(card));
  await caller.phone.ended;
  await stage.booked(caller, 'unknown');
  return caller;
}

/** Calls again, and listens to the end. */
async function callsBack(stage: Stage, line: 'english' | 'fixed' = 'english'): Promise<void> {
  const again = await stage.call(line);
  await again.phone.ended;
}

/** A code that decides nothing. */
function undecided(name: string, what: string, card: string): Scenario {
  const hears: readonly PromptKey[] = ['unknown', 'bye', 'pending.unknown', 'bye'];
  return {
    name,
    about: `${what}, which decides nothing: the caller is asked not to pay again, and cannot.`,
    async act(stage) {
      await endsUnknown(stage, card);
      await callsBack(stage);
    },
    outcome: { hears, never: ['declined', 'paid', 'way.otherCard'], attempts: ['unknown'], charges: 0 },
  };
}
