import type { PromptKey } from '../../domain/prompt/script.ts';
import type { Scenario } from './scenario.ts';

/** The keys of the ways on. */
const OTHER_CARD = '1';
const NEW_PIN = '2';
const END = '3';

/** What the bank refuses, and the ways on. */
export const DECLINES: readonly Scenario[] = [
  declined('declined-for-money', 'No money in it, its limit reached, and its date past', [
    ['code-51', 'reason.funds'],
    ['code-61', 'reason.ceiling'],
    ['code-54', 'reason.expired'],
  ]),
  declined('declined-cards', 'An invalid card, a closed account, and one that may not pay', [
    ['code-14', 'reason.card'],
    ['code-42', 'reason.card'],
    ['code-57', 'reason.card'],
  ]),
  declined('declined-and-blocked', 'A restricted card, an inactive one, and one with too many wrong PINs', [
    ['code-62', 'reason.card'],
    ['code-78', 'reason.card'],
    ['code-75', 'reason.pinBlocked'],
  ]),
  declined('declined-without-reason', 'Two codes that explain nothing, and one that is padded with zeros', [
    ['code-5', 'reason.other'],
    ['code-21', 'reason.other'],
    ['padded-code', 'reason.funds'],
  ]),
  {
    name: 'declined-then-other-card',
    about: 'Not enough money in one card: another one is read back, and pays.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('code-51'));
      await caller.asked('next');
      await caller.key(OTHER_CARD);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'declined',
        'reason.funds',
        'way.otherCard',
        'way.end',
        'card.ask',
        'card.confirm.card',
        'paid',
      ],
      never: ['way.newPin', 'nothing.taken', 'way.operator'],
      attempts: ['declined', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'declined-then-wrong-key',
    about: 'A key that leads nowhere is told so; three ends the call.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('code-57'));
      await caller.asked('next');
      // New PINs are not offered here, so that their key means nothing.
      await caller.key(NEW_PIN);
      await caller.asked('next');
      await caller.key(END);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['declined', 'way.otherCard', 'way.end', 'key.wrong', 'way.otherCard', 'way.end', 'bye'],
      attempts: ['declined'],
      charges: 0,
    },
  },
  {
    name: 'wrong-pin-then-new',
    about: 'A wrong PIN, and two for a new one, which pays.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyCard(caller);
      await stage.keyWrongPin(caller);
      await caller.asked('next');
      await caller.key(NEW_PIN);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['declined', 'reason.pin', 'way.otherCard', 'way.newPin', 'way.end', 'otp.asking', 'paid'],
      never: ['pin.lastTry'],
      attempts: ['declined', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'wrong-pin-twice',
    about: 'Two wrong PINs: so that the bank does not block the card, only another card may go on.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyCard(caller);
      await stage.keyWrongPin(caller);
      await caller.asked('next');
      await caller.key(NEW_PIN);
      await stage.keyWrongPin(caller);
      await caller.asked('next');
      await caller.key(NEW_PIN);
      await caller.told('pin.lastTry');
      await caller.key(OTHER_CARD);
      await stage.pay(caller, stage.otherCard);
      await caller.hangUp();
    },
    outcome: {
      hears: ['reason.pin', 'reason.pin', 'pin.lastTry', 'way.otherCard', 'way.end', 'card.ask', 'paid'],
      never: ['reason.pinBlocked'],
      attempts: ['declined', 'declined', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'wrong-pin-then-end',
    about: 'A wrong PIN in Persian, and three to end.',
    async act(stage) {
      const caller = await stage.call('fixed');
      await stage.keyAll(caller, stage.testCard('code-55'));
      await caller.asked('next');
      await caller.key(END);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['declined', 'reason.pin', 'way.otherCard', 'way.newPin', 'way.end', 'bye'],
      attempts: ['declined'],
      charges: 0,
    },
  },
  {
    name: 'merchants-fault',
    about: 'Codes that are the merchant’s fault are told so, and end the call: no card would help.',
    async act(stage) {
      for (const name of ['code-3', 'code-13', 'code-63']) {
        const caller = await stage.call('english');
        await stage.keyAll(caller, stage.testCard(name));
        await caller.phone.ended;
      }
    },
    outcome: {
      hears: ['reason.merchant', 'bye', 'reason.merchant', 'bye', 'reason.merchant', 'bye'],
      never: ['way.otherCard', 'way.newPin', 'way.end', 'pending.unknown'],
      attempts: ['declined', 'declined', 'declined'],
      charges: 0,
    },
  },
  {
    name: 'banks-end-of-day',
    about: 'The bank is closing its day: the caller is asked to call again later.',
    async act(stage) {
      const caller = await stage.call('english');
      await stage.keyAll(caller, stage.testCard('code-90'));
      await caller.phone.ended;
    },
    outcome: {
      hears: ['declined', 'reason.endOfDay', 'bye'],
      never: ['way.otherCard', 'way.end'],
      attempts: ['declined'],
      charges: 0,
    },
  },
];

/** Three cards that are declined, one after the other, as many as a call may ask PINs for. */
function declined(
  name: string,
  what: string,
  cards: readonly (readonly [card: string, reason: PromptKey])[],
): Scenario {
  return {
    name,
    about: `${what}: each is told with its reason, and another card is offered while there are PINs left.`,
    async act(stage) {
      const caller = await stage.call('english');
      for (const [index, [card]] of cards.entries()) {
        if (index > 0) {
          await caller.asked('next');
          await caller.key(OTHER_CARD);
        }
        await stage.keyAll(caller, stage.testCard(card));
      }
      await caller.phone.ended;
    },
    outcome: {
      hears: cards.flatMap(([, reason]) => ['declined', reason] as const).concat('bye'),
      never: ['way.newPin', 'unknown', 'nothing.taken'],
      attempts: cards.map(() => 'declined'),
      charges: 0,
    },
  };
}
