import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';

/** Where PINs live for fifteen seconds only, and few tries and calls are allowed. */
export const SHORT_PATIENCE: readonly Scenario[] = [
  {
    name: 'pin-expired',
    about: 'The PIN’s time runs out before it was keyed: a new one is asked for, and pays.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.told('pin.expired');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.expired', 'otp.asking', 'pin.ask', 'paid'],
      never: ['declined', 'reason.pin'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-expired-in-mid-entry',
    about:
      'The PIN’s time runs out while it is keyed: nobody is cut off, it is not sent, and a new one pays.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      const pin = await stage.pinFor(caller);
      await caller.key(pin.slice(0, 4));
      await sleep(12_000);
      await caller.key(`${pin.slice(4)}#`);
      await caller.told('pin.expired');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'pin.ask',
        'pin.finish',
        'pay.wait',
        'pin.expired',
        'otp.asking',
        'pin.ask',
        'pay.wait',
        'paid',
      ],
      never: ['declined', 'reason.pin'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'silent-pin',
    about:
      'No PIN is ever keyed: a second one is asked for; when that expires too, nobody is texted a third.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['pin.ask', 'pin.expired', 'pin.ask', 'pin.expired', 'bye'],
      never: ['pay.wait', 'pin.finish', 'otp.limit', 'way.otherCard', 'way.newPin'],
      attempts: ['notSent', 'notSent'],
      charges: 0,
    },
  },
  {
    name: 'declined-enough',
    about: 'After as many declines as a call may have, the caller is asked to ask the bank.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyAll(caller, stage.testCard('code-51'));
      await caller.asked('next');
      await caller.key('1');
      await stage.keyAll(caller, stage.testCard('code-61'));
      await caller.phone.ended;
    },
    outcome: {
      hears: ['reason.funds', 'way.otherCard', 'reason.ceiling', 'declined.enough', 'bye'],
      attempts: ['declined', 'declined'],
      charges: 0,
    },
  },
  {
    name: 'pins-of-one-card',
    about: 'For one card so many PINs may be asked in an hour; another card may go on.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      for (let asked = 0; asked < 2; asked += 1) {
        await caller.askedForPin();
        await caller.key('*');
        await caller.asked('pin.menu');
        await caller.key('1');
      }
      await caller.asked('next');
      await caller.key('1');
      await stage.pay(caller, stage.otherCard);
      await caller.hangUp();
    },
    outcome: {
      hears: ['otp.asking', 'otp.asking', 'otp.asking', 'otp.limit', 'way.otherCard', 'card.ask', 'paid'],
      never: ['way.newPin'],
      attempts: ['notSent', 'notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'caller-calls-too-often',
    about: 'A number that calls again and again is not answered any more.',
    setting: 'strict',
    async act(stage) {
      // The call that asks may be counted or not, so that either the third or the fourth is refused.
      for (let nth = 1; nth <= 4; nth += 1) {
        const caller = await stage.dial('fixed');
        if (!(await caller.phone.answered)) return;
        await caller.reached('greet');
        await caller.hangUp();
      }
    },
    outcome: { hears: ['greet.hello', 'greet.hello'], attempts: [], charges: 0, causes: [21] },
  },
  {
    name: 'late-answer-in-the-goodbye',
    about: 'The bank answers when the caller has been bidden goodbye: the good news is still told.',
    setting: 'strict',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('very-slow'));
      await caller.asked('reference');
      await caller.heardOut();
      await caller.hangUp();
    },
    outcome: {
      hears: ['pay.wait', 'unknown', 'bye', 'paid', 'paid.reference'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'back-too-soon',
    about:
      'The same card from another number while the bank is still being asked: the second payment is not begun.',
    setting: 'strict',
    async act(stage) {
      const first = await stage.call('english');
      await stage.keyAll(first, stage.testCard('silent'));
      await first.told('unknown');
      await first.hangUp();
      const second = await stage.call('english', { from: stage.otherMobile });
      await stage.keyCard(second, stage.testCard('silent'));
      await second.phone.ended;
    },
    outcome: {
      hears: ['pay.wait', 'unknown', 'bill.fixed', 'card.ask', 'otp.asking', 'payer.busy', 'bye'],
      never: ['pending.unknown'],
      attempts: ['unknown'],
      charges: 0,
    },
  },
];
