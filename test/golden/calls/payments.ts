import type { PrepareRefusal } from '../../../src/application/ports.ts';
import type { DispatchRefusal } from '../../../src/domain/payment/attempt.ts';
import type { OtpOutcome } from '../../../src/domain/payment/outcome.ts';
import type { DeclineCode } from '../../../src/domain/payment/response-code.ts';
import { PAN, PIN } from '../../support/fakes.ts';
import type { LiveCall } from '../../support/live-call.ts';
import {
  CODE,
  confirm,
  declined,
  gate,
  INVOICE,
  keyCard,
  type Life,
  OPERATOR,
  OTHER_PAN,
  PAN_OF_NO_BANK,
  pay,
  ring,
  toCard,
  toPin,
} from './life.ts';

/** From the card to the verdict and what follows it. */

const cards: Readonly<Record<string, Life>> = {
  'card-wrong-then-right': async (call) => {
    await toCard(call);
    await call.keys(`${PAN.slice(0, 15)}9`);
    await pay(call);
  },
  'card-wrong-three-times': async (call) => {
    await toCard(call);
    for (const _ of [1, 2, 3]) await call.keys('1234567890123456');
  },
  'card-with-pauses-of-24-seconds': async (call) => {
    await toCard(call);
    for (const digit of PAN.slice(0, 4)) {
      await call.keys(digit);
      await call.system.advance(24_000);
    }
    await call.keys(PAN.slice(4));
    await call.keyPin();
  },
  'card-with-pauses-of-30-seconds': async (call) => {
    await toCard(call);
    for (const part of [PAN.slice(0, 4), PAN.slice(4, 8)]) {
      await call.keys(part);
      await call.system.advance(30_000);
      await call.listen();
    }
    await call.keys(PAN.slice(8));
    await call.keyPin();
  },
  'card-begun-anew-by-star': async (call) => {
    await toCard(call);
    await call.keys('*');
    await call.keys('60379*');
    await pay(call);
  },
  'card-not-the-right-one': async (call) => {
    await toCard(call, { confirmCard: true });
    await call.keys(OTHER_PAN);
    await call.listen();
    await call.keys('2');
    await pay(call);
  },
  'card-of-no-known-bank': async (call) => {
    await toCard(call, { confirmCard: true });
    await pay(call, undefined, PAN_OF_NO_BANK);
  },
  'card-silent': async (call) => toCard(call),
  'card-confirm-wrong-keys-three-times': async (call) => {
    await toCard(call, { confirmCard: true });
    await call.keys(PAN);
    await call.listen();
    for (const key of '789') await call.keys(key);
  },
};

/** The bank answers so when it is asked for a PIN; then another card is tried, which it accepts. */
const otpThen =
  (otp: OtpOutcome): Life =>
  async (call) => {
    call.gateway.otp = otp;
    await toPin(call);
    call.gateway.otp = { type: 'accepted' };
    if (call.stage === 'next') {
      await call.keys('1');
      await call.keys(OTHER_PAN);
    }
    if (call.stage === 'pin.ask') await call.keyPin();
  };

const refusedAtCommit =
  (why: PrepareRefusal): Life =>
  async (call) => {
    call.books.refusePrepare = why;
    await toPin(call);
    call.books.refusePrepare = null;
    if (call.stage !== 'next') return;
    await call.keys('1');
    await pay(call, undefined, OTHER_PAN);
  };

const refusedAtDispatch =
  (why: DispatchRefusal): Life =>
  async (call) => {
    call.books.refuseDispatch = why;
    await toPin(call);
    await call.keyPin();
    call.books.refuseDispatch = null;
    if (call.stage !== 'next') return;
    await call.keys('1');
    await pay(call, undefined, OTHER_PAN);
  };

const otps: Readonly<Record<string, Life>> = {
  'otp-refused-other-card': otpThen({ type: 'refused', code: 14 }),
  'otp-not-connected-other-card': otpThen({ type: 'notConnected' }),
  'otp-unknown-and-the-pin-comes': otpThen({ type: 'unknown' }),
  'otp-for-another-price': otpThen({ type: 'priceMismatch' }),
  'otp-too-many-for-the-card': refusedAtCommit('cardLimit'),
  'otp-too-many-for-the-caller': refusedAtCommit('callerLimit'),
  'commit-bill-paid-meanwhile': refusedAtCommit('billPaid'),
  'commit-payer-busy': refusedAtCommit('payerBusy'),
  'commit-payer-in-doubt': refusedAtCommit('payerUnknown'),
  'commit-pin-budget-spent': refusedAtCommit('pinBudget'),
  'dispatch-bill-busy': refusedAtDispatch('billBusy'),
  'dispatch-bill-closed': refusedAtDispatch('billClosed'),
  'dispatch-payer-in-doubt': refusedAtDispatch('payerUnknown'),
  'dispatch-pin-budget-spent': refusedAtDispatch('pinBudget'),
  'dispatch-not-prepared': refusedAtDispatch('notPrepared'),
};

