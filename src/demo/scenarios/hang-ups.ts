import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';

/** Callers who hang up, at every stage. */
export const HANG_UPS: readonly Scenario[] = [
  {
    name: 'hang-up-greeting',
    about: 'The caller leaves in the greeting.',
    async act(stage) {
      const caller = await stage.dial('fixed');
      await caller.told('greet.hello');
      await caller.hangUp();
    },
    outcome: { hears: ['greet.hello'], never: ['bill.fixed'], attempts: [], charges: 0 },
  },
  {
    name: 'hang-up-invoice',
    about: 'The caller leaves with half an invoice keyed.',
    async act(stage) {
      const caller = await stage.call('invoice');
      await caller.asked('bill.invoice');
      await caller.key('1234');
      await caller.hangUp();
    },
    outcome: { hears: ['bill.invoice.ask'], never: ['bill.invoice.wrong'], attempts: [], charges: 0 },
  },
  {
    name: 'hang-up-card',
    about: 'The caller leaves with half a card keyed.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(stage.card.slice(0, 8));
      await caller.hangUp();
    },
    outcome: { hears: ['card.ask'], never: ['otp.asking'], attempts: [], charges: 0 },
  },
  {
    name: 'hang-up-card-confirm',
    about: 'The caller leaves where the card is to be confirmed: the bank hears nothing of it.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(stage.card);
      await caller.asked('card.confirm');
      await caller.hangUp();
    },
    outcome: { hears: ['card.confirm.card', 'card.confirm.ask'], attempts: [], charges: 0 },
  },
  {
    name: 'hang-up-otp',
    about: 'The caller leaves while the bank is asked for a PIN: the payment is set aside.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller, stage.testCard('otp-silent'));
      await caller.reached('otp.wait');
      await caller.hangUp();
    },
    outcome: { hears: ['otp.asking'], never: ['pin.maybe'], attempts: ['notSent'], charges: 0 },
  },
  {
    name: 'hang-up-pin',
    about: 'The caller leaves with half a PIN keyed: nothing is sent.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key((await stage.pinFor(caller)).slice(0, 6));
      await caller.hangUp();
    },
    outcome: { hears: ['pin.ask'], never: ['pay.wait'], attempts: ['notSent'], charges: 0 },
  },
  {
    name: 'hang-up-with-the-pin',
    about: 'The caller leaves within 50 ms of the PIN’s hash key: paid or not sent, and never in doubt.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key(`${await stage.pinFor(caller)}#`);
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask'],
      never: ['unknown', 'paid.reference'],
      attempts: ['paid'],
      charges: 1,
      orElse: { attempts: ['notSent'], charges: 0 },
    },
  },
  {
    name: 'hang-up-pay',
    about: 'The caller leaves while the bank is asked to pay: it is paid, and the next call tells it.',
    async act(stage) {
      const caller = await stage.call('open');
      await caller.asked('bill.amount');
      await caller.key('45000#');
      await stage.confirm(caller, 'bill.confirm');
      await stage.keyAll(caller, stage.testCard('slow'));
      await stage.booked(caller, 'dispatched');
      await caller.hangUp();
      await stage.booked(caller, 'paid');
      const again = await stage.call('open');
      await again.phone.ended;
    },
    outcome: {
      hears: ['pay.wait', 'pending.paid', 'bye'],
      never: ['paid', 'unknown', 'pending.unknown'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'hang-up-reference',
    about:
      'The caller leaves at the reference: the verdict was heard, so that the next call is silent of it.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.pay(caller);
      await sleep(500);
      await caller.hangUp();
      await stage.booked(caller, 'paid');
      const again = await stage.call('english');
      await again.asked('card.ask');
      await again.hangUp();
    },
    outcome: {
      hears: ['paid', 'paid.reference', 'bill.fixed', 'card.ask'],
      never: ['pending.paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'hang-up-declined',
    about: 'The caller leaves at the ways on after a decline: nothing is left behind.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('code-42'));
      await caller.asked('next');
      await caller.hangUp();
    },
    outcome: { hears: ['declined', 'way.otherCard'], never: ['bye'], attempts: ['declined'], charges: 0 },
  },
];
