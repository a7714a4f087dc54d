import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';

/** How people key a card. */
export const CARDS: readonly Scenario[] = [
  {
    name: 'card-wrong-then-right',
    about: 'A card with a slip of the finger is refused at once; the right one is paid with.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(slipped(stage.card));
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'card.wrong', 'card.ask', 'card.confirm.card', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-wrong-three-times',
    about: 'After three wrong cards the call ends; the bank hears nothing of it.',
    async act(stage) {
      const caller = await stage.call('english');
      for (let tries = 0; tries < 3; tries += 1) {
        await caller.asked('card.ask');
        await caller.key(slipped(stage.card));
      }
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.wrong', 'card.wrong', 'card.wrong', 'bye'],
      never: ['otp.asking', 'operator.connect'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'card-after-twenty-seconds',
    about: 'A payer who looks for their glasses in mid-card, for twenty seconds, is not interrupted.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(stage.card.slice(0, 9));
      await sleep(20_000);
      await caller.key(stage.card.slice(9));
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'otp.asking', 'paid'],
      never: ['card.more', 'card.wrong', 'silence.once'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-in-two-parts',
    about: 'After twenty-five seconds the payer hears how many digits have arrived, and keys the rest.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(stage.card.slice(0, 12));
      await caller.told('card.more');
      await caller.key(stage.card.slice(12));
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'card.more', 'otp.asking', 'paid'],
      never: ['card.wrong', 'silence.once'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-star',
    about: 'Star throws away what was keyed of the card, and the payer begins anew.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(`${stage.otherCard.slice(0, 7)}*`);
      await caller.key(stage.card);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'otp.asking', 'paid'],
      never: ['card.wrong', 'card.more'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-star-first',
    about: 'Star with nothing keyed brings the question once more.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key('*');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'card.ask', 'paid'],
      never: ['card.wrong', 'key.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-seventeen-digits',
    about: 'A seventeenth digit belongs to nothing, and confirms nothing.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(stage.card);
      await caller.key('1');
      await stage.confirm(caller, 'card.confirm');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.confirm.card', 'card.confirm.ask', 'otp.asking', 'paid'],
      never: ['card.wrong', 'key.wrong', 'pin.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-and-hash',
    about: 'A hash key after the sixteenth digit is the tail of the card and does no harm to the PIN.',
    async act(stage) {
      const caller = await stage.call('english');
      await caller.asked('card.ask');
      await caller.key(stage.card);
      await caller.key('#');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'otp.asking', 'paid'],
      never: ['card.wrong', 'key.wrong', 'pin.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-not-confirmed',
    about: 'The card that is read back is another one: two, and the right card.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(stage.otherCard);
      await caller.asked('card.confirm');
      await caller.key('2');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.confirm.card', 'card.ask', 'card.confirm.card', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-wrong-key-at-confirm',
    about: 'A key that means nothing where a card is confirmed is told so, and the question comes again.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await caller.asked('card.ask');
      await caller.key(stage.card);
      await caller.asked('card.confirm');
      await caller.key('7');
      await stage.confirm(caller, 'card.confirm');
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.confirm.ask', 'key.wrong', 'card.confirm.ask', 'otp.asking', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'card-in-mid-greeting',
    about: 'Keys that are pressed into the greeting end it, and are not taken for a card.',
    async act(stage) {
      const caller = await stage.dial('english');
      await caller.reached('greet');
      await caller.key(stage.otherCard.slice(0, 6));
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['greet.hello', 'bill.fixed', 'card.ask', 'paid'],
      never: ['card.wrong', 'card.more'],
      attempts: ['paid'],
      charges: 1,
    },
  },
];

/** The same card with its last digit wrong. */
function slipped(card: string): string {
  return `${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`;
}
