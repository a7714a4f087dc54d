import type { Caller } from '../caller.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Asking the bank for a PIN, and keying it. */
export const PINS: readonly Scenario[] = [
  {
    name: 'otp-refused',
    about: 'The bank refuses a PIN for one card; nothing was taken, and another card is paid with.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller, stage.testCard('otp-refused'));
      await caller.asked('next');
      await caller.key('1');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['otp.asking', 'otp.failed', 'nothing.taken', 'way.otherCard', 'way.end', 'card.ask', 'paid'],
      never: ['way.newPin', 'pin.maybe', 'way.operator'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'otp-unknown-without-sms',
    about: 'The bank does not say whether it texts a PIN, and none comes: the menu, and another card.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller, stage.testCard('otp-silent'));
      await caller.told('pin.maybe');
      await caller.key('*');
      await caller.asked('pin.menu');
      await caller.key('2');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.maybe', 'pin.menu.newPin', 'pin.menu.otherCard', 'pin.menu.wait', 'card.ask', 'paid'],
      never: ['otp.failed'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'otp-unknown-with-sms',
    about: 'The bank’s answer is an error, and its PIN comes all the same: it pays.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.pay(caller, stage.testCard('otp-error-sent'));
      await caller.hangUp();
    },
    outcome: {
      hears: ['otp.asking', 'pin.maybe', 'pay.wait', 'paid'],
      never: ['otp.failed', 'pin.ask'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'otp-other-price',
    about: 'The bank names another amount than the bill’s: nothing is paid, and the fault is ours to find.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller, stage.testCard('otp-other-price'));
      await caller.phone.ended;
    },
    outcome: {
      hears: ['otp.asking', 'reason.merchant', 'bye'],
      never: ['pin.ask', 'pin.maybe', 'pay.wait'],
      attempts: ['notSent'],
      charges: 0,
    },
  },
  {
    name: 'pin-before-the-answer',
    about: 'The SMS is faster than the bank’s answer to us: the PIN is keyed before, and pays.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller, stage.testCard('otp-silent-sent'));
      await caller.reached('otp.wait');
      await caller.key(`${await stage.pinFor(caller)}#`);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['otp.asking', 'pay.wait', 'paid'],
      never: ['pin.ask', 'pin.maybe', 'pin.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-menu-new-pin',
    about: 'No SMS came: star, and one for a new PIN, which pays. The first one is set aside.',
    async act(stage) {
      const caller = await toMenu(stage);
      await caller.key('1');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.menu.newPin', 'otp.asking', 'pin.ask', 'paid'],
      never: ['way.operator'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-menu-other-card',
    about: 'No SMS came: star, and two for another card.',
    async act(stage) {
      const caller = await toMenu(stage);
      await caller.key('2');
      await stage.pay(caller, stage.otherCard);
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.menu.otherCard', 'card.ask', 'otp.asking', 'pin.ask', 'paid'],
      attempts: ['notSent', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-menu-wait',
    about: 'The SMS comes while the menu is said: three to go on waiting, and the PIN.',
    async act(stage) {
      const caller = await toMenu(stage);
      await caller.key('3');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.menu.wait', 'pin.waiting', 'pay.wait', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-of-three-digits',
    about: 'A PIN of three digits is not sent to the bank; the whole one is.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key('123#');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.wrong', 'pay.wait', 'paid'],
      never: ['declined'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-without-hash',
    about: 'A PIN is never sent by silence: after ten seconds the payer is asked for the hash key.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key(await stage.pinFor(caller));
      await caller.told('pin.finish');
      await caller.key('#');
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.finish', 'pay.wait', 'paid'],
      never: ['pin.hint', 'pin.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-star-clears',
    about: 'A slip in the PIN: star throws away what was keyed, and the right one pays.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key(`9876*${await stage.pinFor(caller)}#`);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pay.wait', 'paid'],
      never: ['pin.wrong', 'pin.menu.newPin', 'declined'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-after-the-hint',
    about: 'The SMS takes its time: the wait is told truthfully, and the PIN pays in the end.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.told('pin.waiting');
      await caller.key(`${await stage.pinFor(caller)}#`);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask', 'pin.hint', 'pin.waiting', 'pay.wait', 'paid'],
      never: ['pin.finish', 'pin.menu.newPin', 'silence.once'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'pin-three-and-no-more',
    about: 'A call may ask for three PINs: the fourth is not asked for, and the call ends.',
    async act(stage) {
      const caller = await toMenu(stage);
      for (let asked = 1; asked < 3; asked += 1) {
        await caller.key('1');
        await caller.askedForPin();
        await caller.key('*');
        await caller.asked('pin.menu');
      }
      await caller.key('1');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['otp.asking', 'otp.asking', 'otp.asking', 'otp.limit', 'bye'],
      attempts: ['notSent', 'notSent', 'notSent'],
      charges: 0,
    },
  },
  {
    name: 'keys-while-paying',
    about: 'Keys that are pressed while the bank is asked are thrown away, and repeat nothing.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyAll(caller, stage.testCard('slow'));
      await caller.reached('pay.wait');
      await caller.key('123#');
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['pay.wait', 'paid', 'paid.reference'],
      never: ['key.wrong', 'pin.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
];

/** To the menu of somebody who has got no PIN. */
async function toMenu(stage: Stage): Promise<Caller> {
  const caller = await stage.call('english');
  await stage.keyCard(caller);
  await caller.askedForPin();
  await caller.key('*');
  await caller.asked('pin.menu');
  return caller;
}
