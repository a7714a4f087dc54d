import type { Scenario } from './scenario.ts';

/** Callers who say nothing, at each question to its end. */
export const SILENCES: readonly Scenario[] = [
  {
    name: 'silent-invoice',
    about: 'Nothing is keyed where an invoice is asked for: three times, and goodbye.',
    async act(stage) {
      const caller = await stage.call('invoice');
      await caller.phone.ended;
    },
    outcome: {
      hears: [
        'bill.invoice.ask',
        'silence.once',
        'bill.invoice.ask',
        'silence.once',
        'bill.invoice.ask',
        'bye',
      ],
      never: ['bill.invoice.wrong'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-offer',
    about: 'Nothing is keyed where the caller’s own invoice is offered.',
    async act(stage) {
      await stage.invoice(120_000, { mobile: stage.mobile });
      const caller = await stage.call('caller');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['bill.caller.one', 'silence.once', 'bill.caller.one', 'silence.once', 'bill.caller.one', 'bye'],
      never: ['bill.confirm.amount'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-amount',
    about: 'Nothing is keyed where an amount is asked for.',
    async act(stage) {
      const caller = await stage.call('openRial');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['bill.open.rial', 'silence.once', 'bill.open.rial', 'silence.once', 'bye'],
      never: ['bill.open.wrong', 'bill.open.finish'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-bill',
    about: 'An amount is read back, and the caller neither agrees nor declines.',
    async act(stage) {
      const caller = await stage.call('openRial');
      await caller.asked('bill.amount');
      await caller.key('20000#');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['bill.confirm.amount', 'bill.confirm.ask', 'silence.once', 'bill.confirm.ask', 'bye'],
      never: ['card.ask'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-mobile',
    about: 'Half a mobile is keyed and then nothing: what arrived is told twice, and then goodbye.',
    async act(stage) {
      const caller = await stage.call('english', { withheld: true });
      await caller.asked('mobile.ask');
      await caller.key('09121');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.more', 'mobile.more', 'bye'],
      never: ['mobile.wrong', 'card.ask'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-card',
    about: 'Nothing is keyed where a card is asked for.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.ask', 'silence.once', 'card.ask', 'silence.once', 'card.ask', 'bye'],
      never: ['card.more', 'card.wrong'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-in-mid-card',
    about: 'Half a card is keyed and then nothing, for more than a minute.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(stage.card.slice(0, 10));
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.ask', 'card.more', 'card.more', 'bye'],
      never: ['card.wrong', 'silence.once'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-card-confirm',
    about: 'A card is read back, and the caller neither agrees nor declines.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(stage.card);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.confirm.ask', 'silence.once', 'card.confirm.ask', 'silence.once', 'bye'],
      never: ['otp.asking'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'silent-pin-for-long',
    about:
      'No PIN comes for more than a minute: a hint, two words of patience, the menu twice, and then it is there.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.told('pin.hint');
      await caller.told('pin.waiting');
      await caller.asked('pin.menu');
      await caller.told('pin.menu.wait');
      await caller.key('3');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'pin.ask',
        'pin.hint',
        'pin.waiting',
        'pin.waiting',
        'pin.menu.newPin',
        'pin.menu.newPin',
        'pin.waiting',
        'paid',
      ],
      never: ['pin.finish', 'pin.expired'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'silent-in-mid-pin',
    about: 'A whole PIN without its hash key, and then silence: it is not sent; the menu, and goodbye.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key(await stage.pinFor(caller));
      await caller.phone.ended;
    },
    outcome: {
      hears: ['pin.ask', 'pin.finish', 'pin.finish', 'pin.menu.newPin', 'bye'],
      never: ['pay.wait', 'paid'],
      attempts: ['notSent'],
      charges: 0,
    },
  },
  {
    name: 'silent-next',
    about: 'After a decline nothing is chosen.',
    async act(stage) {
      const caller = await stage.call('aliased');
      await stage.keyAll(caller, stage.testCard('code-62'));
      await caller.phone.ended;
    },
    outcome: {
      hears: [
        'declined',
        'way.otherCard',
        'silence.once',
        'way.otherCard',
        'silence.once',
        'way.otherCard',
        'bye',
      ],
      attempts: ['declined'],
      charges: 0,
    },
  },
];