const pins: Readonly<Record<string, Life>> = {
  'pin-keyed-before-the-bank-answers': async (call) => {
    const answer = gate();
    call.gateway.otpAnswering = answer.opened;
    await toPin(call);
    await call.keyPin();
    await answer.open();
  },
  'pin-begun-before-the-bank-answers': async (call) => {
    const answer = gate();
    call.gateway.otpAnswering = answer.opened;
    await toPin(call);
    await call.keys('*');
    await call.keys('12#');
    await call.keyPin(PIN.slice(0, 3));
    await answer.open();
    await call.keys(`${PIN.slice(3)}#`);
  },
  'pin-waited-for-then-a-new-one': async (call) => {
    await toPin(call);
    for (const ms of [9_000, 17_000, 20_000, 15_000]) {
      await call.listen();
      await call.system.advance(ms);
    }
    await call.keys('1');
    await call.keyPin();
  },
  'pin-menu-other-card': async (call) => {
    await toPin(call, { confirmCard: true });
    await call.keys('*');
    await call.keys('2');
    await pay(call, undefined, OTHER_PAN);
  },
  'pin-menu-go-on-waiting': async (call) => {
    await toPin(call);
    await call.keys('*');
    await call.keys('8');
    await call.keys('3');
    await call.keyPin();
  },
  'pin-menu-silent': async (call) => {
    await toPin(call);
    await call.keys('*');
  },
  'pin-menu-operator': async (call) => {
    await toPin(call, OPERATOR);
    await call.keys('*');
    await call.keys('0');
    await call.listen();
  },
  'pin-expired-then-a-new-one': async (call) => {
    await toPin(call);
    await call.system.advance(120_000);
    await call.keyPin();
  },
  'pin-expired-in-mid-entry': async (call) => {
    await toPin(call);
    await call.listen();
    await call.system.advance(8_000);
    await call.keyPin(PIN.slice(0, 2));
    for (const digit of [2, 3, 4, 5, 6, 7].flatMap((at) => PIN.slice(at, at + 1))) {
      await call.system.advance(9_500);
      await call.keys(digit);
    }
    await call.keys('*');
    for (const digit of PIN) {
      await call.system.advance(9_500);
      await call.keys(digit);
    }
    // Too old when it is sent: a new one is asked for.
    await call.keys('#');
    await call.keyPin();
  },
  'pin-of-too-few-digits': async (call) => {
    await toPin(call);
    await call.keys('1234#');
    await call.keyPin();
  },
  'pin-not-sent-by-silence': async (call) => {
    await toPin(call);
    await call.keyPin(PIN);
    await call.system.advance(10_000);
    await call.listen();
    await call.keys('#');
  },
  'pin-of-a-bank-whose-pins-are-known': async (call) => {
    call.pinHabits.habit = { length: 6, delayMs: 12_000 };
    await toPin(call);
    await call.keys('739152');
  },
  'pin-no-more-than-three': async (call) => {
    await toPin(call);
    for (const _ of [1, 2, 3]) {
      await call.keys('*');
      await call.keys('1');
    }
  },
};

/** One decline after the other, each time with another card; then the caller has had enough. */
const declines =
  (...codes: readonly DeclineCode[]): Life =>
  async (call) => {
    await toCard(call);
    for (const [index, code] of codes.entries()) {
      if (index > 0) await call.keys('1');
      await pay(call, declined(code));
      await call.listen();
    }
    if (call.stage === 'next') await call.keys('3');
  };

/** The bank is silent until the caller was told that the result is not known yet. */
async function silentBank(call: LiveCall): Promise<ReturnType<typeof gate>> {
  await toPin(call);
  const answer = gate();
  call.gateway.answering = answer.opened;
  await call.keyPin();
  await call.listen();
  await call.system.advance(12_000);
  await call.listen();
  await call.system.advance(18_000);
  return answer;
}

const UNKNOWN = { type: 'unknown', why: 'timeout', code: null } as const;

