import { setTimeout as sleep } from 'node:timers/promises';
import { nationalMobile } from '../../domain/merchant/mobile.ts';
import type { SipDialling } from '../telephone/sip-phone.ts';
import type { Scenario } from './scenario.ts';
import { hearsSound } from './senses.ts';
import type { Stage } from './stage.ts';

/** Telephones and exchanges with habits of their own. Each is a caller whom no Asterisk can play. */
export const ODD_CALLERS: readonly Scenario[] = [
  odd('odd-inband', 'An exchange without telephone-event: the keys are tones in the sound', {
    telephoneEvent: null,
    keysBy: 'inband',
  }),
  odd('odd-info', 'An exchange whose keys travel as SIP INFO', { telephoneEvent: null, keysBy: 'info' }),
  odd('odd-payload-96', 'An exchange whose keys have the payload type 96', { telephoneEvent: 96 }),
  odd('odd-payload-100', 'An exchange whose keys have the payload type 100', { telephoneEvent: 100 }),
  odd('odd-keys-doubled', 'An exchange that sends the end of each key twice as often as is due', {
    endPackets: 6,
  }),
  odd(
    'odd-keys-endless',
    'An exchange that loses the end of each key',
    { endPackets: 0 },
    { betweenMs: 220 },
  ),
  odd('odd-short-keys', 'A dialler whose keys last 40 ms', {}, { durationMs: 40, betweenMs: 80 }),
  {
    name: 'odd-long-key',
    about: 'A thumb that rests on the first key of the card for four seconds keys it once.',
    async act(stage) {
      const caller = await stage.callOddly('english', stage.keyedMobile);
      await caller.asked('card.ask');
      await caller.key(stage.card.slice(0, 1), { durationMs: 4_000, betweenMs: 200 });
      await caller.key(stage.card.slice(1));
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'otp.asking', 'paid'],
      never: ['card.wrong'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'odd-private-number',
    about: 'A number that its network asserts and asks to hide is hidden: a mobile is asked for.',
    async act(stage) {
      const hidden = { from: 'anonymous', asserted: stage.keyedMobile, privacy: true };
      const caller = await stage.callOddly('english', null, hidden);
      await caller.asked('mobile.ask');
      await caller.key(stage.keyedMobile);
      await stage.confirm(caller, 'mobile.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.fixed', 'mobile.ask', 'mobile.confirm.number', 'card.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'odd-asserted-number',
    about: 'A number that is asserted beside an anonymous From, and not hidden, is the caller’s.',
    async act(stage) {
      const asserted = { from: 'anonymous', asserted: stage.keyedMobile };
      const caller = await stage.callOddly('english', stage.keyedMobile, asserted);
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.fixed', 'card.ask', 'paid'],
      never: ['mobile.ask'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'odd-spellings',
    about: 'The caller’s mobile is known in each of its spellings: +98, 0098, 98, and without a zero.',
    async act(stage) {
      const local = stage.mobile.slice('+98'.length);
      for (const prefix of ['+98', '0098', '98', '']) {
        const caller = await stage.callOddly('english', prefix + local);
        await caller.asked('card.ask');
        await caller.hangUp();
      }
    },
    outcome: {
      hears: ['card.ask', 'card.ask', 'card.ask', 'card.ask'],
      never: ['mobile.ask'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'odd-nobodies',
    about: 'An anonymous caller, one without any number, and a landline are asked for a mobile.',
    async act(stage) {
      for (const [from, shown] of [
        ['anonymous', null],
        ['', null],
        ['02144556677', '02144556677'],
      ] as const) {
        const caller = await stage.callOddly('english', shown, { from });
        await caller.asked('mobile.ask');
        await caller.hangUp();
      }
    },
    outcome: {
      hears: ['mobile.ask', 'mobile.ask', 'mobile.ask'],
      never: ['card.ask'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'odd-comma',
    about: 'A caller whose number carries commas and more adds nothing to what the call is told.',
    async act(stage) {
      const caller = await stage.callOddly('english', stage.keyedMobile, {
        from: `${stage.keyedMobile},prohib,x`,
      });
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['bill.fixed', 'card.ask', 'paid'],
      never: ['mobile.ask'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'odd-hold',
    about: 'The caller puts us on hold to look for the PIN, with music, and comes back.',
    async act(stage) {
      const { caller, phone } = await stage.dialOddly('english', stage.keyedMobile);
      await caller.reached('greet');
      await caller.key('#');
      await stage.keyCard(caller);
      await caller.askedForPin();
      await phone.hold();
      await sleep(5_000);
      await phone.resume();
      await caller.key(`${await stage.pinFor(caller)}#`);
      await caller.asked('reference');
      await hearsSound(caller, 5_000);
      await caller.hangUp();
    },
    outcome: { hears: ['pin.ask', 'pay.wait', 'paid'], never: ['pin.wrong'], attempts: ['paid'], charges: 1 },
  },
  {
    name: 'odd-cancel',
    about: 'A caller who gives up before we answer disturbs nobody: the next call is answered.',
    async act(stage) {
      const phone = await stage.phoneOnly('english', { from: nationalMobile(stage.otherMobile) });
      await phone.hangUp();
      const caller = await stage.callOddly('english', stage.keyedMobile);
      await caller.asked('card.ask');
      await caller.hangUp();
    },
    outcome: { hears: ['greet.hello', 'card.ask'], attempts: [], charges: 0 },
  },
  {
    name: 'odd-bye-with-the-pin',
    about:
      'An exchange whose BYE comes right behind the PIN’s hash key: paid or not sent, and never in doubt.',
    async act(stage) {
      const caller = await stage.callOddly('english', stage.keyedMobile);
      await stage.keyCard(caller);
      await caller.askedForPin();
      await caller.key(`${await stage.pinFor(caller)}#`, { durationMs: 100, betweenMs: 0 });
      await caller.hangUp();
    },
    outcome: {
      hears: ['pin.ask'],
      never: ['unknown', 'reason.pin'],
      attempts: ['paid'],
      charges: 1,
      orElse: { attempts: ['notSent'], charges: 0 },
    },
  },
  {
    name: 'odd-gone-silent',
    about:
      'An exchange that is gone without a word, at the card: it is waited for, and the call ends by itself.',
    async act(stage) {
      const { caller, phone } = await stage.dialOddly('english', stage.keyedMobile);
      await caller.reached('greet');
      await caller.key('#');
      await caller.asked('card.ask');
      phone.goSilent();
      await caller.told('silence.once');
      await caller.told('bye');
      await stage.over(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'silence.once', 'card.ask', 'silence.once', 'card.ask', 'bye'],
      attempts: [],
      charges: 0,
    },
  },
];

/** A payment by a telephone with such a habit. */
function odd(
  name: string,
  what: string,
  dialling: Partial<SipDialling>,
  timing: { readonly durationMs?: number; readonly betweenMs?: number } = {},
): Scenario {
  return {
    name,
    about: `${what}: the payment goes through all the same.`,
    act: (stage) => paysOddly(stage, dialling, timing),
    outcome: {
      hears: ['card.confirm.card', 'card.confirm.ask', 'otp.asking', 'pin.ask', 'pay.wait', 'paid'],
      never: ['card.wrong', 'card.more', 'key.wrong', 'pin.wrong', 'reason.pin'],
      attempts: ['paid'],
      charges: 1,
    },
  };
}

async function paysOddly(
  stage: Stage,
  dialling: Partial<SipDialling>,
  timing: { readonly durationMs?: number; readonly betweenMs?: number },
): Promise<void> {
  const { caller } = await stage.dialOddly('fixed', stage.keyedMobile, dialling);
  await caller.reached('greet');
  await caller.key('#', timing);
  await caller.asked('card.ask');
  await caller.key(stage.card, timing);
  await caller.asked('card.confirm');
  await caller.key('1', timing);
  await caller.askedForPin();
  await caller.key(`${await stage.pinFor(caller)}#`, timing);
  await caller.asked('reference');
  await hearsSound(caller, 5_000);
  await caller.hangUp();
}
