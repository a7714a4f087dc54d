import type { Outcome } from '../../payment/outcome.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf, Pending } from '../event.ts';
import type { At, Attempted, Chargeable, TalkingState } from '../state.ts';
import type { Step } from '../step.ts';
import { askAmount } from './amount.ts';
import { openPinEarly } from './attempt.ts';
import { askInvoice, tellBill, toBill } from './bill.ts';
import { askCard, readCardBack } from './card.ts';
import { askLanguage } from './language.ts';
import { offerWays } from './next.ts';
import { offerBills } from './offers.ts';
import { goOnWithout, sayConnecting } from './operator.ts';
import { sayWaiting } from './pay.ts';
import { askMobile, readMobileBack } from './payer.ts';
import { afterGreeting, askOther, tellPending } from './pending.ts';
import { askPin, offerMenu } from './pin.ts';
import { beginAgain, comfort, lastWords, stay } from './shared.ts';
import { tellLate, tellReference, tellVerdict } from './verdict.ts';
import { askBirthDate, askNationalId, readBirthDateBack } from './verify.ts';

/** Going on with a call after its line or its process was lost for a while. */

/**
 * After a gap in the line the vault still lives, but keys and the ends of prompts are lost for good: what was
 * half keyed is forgotten and the question is put again; a verdict is said again from its beginning; what the
 * bank or the books are being asked goes on (call.md, "What ARI does and does not tell").
 */
export function afterGap(state: TalkingState): Step {
  return sayAgain(state, []);
}

/**
 * Another process goes on: every secret is lost. A call that held a card asks for it again, unless a payment
 * of it was dispatched: then what the books have of it is told, *not known yet* when they have nothing.
 */
export function resumed(state: TalkingState, event: EventOf<'Resumed'>): Step {
  const next = goOnFrom(state, event);
  return { state: next.state, commands: [...beginAgain(state.talk), ...next.commands] };
}

function goOnFrom(state: TalkingState, { outcome, pending }: EventOf<'Resumed'>): Step {
  if (pending !== undefined) return tellForgotten(state, pending);
  switch (state.stage) {
    case 'card.ask':
    case 'card.confirm':
    case 'nationalId.ask':
    case 'birthDate.ask':
    case 'birthDate.confirm':
    case 'payer.check':
    case 'attempt.commit':
      return cardAgain(state);
    case 'otp.wait':
    case 'pin.ask':
    case 'pin.menu':
    case 'pay.wait':
    case 'pay.record':
      return outcome === null ? cardAgain(state) : tellAgain(state, outcome);
    case 'verdict':
      return tellAgain(state, outcome ?? state.told);
    case 'next':
      // Without its card there is no new PIN for it.
      return offerWays(state, [say('resume.sorry')], ['otherCard']);
    case 'answering':
      return state.closed ? lastWords(state.talk, [say('line.closed')]) : afterGreeting(state.talk);
    case 'greet':
      return afterGreeting(state.talk);
    case 'bill.find':
      return toBill(state.talk, state.before);
    case 'handedOver':
      return goOnWithout({ ...state.talk, operatorTried: true }, state.going, [say('operator.none')]);
    default:
      return sayAgain(state, [say('resume.sorry')]);
  }
}

/** What a stage says or asks, once more and from its beginning. */
function sayAgain(state: TalkingState, before: readonly Prompt[]): Step {
  switch (state.stage) {
    case 'answering':
    case 'bill.find':
    case 'payer.check':
    case 'attempt.commit':
    case 'pay.record':
    case 'handedOver':
      return stay(state);
    case 'greet':
      return afterGreeting(state.talk);
    case 'language':
      return askLanguage(state.talk, before, state.asking.tries);
    case 'pending.tell':
      return tellPending(state.talk, state.told, before);
    case 'pending.other':
      return askOther(state.talk, state.asking.tries, before);
    case 'bill.caller':
      return offerBills(state.talk, state.offers, state.asking.tries, before);
    case 'bill.amount':
      return askAmount(state.talk, state.asking.tries, before);
    case 'operator.connect':
      return sayConnecting(state.talk, state.going, before);
    case 'bill.invoice':
      return askInvoice(state.talk, state.asking.tries, [...before, say('bill.invoice.ask')]);
    case 'bill.tell':
    case 'bill.confirm':
      return tellBill(state.talk, state.bill, before);
    case 'mobile.ask':
      return askMobile(state, state.asking.tries, [...before, say('mobile.ask')]);
    case 'mobile.confirm':
      return readMobileBack(state, before);
    case 'card.ask':
      return askCard(state, state.asking.tries, [...before, say('card.ask')]);
    case 'card.confirm':
      return readCardBack(state, before);
    case 'nationalId.ask':
      return askNationalId(state, state.asking.tries, [...before, say('verify.nationalId.ask')]);
    case 'birthDate.ask':
      return askBirthDate(state, state.asking.tries, [...before, say('verify.birthDate.ask')]);
    case 'birthDate.confirm':
      return readBirthDateBack(state, before);
    case 'otp.wait':
      return state.early === 'whole' ? stay(state) : openPinEarly(state, say('otp.asking'));
    case 'pin.ask':
      return askPin(state, state.asking.tries, [...before, say('pin.ask')]);
    case 'pin.menu':
      return offerMenu(state, state.asking.tries, before);
    case 'pay.wait':
      return sayWaiting(state);
    case 'verdict':
      return state.late === null ? tellVerdict(state, state.told, before) : tellLate(state, state.late);
    case 'reference':
      return tellReference(state.talk, state.refId, state.asking.tries);
    case 'next':
      return offerWays(state, before, state.ways, state.asking.tries);
    case 'goodbye':
      return lastWords(state.talk, stillTrue(state), state.awaited);
  }
}

/** The books may have learned meanwhile that money may have moved. */
function stillTrue({ talk, before }: At<'goodbye'>): readonly Prompt[] {
  return talk.moneyMayHaveMoved ? before.filter(({ key }) => key !== 'nothing.taken') : before;
}

/** The books know of a payment of this call that its journal does not: it is told before anything is asked. */
function tellForgotten({ talk }: TalkingState, pending: Pending): Step {
  const { state, commands } = tellPending({ ...talk, moneyMayHaveMoved: true }, pending, [
    say('resume.sorry'),
  ]);
  return { state, commands: [{ type: 'WipeSecrets' }, ...commands] };
}

function tellAgain(state: Attempted, outcome: Outcome): Step {
  const talk = { ...state.talk, moneyMayHaveMoved: true };
  return tellVerdict({ ...state, talk }, outcome, [say('resume.sorry')]);
}

function cardAgain(state: Pick<Chargeable, 'talk' | 'bill' | 'mobile'>): Step {
  const asked = askCard(state, 0, [
    say('resume.sorry'),
    say('resume.cardAgain'),
    ...comfort(state.talk),
    say('card.ask'),
  ]);
  return { state: asked.state, commands: [{ type: 'WipeSecrets' }, ...asked.commands] };
}
