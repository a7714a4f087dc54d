import type { Caller } from '../caller.ts';
import type { LineName } from './lines.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** A colleague of the merchant, to whom a caller in trouble is handed over. */
export const OPERATORS: readonly Scenario[] = [
  {
    name: 'operator-answers',
    about: 'Zero, where a PIN does not come: a colleague answers, and the caller leaves after the talk.',
    async act(stage) {
      const rings = stage.operatorRings('answers');
      const caller = await toPinMenu(stage, 'operatorAnswers');
      await caller.key('0');
      const operator = await rings;
      await operator.answered;
      await operator.speak(1_500);
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.menu.newPin', 'way.operator', 'operator.connect'],
      never: ['operator.none', 'bye'],
      attempts: ['notSent'],
      charges: 0,
      stage: 'handedOver',
    },
  },
  {
    name: 'operator-hangs-up',
    about: 'After three wrong cards a colleague takes over; when that talk ends, so does the call.',
    async act(stage) {
      const caller = await stage.call('operatorHangsUp');
      await keysThreeWrongCards(stage, caller);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.wrong', 'card.wrong', 'card.wrong', 'operator.connect', 'bye'],
      never: ['operator.none'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'operator-busy',
    about: 'The colleague’s telephone is busy: the card is asked for again, and pays.',
    async act(stage) {
      const caller = await stage.call('operatorBusy');
      await stage.keyAll(caller, stage.testCard('code-51'));
      await caller.asked('next');
      await caller.key('0');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'declined',
        'way.otherCard',
        'way.operator',
        'operator.connect',
        'operator.none',
        'card.ask',
        'paid',
      ],
      attempts: ['declined', 'paid'],
      charges: 1,
    },
  },
  {
    name: 'operator-does-not-answer',
    about: 'The colleague’s telephone rings in vain: the call goes on at the card.',
    async act(stage) {
      const caller = await stage.call('operatorRings');
      await keysThreeWrongCards(stage, caller);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.wrong', 'operator.connect', 'operator.none', 'card.ask', 'paid'],
      never: ['bill.invoice.ask'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'operator-once',
    about: 'A colleague who was called in vain is not offered again: more trouble ends the call.',
    async act(stage) {
      const caller = await stage.call('operatorBusy');
      await keysThreeWrongCards(stage, caller);
      await keysThreeWrongCards(stage, caller);
      await caller.phone.ended;
    },
    outcome: {
      hears: ['card.wrong', 'operator.connect', 'operator.none', 'card.ask', 'card.wrong', 'bye'],
      never: ['way.operator'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'operator-at-merchants-fault',
    about: 'A fault of the merchant’s: no card would help, but a colleague may, and has hung up soon.',
    async act(stage) {
      const caller = await stage.call('operatorHangsUp');
      await stage.keyAll(caller, stage.testCard('code-63'));
      await caller.asked('next');
      await caller.key('0');
      await caller.phone.ended;
    },
    outcome: {
      hears: ['declined', 'reason.merchant', 'way.operator', 'way.end', 'operator.connect', 'bye'],
      never: ['way.otherCard', 'way.newPin', 'operator.none'],
      attempts: ['declined'],
      charges: 0,
    },
  },
];

async function toPinMenu(stage: Stage, line: LineName): Promise<Caller> {
  const caller = await stage.call(line);
  await stage.keyCard(caller);
  await caller.askedForPin();
  await caller.key('*');
  await caller.asked('pin.menu');
  return caller;
}

async function keysThreeWrongCards(stage: Stage, caller: Caller): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    await caller.asked('card.ask');
    await caller.key(`${stage.card.slice(0, -1)}${(Number(stage.card.at(-1)) + 1) % 10}`);
  }
}
