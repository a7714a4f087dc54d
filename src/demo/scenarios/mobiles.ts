import type { Scenario } from './scenario.ts';

/** Callers whose mobile the network does not show. */
export const MOBILES: readonly Scenario[] = [
  {
    name: 'mobile-keyed',
    about: 'A caller whose number is withheld keys a mobile, which is read back.',
    async act(stage) {
      const caller = await stage.call('fixed', { withheld: true });
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.confirm.number', 'mobile.confirm.ask', 'card.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'mobile-corrected',
    about: 'A mobile that was keyed wrongly is heard, changed by two, and keyed again.',
    async act(stage) {
      const caller = await stage.call('english', { withheld: true });
      await caller.asked('mobile.ask');
      await caller.key('09121111111');
      await caller.asked('mobile.confirm');
      await caller.key('2');
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['mobile.confirm.number', 'mobile.ask', 'mobile.confirm.number', 'card.ask', 'paid'],
      never: ['mobile.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'mobile-of-a-landline',
    about: 'Somebody at a landline keys its number, learns that it is no mobile, and keys the mobile.',
    async act(stage) {
      const caller = await stage.call('english', { from: '02188990011' });
      await caller.asked('mobile.ask');
      await caller.key('02188990011');
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.wrong', 'mobile.ask', 'mobile.confirm.number', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'mobile-in-two-parts',
    about: 'Whoever looks the number up in the middle is told how much has arrived, and keys the rest.',
    async act(stage) {
      const caller = await stage.call('english', { withheld: true });
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile.slice(0, 4));
      await caller.told('mobile.more');
      await caller.key(stage.keyedMobile.slice(4));
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.more', 'mobile.confirm.number', 'paid'],
      never: ['mobile.wrong', 'silence.once'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-at-mobile',
    about: 'A card that is keyed where a mobile is asked for is forgotten, and found nowhere.',
    async act(stage) {
      const caller = await stage.call('english', { withheld: true });
      await caller.asked('mobile.ask');
      await caller.key(stage.otherCard);
      // Its first eleven digits were judged; the five that followed stand in the new entry.
      await caller.told('mobile.more');
      await caller.key(`*${stage.keyedMobile}`);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.wrong', 'mobile.more', 'mobile.confirm.number', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
];
