import { nationalMobile } from '../../domain/merchant/mobile.ts';
import { BLOCKED_CALLER } from './lines.ts';
import type { Scenario } from './scenario.ts';

/** Lines and callers that are not answered, and callers who are in each other's way. */
export const LIMITS: readonly Scenario[] = [
  {
    name: 'line-full',
    about:
      'A line that takes one call: the second caller hears it busy, and gets through when the first has left.',
    async act(stage) {
      const first = await stage.dial('small');
      await first.reached('greet');
      const second = await stage.dial('small', { from: nationalMobile(stage.otherMobile) });
      await second.phone.ended;
      await first.hangUp();
      await stage.over(first);
      const third = await stage.call('small', { from: nationalMobile(stage.otherMobile) });
      await third.asked('card.ask');
      await third.hangUp();
    },
    outcome: { hears: ['greet.hello', 'greet.hello', 'card.ask'], attempts: [], charges: 0, causes: [17] },
  },
  {
    name: 'line-closed',
    about: 'Outside the opening hours the caller hears just that.',
    async act(stage) {
      const caller = await stage.dial('closed');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['line.closed', 'bye'],
      never: ['greet.hello', 'bill.fixed', 'line.down'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'caller-blocked',
    about: 'A caller whom the merchant has blocked is not answered.',
    async act(stage) {
      const caller = await stage.dial('fixed', { from: BLOCKED_CALLER });
      await caller.phone.ended;
    },
    outcome: { hears: [], never: ['greet.hello'], attempts: [], charges: 0, causes: [21] },
  },
  {
    name: 'number-of-nobody',
    about: 'A number that is no line of anybody is not answered.',
    async act(stage) {
      const caller = await stage.dialNumber('4999');
      await caller.phone.ended;
    },
    outcome: { hears: [], never: ['greet.hello', 'line.down'], attempts: [], charges: 0, causes: [34] },
  },
  {
    name: 'two-callers-one-number',
    about: 'Two people at one number pay at once: while one is charged the other is asked to wait.',
    async act(stage) {
      const first = await stage.call('aliased');
      await stage.keyCard(first, stage.testCard('slow'));
      await first.askedForPin();
      const second = await stage.call('aliased');
      await stage.keyCard(second);
      await second.askedForPin();
      await second.key(await stage.pinFor(second));
      await first.key(`${await stage.pinFor(first)}#`);
      await stage.booked(first, 'dispatched', 'paid');
      await second.key('#');
      await first.asked('reference');
      await first.hangUp();
      await second.phone.ended;
    },
    outcome: {
      hears: ['paid', 'pay.wait', 'payer.busy', 'bye'],
      never: ['unknown', 'pending.unknown'],
      attempts: ['paid', 'notSent'],
      charges: 1,
    },
  },
];
