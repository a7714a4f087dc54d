import type { Scenario } from './scenario.ts';

/** A line that offers the open invoices of the caller's own mobile. */
export const CALLERS_BILLS: readonly Scenario[] = [
  {
    name: 'caller-without-invoices',
    about: 'A mobile without open invoices is asked for a code.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('caller');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.ask', 'bill.confirm.amount', 'paid'],
      never: ['bill.caller.one', 'bill.caller.several'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'caller-with-one-invoice',
    about: 'The caller’s one open invoice is offered; its amount is told only when it was chosen.',
    async act(stage) {
      await stage.invoice(810_000, { mobile: stage.mobile });
      const caller = await stage.call('caller');
      await caller.asked('bill.caller');
      await caller.key('1');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.caller.one', 'bill.caller.other', 'bill.confirm.amount', 'paid'],
      never: ['bill.invoice.ask'],
      attempts: ['paid'],
      charges: 1,
      amounts: [810_000],
    },
  },
  {
    name: 'caller-with-several-invoices',
    about: 'Three open invoices: the second is chosen by its key. In the next call two are left.',
    async act(stage) {
      for (const amount of [110_000, 220_000, 330_000]) await stage.invoice(amount, { mobile: stage.mobile });
      const caller = await stage.call('caller');
      await caller.asked('bill.caller');
      await caller.key('2');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.heardOut();
      await caller.hangUp();
      await stage.booked(caller, 'paid');
      const again = await stage.call('caller');
      await again.asked('bill.caller');
      await again.key('2');
      await stage.confirm(again, 'bill.confirm');
      await stage.pay(again);
      await again.hangUp();
    },
    outcome: {
      hears: [
        'bill.caller.several',
        'bill.caller.each',
        'bill.caller.each',
        'bill.caller.each',
        'bill.caller.other',
        'bill.confirm.amount',
        'paid',
        'bill.caller.several',
        'bill.caller.each',
        'bill.caller.each',
        'bill.caller.other',
        'paid',
      ],
      never: ['pending.paid'],
      attempts: ['paid', 'paid'],
      charges: 2,
      amounts: [220_000, 330_000],
    },
  },
  {
    name: 'caller-pays-another',
    about: 'Nine leads past the caller’s own invoices to another one.',
    async act(stage) {
      await stage.invoice(110_000, { mobile: stage.mobile });
      await stage.invoice(220_000, { mobile: stage.mobile });
      const code = await stage.invoice(440_000);
      const caller = await stage.call('caller');
      await caller.asked('bill.caller');
      await caller.key('9');
      await stage.keyInvoice(caller, code);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.caller.several', 'bill.caller.other', 'bill.invoice.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [440_000],
    },
  },
  {
    name: 'caller-wrong-key',
    about: 'A key that stands for none of the invoices brings them once more.',
    async act(stage) {
      await stage.invoice(550_000, { mobile: stage.mobile });
      const caller = await stage.call('caller');
      await caller.asked('bill.caller');
      await caller.key('4');
      await caller.asked('bill.caller');
      await caller.key('1');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.caller.one', 'key.wrong', 'bill.caller.one', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [550_000],
    },
  },
  {
    name: 'caller-withheld',
    about: 'Of a withheld number nothing is looked up: an invoice and a mobile are asked for.',
    async act(stage) {
      const code = await stage.invoice(660_000, { mobile: stage.mobile });
      const caller = await stage.call('caller', { withheld: true });
      await stage.keyInvoice(caller, code);
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.ask', 'bill.confirm.amount', 'mobile.ask', 'mobile.confirm.number', 'paid'],
      never: ['bill.caller.one'],
      attempts: ['paid'],
      charges: 1,
      amounts: [660_000],
    },
  },
  {
    name: 'caller-from-landline',
    about: 'A landline has no invoices of its own: an invoice and a mobile are asked for.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.call('caller', { from: '02188776655' });
      await stage.keyInvoice(caller, code);
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.invoice.ask', 'mobile.ask', 'mobile.confirm.number', 'mobile.confirm.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
];