const verdicts: Readonly<Record<string, Life>> = {
  'declined-5-14-21': declines(5, 14, 21),
  'declined-42-51-54': declines(42, 51, 54),
  'declined-57-61-62': declines(57, 61, 62),
  'declined-75-78-90': declines(75, 78, 90),
  'declined-3': declines(3),
  'declined-13': declines(13),
  'declined-63': declines(63),
  'declined-55-new-pin-then-paid': async (call) => {
    await toCard(call);
    await pay(call, declined(55));
    await call.listen();
    await call.keys('2');
    call.gateway.outcome = { type: 'paid', refId: '987654321098' };
    await call.keyPin();
  },
  'declined-55-until-no-new-pin-is-left': declines(55, 55, 55),
  'declined-too-often': async (call) => {
    call.limits.declinesPerCall = 2;
    await declines(51, 61)(call);
  },
  'declined-too-often-with-an-operator': async (call) => {
    call.limits.declinesPerCall = 1;
    await toCard(call, OPERATOR);
    await pay(call, declined(51));
    await call.listen(2);
  },
  'declined-and-silent': async (call) => {
    await toCard(call);
    await pay(call, declined(51));
  },
  'declined-and-wrong-keys': async (call) => {
    await toCard(call);
    await pay(call, declined(51));
    await call.listen();
    for (const key of '789') await call.keys(key);
  },
  'paid-reference-with-letters': async (call) => {
    await toCard(call);
    await pay(call, { type: 'paid', refId: 'AB12CD34' });
  },
  'paid-reference-silent': async (call) => {
    await toCard(call);
    await pay(call);
  },
  'unknown-by-the-banks-answer': async (call) => {
    await toCard(call);
    await pay(call, { type: 'unknown', why: 'unlistedCode', code: 91 });
  },
  'unknown-by-silence': async (call) => {
    const answer = await silentBank(call);
    await call.listen(2);
    call.gateway.outcome = UNKNOWN;
    await answer.open();
  },
  'unknown-by-silence-and-texted': async (call) => {
    call.texts = true;
    const answer = await silentBank(call);
    await call.listen(2);
    call.gateway.outcome = UNKNOWN;
    await answer.open();
  },
  'unknown-by-the-banks-answer-and-texted': async (call) => {
    call.texts = true;
    await toCard(call);
    await pay(call, { type: 'unknown', why: 'unlistedCode', code: 91 });
  },
  'texted-and-then-told-after-all': async (call) => {
    call.texts = true;
    const answer = await silentBank(call);
    await answer.open();
    await call.listen();
  },
  'paid-reference-with-letters-is-texted': async (call) => {
    call.texts = true;
    await toCard(call);
    await pay(call, { type: 'paid', refId: 'AB12CD34' });
  },
  'gone-while-paying-and-texted': async (call) => {
    call.texts = true;
    await toPin(call);
    const answer = gate();
    call.gateway.answering = answer.opened;
    call.gateway.outcome = declined(51);
    await call.keyPin();
    call.line.leave();
    await answer.open();
  },
  'late-answer-during-the-verdict': async (call) => {
    const answer = await silentBank(call);
    await answer.open();
    await call.listen();
  },
  'late-answer-during-goodbye': async (call) => {
    const answer = await silentBank(call);
    await call.listen();
    await answer.open();
  },
  'late-wrong-pin-then-a-new-one': async (call) => {
    const answer = await silentBank(call);
    await call.listen();
    call.gateway.outcome = declined(55);
    await answer.open();
    await call.listen();
    call.gateway.outcome = { type: 'paid', refId: '987654321098' };
    await call.keys('2');
    await call.keyPin();
  },
  'late-answer-after-the-caller-left': async (call) => {
    const answer = await silentBank(call);
    call.line.leave();
    await answer.open();
  },
  'nothing-was-sent': async (call) => {
    await toCard(call);
    await pay(call, { type: 'notSent', reason: 'notConnected' });
  },
  'result-not-recorded-in-time': async (call) => {
    call.queue.hangs = true;
    call.spool.hangs = true;
    call.books.record = () => new Promise(() => undefined);
    await toCard(call);
    await pay(call);
    await call.system.advance(2_000);
    await call.listen();
  },
  'result-recorded-by-the-queue': async (call) => {
    call.spool.away = true;
    await toCard(call);
    await pay(call);
  },
  'result-recorded-by-the-database': async (call) => {
    call.spool.away = true;
    call.queue.away = true;
    await toCard(call);
    await pay(call);
  },
};

/** When "nothing has been taken" may be said and when not (call.md, "Slots"). */
const comfort: Readonly<Record<string, Life>> = {
  'no-comfort-after-a-decline': async (call) => {
    await toCard(call);
    await pay(call, declined(51));
    await call.listen();
    call.gateway.otp = { type: 'refused', code: null };
    await call.keys('1');
    await keyCard(call, OTHER_PAN);
    await call.keys('3');
  },
  'comfort-after-a-lost-dispatch': async (call) => {
    call.books.refuseDispatch = 'pinBudget';
    await toPin(call);
    await call.keyPin();
    call.gateway.otp = { type: 'refused', code: null };
    await call.keys('1');
    await keyCard(call, OTHER_PAN);
    await call.keys('3');
  },
  'no-comfort-for-a-caller-in-doubt': async (call) => {
    call.callers.pending = { type: 'unknown', sameLine: false };
    await ring(call, INVOICE);
    await call.listen(2);
    await call.keys('1');
    await call.keys(`${CODE}#`);
    await confirm(call);
    call.gateway.otp = { type: 'refused', code: null };
    await keyCard(call);
    await call.keys('3');
  },
};

export const PAYMENTS = { ...cards, ...otps, ...pins, ...verdicts, ...comfort };
