import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';

/** Bills that are found by an invoice's code. */
export const INVOICES: readonly Scenario[] = [
  {
    name: 'invoice-right',
    about: 'The caller keys an invoice, hears its amount, and pays it.',
    async act(stage) {
      const code = await stage.invoice(1_230_000);
      const caller = await stage.call('invoice');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.ask', 'bill.confirm.amount', 'bill.confirm.ask', 'card.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [1_230_000],
    },
  },
  {
    name: 'invoice-wrong-then-right',
    about: 'A wrong check digit, a code that nobody has, and then the right one.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key('123456789#');
      await caller.asked('bill.invoice');
      await caller.key('12345678903#');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.wrong', 'bill.invoice.notFound', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'invoice-wrong-three-times',
    about: 'After three wrong codes the call ends with a goodbye: nobody sits at an operator’s place here.',
    async act(stage) {
      const caller = await stage.call('invoice');
      for (let tries = 0; tries < 3; tries += 1) {
        await caller.asked('bill.invoice');
        await caller.key('123456789#');
      }
      await caller.phone.ended;
    },
    outcome: {
      hears: ['bill.invoice.wrong', 'bill.invoice.wrong', 'bill.invoice.wrong', 'bye'],
      never: ['bill.confirm.amount', 'card.ask', 'operator.connect'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'invoice-expired',
    about: 'An invoice whose time is over is refused; another one is paid.',
    async act(stage) {
      const expired = await stage.invoice(500_000, { expiresAt: Date.now() + 1_500 });
      const code = await stage.invoice(640_000);
      await sleep(2_000);
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key(`${expired}#`);
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.expired', 'bill.invoice.ask', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [640_000],
    },
  },
  {
    name: 'invoice-already-paid',
    about: 'Who keys an invoice that is paid already hears just that, and pays nothing.',
    async act(stage) {
      const code = await stage.invoice();
      const first = await stage.call('invoice');
      await stage.keyInvoice(first, code);
      await stage.pay(first);
      await first.hangUp();
      await stage.booked(first, 'paid');
      const second = await stage.call('invoice');
      await second.asked('bill.invoice');
      await second.key(`${code}#`);
      await second.phone.ended;
    },
    outcome: {
      hears: ['paid', 'bill.already.paid', 'bye'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'invoice-without-hash',
    about: 'A code without a hash key is taken after six seconds.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key(code);
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.confirm.amount', 'paid'],
      never: ['silence.once', 'bill.invoice.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'invoice-not-mine',
    about: 'The amount that is read back is not what was meant: two, and another code.',
    async act(stage) {
      const [another, code] = [await stage.invoice(990_000), await stage.invoice(330_000)];
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key(`${another}#`);
      await caller.asked('bill.confirm');
      await caller.key('2');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.confirm.amount', 'bill.invoice.ask', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [330_000],
    },
  },
  {
    name: 'card-at-invoice',
    about: 'A card that is keyed where an invoice is asked for is forgotten, and found nowhere.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key(stage.otherCard);
      await caller.key('#');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.wrong', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'one-invoice-two-payers',
    about: 'Two people pay one invoice at once: one is charged, the other is told that it is paid.',
    async act(stage) {
      const code = await stage.invoice();
      const first = await stage.call('invoice');
      await stage.keyInvoice(first, code);
      await stage.keyCard(first);
      await first.askedForPin();
      const second = await stage.call('invoice', { from: stage.otherMobile });
      await stage.keyInvoice(second, code);
      await stage.keyCard(second, stage.otherCard);
      await second.askedForPin();
      await first.key(`${await stage.pinFor(first)}#`);
      await first.asked('reference');
      await stage.booked(first, 'paid');
      await first.hangUp();
      await second.key(`${await stage.pinFor(second)}#`);
      await second.phone.ended;
    },
    outcome: {
      hears: ['paid', 'paid.reference', 'pay.wait', 'bill.already.paid', 'bye'],
      attempts: ['paid', 'notSent'],
      charges: 1,
    },
  },
];
