import type { Caller } from '../caller.ts';
import type { Scenario } from './scenario.ts';

/** Lines on which the caller keys what to pay. */
export const AMOUNTS: readonly Scenario[] = [
  {
    name: 'amount-right',
    about: 'An amount that is keyed in Toman is read back in Toman and Rial, and paid.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, '50000#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.toman', 'bill.confirm.amount', 'bill.confirm.ask', 'card.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [500_000],
    },
  },
  {
    name: 'amount-out-of-range',
    about: 'Too small, too large, and then within the limits.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, '900#');
      await keys(caller, '50000100#');
      await keys(caller, '12300#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.range', 'bill.open.range', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [123_000],
    },
  },
  {
    name: 'amount-between-steps',
    about: 'An amount that is no multiple of 1,000 Rial is refused, and so is one of two digits.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, '12345#');
      await keys(caller, '12#');
      await keys(caller, '12300#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.step', 'bill.open.wrong', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [123_000],
    },
  },
  {
    name: 'amount-without-hash',
    about: 'An amount is never taken by silence: the caller is asked for the hash key.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, '70000');
      await caller.told('bill.open.finish');
      await caller.key('#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.toman', 'bill.open.finish', 'bill.confirm.amount', 'paid'],
      never: ['silence.once'],
      attempts: ['paid'],
      charges: 1,
      amounts: [700_000],
    },
  },
  {
    name: 'amount-changed',
    about: 'Star clears what was keyed; two, after the amount was read back, asks for another.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, '99900*80000#');
      await caller.asked('bill.confirm');
      await caller.key('2');
      await keys(caller, '60000#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.confirm.amount', 'bill.open.toman', 'bill.confirm.amount', 'paid'],
      never: ['bill.open.range', 'bill.open.wrong'],
      attempts: ['paid'],
      charges: 1,
      amounts: [600_000],
    },
  },
  {
    name: 'amount-in-rial',
    about: 'A line may ask for Rial: what is keyed is taken as it is.',
    async act(stage) {
      const caller = await stage.call('openRial');
      await keys(caller, '250000#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.rial', 'bill.confirm.amount', 'paid'],
      never: ['bill.open.toman'],
      attempts: ['paid'],
      charges: 1,
      amounts: [250_000],
    },
  },
  {
    name: 'card-at-amount',
    about: 'A card that is keyed where an amount is asked for is forgotten, and found nowhere.',
    async act(stage) {
      const caller = await stage.call('open');
      await keys(caller, stage.otherCard);
      await caller.key('#');
      await keys(caller, '30000#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.open.wrong', 'bill.confirm.amount', 'paid'],
      attempts: ['paid'],
      charges: 1,
      amounts: [300_000],
    },
  },
  {
    name: 'amount-wrong-three-times',
    about: 'After three amounts beyond the limits the call ends with a goodbye.',
    async act(stage) {
      const caller = await stage.call('openRial');
      for (const amount of ['1000#', '2000#', '3000#']) await keys(caller, amount);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['bill.open.range', 'bill.open.range', 'bill.open.range', 'bye'],
      never: ['bill.confirm.amount'],
      attempts: [],
      charges: 0,
    },
  },
];

async function keys(caller: Caller, amount: string): Promise<void> {
  await caller.asked('bill.amount');
  await caller.key(amount);
}
