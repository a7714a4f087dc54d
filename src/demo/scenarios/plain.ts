import type { Scenario } from './scenario.ts';
import { hearsSound } from './senses.ts';

/** Payments in which nothing goes wrong. */
export const PLAIN: readonly Scenario[] = [
  {
    name: 'paid-fixed',
    about: 'A fixed amount on a Persian line: card, PIN, paid, and the reference once more.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.pay(caller);
      await caller.heardOut();
      await caller.key('1');
      await caller.asked('reference');
      await caller.heardOut();
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'greet.hello',
        'greet.private',
        'bill.fixed',
        'card.ask',
        'card.confirm.card',
        'card.confirm.ask',
        'otp.asking',
        'pin.ask',
        'pay.wait',
        'paid',
        'paid.reference',
        'paid.reference',
      ],
      never: ['silence.once', 'key.wrong', 'pay.still', 'unknown'],
      attempts: ['paid'],
      charges: 1,
      amounts: [500_000],
      languages: ['fa'],
    },
  },
  {
    name: 'paid-english',
    about: 'A line that speaks English and does not read the card back.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.fixed', 'card.ask', 'otp.asking', 'pay.wait', 'paid', 'paid.reference'],
      never: ['card.confirm.card', 'card.confirm.ask', 'greet.language'],
      attempts: ['paid'],
      charges: 1,
      languages: ['en'],
    },
  },
  {
    name: 'paid-listening',
    about: 'A caller who listens to every word of the greeting and the bill before keying anything.',
    async act(stage) {
      const caller = await stage.dial('english');
      await caller.heardOut();
      await caller.heardOut();
      await caller.heardOut();
      await caller.key(stage.card);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await hearsSound(caller, 15_000);
      await caller.hangUp();
    },
    outcome: {
      hears: ['greet.hello', 'greet.private', 'bill.fixed', 'card.ask', 'paid'],
      never: ['silence.once'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'paid-to-the-end',
    about: 'A caller who hears the reference, keys nothing more, and is bidden goodbye.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.pay(caller);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['paid', 'paid.reference', 'paid.reference.again', 'bye'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'paid-strange-bank',
    about: 'A card whose bank is not known is read back by its last four digits alone.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.pay(caller, stage.strangeCard);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.confirm.last4', 'card.confirm.ask', 'paid'],
      never: ['card.confirm.card'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'paid-alaw-only',
    about: 'A telephone that speaks nothing but a-law.',
    async act(stage) {
      const caller = await stage.call('english', { codec: 'alaw' });
      await stage.pay(caller);
      await hearsSound(caller, 5_000);
      await caller.hangUp();
    },
    outcome: { hears: ['card.ask', 'paid'], attempts: ['paid'], charges: 1 },
  },
  {
    name: 'paid-by-alias',
    about: 'The line is dialled by another spelling of its number.',
    async act(stage) {
      const caller = await stage.dialNumber('+982140074007');
      await caller.reached('greet');
      await caller.key('#');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: { hears: ['greet.hello', 'bill.fixed', 'paid'], attempts: ['paid'], charges: 1 },
  },
  {
    name: 'paid-slow-bank',
    about: 'A bank that takes its time: the caller waits with music and is told as soon as it answers.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.pay(caller, stage.testCard('slow'));
      await caller.hangUp();
    },
    outcome: {
      hears: ['pay.wait', 'paid'],
      never: ['unknown', 'pending.unknown'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'paid-oddly-told',
    about: 'A bank that spells its answers oddly is understood: status as text, data as an array.',
    async act(stage) {
      for (const name of ['status-text', 'data-array']) {
        const caller = await stage.call('english');
        await stage.pay(caller, stage.testCard(name));
        await caller.heardOut();
        await caller.hangUp();
      }
    },
    outcome: {
      hears: ['paid', 'paid.reference', 'paid', 'paid.reference'],
      never: ['unknown', 'pending.paid'],
      attempts: ['paid', 'paid'],
      charges: 2,
    },
  },
];
