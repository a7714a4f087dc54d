import type { OperatorEnd } from '../../../src/domain/call/event.ts';
import { PAN } from '../../support/fakes.ts';
import type { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';
import {
  anotherProcess,
  CODE,
  confirm,
  declined,
  elsewhere,
  gatewayFails,
  INVOICE,
  identifyThemselves,
  keyCard,
  type Life,
  OPERATOR,
  pay,
  ring,
  toCard,
  toPin,
} from './life.ts';
import { REACHABLE, type Reachable, reach } from './reach.ts';

/** What goes wrong around a call, and how it goes on. */

const lines: Readonly<Record<string, Life>> = {
  'line-full': async (call) => {
    call.slots.taken.set('another call', '1000');
    await ring(call, { maxCalls: 1 });
  },
  'line-caller-blocked': async (call) => ring(call, { blockedCallers: ['+989121234567'] }),
  'line-down': async (call) => {
    call.books.away = true;
    await ring(call);
    call.books.away = false;
  },
  'line-closed': async (call) => ring(call, { hours: { days: {}, closedDays: [] } }),
};

const gateways: Readonly<Record<string, Life>> = {
  'gateway-down-before-the-call': async (call) => {
    await gatewayFails(call);
    await ring(call);
  },
  'gateway-down-and-a-payment-to-be-told': async (call) => {
    call.callers.pending = { type: 'paid', attemptId: 'att_before' };
    await gatewayFails(call);
    await ring(call);
  },
  'gateway-down-at-the-card': async (call) => {
    await toCard(call);
    await call.keys(PAN.slice(0, 6));
    await gatewayFails(call);
  },
  'gateway-down-at-the-pin-and-back': async (call) => {
    await toPin(call);
    await gatewayFails(call);
    await elsewhere(call, 'accepted');
    await call.keyPin();
  },
  'gateway-down-after-a-decline': async (call) => {
    await toCard(call);
    await pay(call, declined(51));
    await gatewayFails(call);
    await call.listen();
  },
};

/** Handed over after a decline; the operator's part ends so. */
const operatorThen =
  (end: OperatorEnd): Life =>
  async (call) => {
    const { call: handed } = await reach(call, 'operator.connect');
    await handed.listen();
    handed.line.comeBack(end);
    await settle();
    if (handed.stage === 'card.ask') await pay(handed, { type: 'paid', refId: '123456789012' });
  };

const operators: Readonly<Record<string, Life>> = {
  'operator-answered': operatorThen('answered'),
  'operator-busy-then-paid': operatorThen('busy'),
  'operator-no-answer-then-paid': operatorThen('noAnswer'),
  'operator-after-three-wrong-codes': async (call) => {
    await ring(call, { ...INVOICE, ...OPERATOR });
    await call.listen();
    for (const _ of [1, 2, 3]) await call.keys('102030#');
    await call.listen();
    call.line.comeBack('noAnswer');
    await settle();
    // None is offered a second time.
    for (const _ of [1, 2, 3]) await call.keys('102030#');
  },
  'operator-keeps-the-call': async (call) => {
    await reach(call, 'operator.connect');
    await call.listen();
  },
};

const pendings: Readonly<Record<string, Life>> = {
  'pending-unknown-on-this-line': async (call) => {
    call.callers.pending = { type: 'unknown', sameLine: true };
    await ring(call, INVOICE);
    await call.listen();
  },
  'pending-unknown-elsewhere-pays-another': async (call) => {
    call.callers.pending = { type: 'unknown', sameLine: false };
    await ring(call, INVOICE);
    await call.listen(2);
    await call.keys('1');
    await call.keys(`${CODE}#`);
    await confirm(call);
    await pay(call);
  },
  'pending-paid-and-done': async (call) => {
    await reach(call, 'pending.other');
    await call.keys('2');
  },
  'pending-paid-and-silent': async (call) => {
    await reach(call, 'pending.other');
  },
  'pending-paid-on-a-fixed-line': async (call) => {
    call.callers.pending = { type: 'paid', attemptId: 'att_before' };
    await ring(call);
  },
};

/** A caller who hangs up there. Whoever was asked answers afterwards. */
const hangUpAt =
  (stage: Reachable): Life =>
  async (call) => {
    const { answer } = await reach(call, stage);
    call.line.leave();
    await settle();
    await answer();
  };

/** A gap in the line there; then the call goes on. */
const gapAt =
  (stage: Reachable): Life =>
  async (call) => {
    const { answer } = await reach(call, stage);
    call.line.gap();
    await settle();
    await answer();
    await goOn(call);
    call.line.leave();
  };

/** The process is gone there, and another one goes on. */
const resumeAt =
  (stage: Reachable): Life =>
  async (call) => {
    await reach(call, stage);
    const after = await anotherProcess(call);
    after.books.preparing = Promise.resolve();
    await goOn(after);
    after.line.leave();
    return after;
  };

/** Pays, if a card, who they are or a PIN is asked for. */
async function goOn(call: LiveCall): Promise<void> {
  if (call.stage === 'card.ask') await keyCard(call);
  await identifyThemselves(call);
  if (call.stage === 'pin.ask') await call.keyPin();
}

/** One stage of each kind: a value, a question, a verdict, a look-up, a card, the books, the bank, the end. */
const GAPS: readonly Reachable[] = [
  'greet',
  'language',
  'pending.tell',
  'bill.find',
  'bill.caller',
  'bill.amount',
  'bill.confirm',
  'mobile.ask',
  'card.ask',
  'nationalId.ask',
  'birthDate.ask',
  'birthDate.confirm',
  'payer.check',
  'attempt.commit',
  'otp.wait',
  'pin.ask',
  'pin.menu',
  'pay.wait',
  'pay.record',
  'verdict',
  'reference',
  'next',
  'operator.connect',
  'goodbye',
];

const RESUMES: readonly Reachable[] = [
  'answering',
  'greet',
  'language',
  'pending.tell',
  'bill.find',
  'bill.invoice',
  'mobile.confirm',
  'card.ask',
  'card.confirm',
  'nationalId.ask',
  'birthDate.ask',
  'birthDate.confirm',
  'payer.check',
  'attempt.commit',
  'otp.wait',
  'pin.ask',
  'pin.menu',
  'pay.wait',
  'pay.record',
  'verdict',
  'reference',
  'next',
  'operator.connect',
  'goodbye',
];

function at(
  what: string,
  stages: readonly Reachable[],
  life: (stage: Reachable) => Life,
): Readonly<Record<string, Life>> {
  return Object.fromEntries(stages.map((stage) => [`${what}-${stage.replace('.', '-')}`, life(stage)]));
}

const outages: Readonly<Record<string, Life>> = {
  'resume-with-the-payment-in-the-books': async (call) => {
    await toCard(call);
    await pay(call, declined(55));
    const after = await anotherProcess(call);
    await after.listen();
    await after.keys('1');
    await pay(after, { type: 'paid', refId: '987654321098' });
    return after;
  },
  'resume-after-a-decline-without-comfort': async (call) => {
    await toCard(call);
    await pay(call, declined(51));
    await call.listen();
    await call.keys('1');
    const after = await anotherProcess(call);
    await pay(after);
    return after;
  },
  'resume-of-a-call-that-an-operator-had': async (call) => {
    await reach(call, 'operator.connect');
    await call.listen();
    const after = await anotherProcess(call);
    return after;
  },
  'store-away-at-the-payment': async (call) => {
    await toPin(call);
    call.books.away = true;
    call.journal.away = true;
    await call.keyPin();
    await call.system.advance(2_000);
    call.books.away = false;
    call.journal.away = false;
  },
  'soft-limit-with-keys-and-then-none': async (call) => {
    call.limits.callSoftMs = 30_000;
    await toCard(call);
    for (const digit of PAN.slice(0, 3)) {
      await call.keys(digit);
      await call.system.advance(15_000);
    }
  },
  'soft-limit-in-a-greeting': async (call) => {
    call.limits.callSoftMs = 5_000;
    await ring(call);
    await call.system.advance(5_000);
  },
  'soft-limit-while-the-bank-is-asked': async (call) => {
    call.limits.callSoftMs = 10_000;
    const { answer } = await reach(call, 'pay.wait');
    await call.system.advance(11_000);
    await answer();
  },
};

export const TROUBLES = {
  ...lines,
  ...gateways,
  ...operators,
  ...pendings,
  ...outages,
  ...at('hang-up', REACHABLE, hangUpAt),
  ...at('gap', GAPS, gapAt),
  ...at('resume', RESUMES, resumeAt),
};
