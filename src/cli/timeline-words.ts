import type { CallCommand } from '../domain/call/command.ts';
import type { AttemptRefusal, CallEvent, EventOf, RecordedBy } from '../domain/call/event.ts';
import type { GatherVerdict, Malformed } from '../domain/gather/gather.ts';
import type { Language, LinePolicy } from '../domain/merchant/line.ts';
import { nationalMobile } from '../domain/merchant/mobile.ts';
import type { BillRefusal } from '../domain/payment/bill.ts';
import { showCard } from '../domain/payment/card.ts';
import type { OtpOutcome, Outcome } from '../domain/payment/outcome.ts';
import { BANK_NAMES } from '../domain/prompt/bank-names.ts';
import { text } from '../domain/prompt/script.ts';
import { count, plain, rial } from './format.ts';
import type { Style } from './paint.ts';

/** One thing that happened in a call, in words for support staff. */
export interface Words {
  readonly who: 'caller' | 'voice' | 'bank' | 'books' | 'line';
  readonly text: string;
  readonly style?: Style;
}

/** What an event of a call says to support staff; null when it says nothing to them. */
export function eventWords(event: CallEvent): Words | null {
  switch (event.type) {
    case 'CallArrived':
      return { who: 'caller', text: `calls ${plain(event.did)} from ${callerText(event)}` };
    case 'LinePolicyLoaded':
      return lineWords(event.line);
    case 'Answered':
      return { who: 'line', text: 'is open' };
    case 'PromptEnded':
      return event.heard === 'missing' ? trouble('voice', 'could not be played') : null;
    case 'KeyHeard':
      return { who: 'caller', text: 'keys ●' };
    case 'KeysIgnored':
      return { who: 'caller', text: `${count(event.count, 'key')} thrown away`, style: 'dim' };
    case 'GatherSilent':
      return {
        who: 'caller',
        text: event.have === 0 ? 'is silent' : `is silent after ${count(event.have, 'key')}`,
      };
    case 'GatherEnded':
      return verdictWords(event.verdict);
    case 'BillFound':
      return { who: 'books', text: `${rial(event.bill.amount)} Rial to pay, bill ${event.bill.billId}` };
    case 'BillRefused':
      return trouble('books', BILL_REFUSALS[event.why]);
    case 'AttemptCommitted':
      return { who: 'books', text: `payment ${event.attemptId} prepared, order ${event.orderId}` };
    case 'AttemptRefused':
      return trouble('books', ATTEMPT_REFUSALS[event.why]);
    case 'OtpReplied':
      return otpWords(event);
    case 'PayReplied':
      return payWords(event);
    case 'LineGap':
      return trouble('line', `was lost for ${(event.ms / 1_000).toFixed(1)} s`);
    case 'GatewayOpened':
      return trouble('bank', 'is believed to be down');
    case 'GatewayClosed':
      return { who: 'bank', text: 'answers again' };
    case 'Resumed':
      return trouble('line', 'another process goes on with the call');
    case 'ResultRecorded':
      return { who: 'books', text: `result safe ${PLACES[event.by]}` };
    case 'ResultNotRecorded':
      return trouble('books', 'the result is not recorded yet');
    case 'CallerDeadline':
      return trouble('bank', 'has not answered in time');
    case 'PinExpired':
      return trouble('bank', 'the PIN is too old to be sent');
    case 'CallLimitNear':
      return trouble('line', 'the call has reached its limit');
    case 'WaitedMore':
      return null;
    case 'CallerGone':
      return { who: 'caller', text: 'is gone' };
  }
}

function lineWords(line: EventOf<'LinePolicyLoaded'>['line']): Words {
  switch (line.status) {
    case 'open':
      return { who: 'line', text: lineText(line.policy) };
    case 'gatewayDown':
      return trouble('bank', 'is believed to be down: no card is asked for');
    case 'down':
      return trouble('line', 'takes no payments now');
  }
}

/** What a command of a call says to support staff; null when it says nothing to them. */
export function commandWords(
  command: CallCommand,
  language: Language,
  merchantName: string | undefined,
): Words | null {
  switch (command.type) {
    case 'Play': {
      const words = `“${command.prompts.map((prompt) => text(prompt, language, merchantName)).join(' ')}”`;
      return { who: 'voice', text: words, ...(command.verdict ? { style: 'bold' } : {}) };
    }
    case 'Reject':
      return trouble('line', `rejected, ${command.cause}`);
    case 'RequestOtp':
      return { who: 'bank', text: 'is asked to text a PIN' };
    case 'Pay':
      return { who: 'bank', text: 'is asked to pay', style: 'bold' };
    case 'AbandonAttempt':
      return { who: 'books', text: `payment set aside, ${command.reason}` };
    case 'HangUp':
      return { who: 'line', text: 'hung up by us' };
    default:
      return null;
  }
}

function trouble(who: Words['who'], text: string): Words {
  return { who, text, style: 'yellow' };
}

function callerText({ callerNumber, presentation }: EventOf<'CallArrived'>): string {
  if (presentation === 'withheld') return 'a withheld number';
  return callerNumber === null ? 'no number' : plain(callerNumber);
}

function lineText({ merchantName, bill }: LinePolicy): string {
  return `of ${plain(merchantName)}, ${bill.type === 'fixed' ? `${rial(bill.amount)} Rial` : 'by invoice code'}`;
}

function verdictWords(verdict: GatherVerdict): Words {
  switch (verdict.type) {
    case 'choice':
      return { who: 'caller', text: `chose ${verdict.key}` };
    case 'invoice':
      return { who: 'caller', text: `invoice code ${verdict.code}` };
    case 'mobile':
      return { who: 'caller', text: `mobile ${nationalMobile(verdict.mobile)}` };
    case 'card': {
      const { bank } = verdict.card;
      return {
        who: 'caller',
        text: `card ${showCard(verdict.card)}${bank === null ? '' : `, ${BANK_NAMES[bank].en}`}`,
      };
    }
    case 'pin':
      return { who: 'caller', text: `a PIN of ${verdict.length} digits` };
    case 'malformed':
      return trouble('caller', `${count(verdict.count, 'key')} not accepted: ${MALFORMED[verdict.why]}`);
    case 'star':
      return { who: 'caller', text: 'pressed star' };
  }
}

const MALFORMED: Readonly<Record<Malformed, string>> = {
  notOffered: 'not offered here',
  length: 'not as many as are due',
  checkDigit: 'the check digit is wrong',
  notMobile: 'not a mobile number',
  tooLong: 'too many',
};

function otpWords({ otp, tookMs }: EventOf<'OtpReplied'>): Words {
  const text = `${otpText(otp)} (${tookMs} ms)`;
  return otp.type === 'accepted' ? { who: 'bank', text } : trouble('bank', text);
}

function otpText(otp: OtpOutcome): string {
  switch (otp.type) {
    case 'accepted':
      return 'texts a PIN';
    case 'refused':
      return `refuses a PIN${codeText(otp.code)}`;
    case 'priceMismatch':
      return 'names another amount';
    case 'notConnected':
      return 'cannot be reached';
    case 'unknown':
      return 'did not say whether a PIN is on its way';
  }
}

function payWords({ outcome, tookMs }: EventOf<'PayReplied'>): Words {
  const style = { paid: 'green', declined: 'yellow', unknown: 'red', notSent: 'yellow' } as const;
  return { who: 'bank', text: `${outcomeText(outcome)} (${tookMs} ms)`, style: style[outcome.type] };
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.type) {
    case 'paid':
      return `PAID, reference ${plain(outcome.refId)}`;
    case 'declined':
      return `DECLINED${codeText(outcome.code)}`;
    case 'unknown':
      return `NOT KNOWN, ${outcome.why}${codeText(outcome.code)}`;
    case 'notSent':
      return `NOT SENT, ${outcome.reason}`;
  }
}

function codeText(code: number | null): string {
  return code === null ? '' : `, code ${code}`;
}

const PLACES: Readonly<Record<RecordedBy, string>> = {
  queue: 'in the queue',
  database: 'in the database',
  spool: 'on our disk',
};

const BILL_REFUSALS: Readonly<Record<BillRefusal, string>> = {
  notFound: 'no such invoice',
  expired: 'the invoice has expired',
  cancelled: 'the invoice is cancelled',
  paid: 'the invoice is paid already',
  busy: 'another payment of this bill is being made',
  unknown: 'a payment of this bill is not known yet',
  storeDown: 'the store does not answer',
};

const ATTEMPT_REFUSALS: Readonly<Record<AttemptRefusal, string>> = {
  billPaid: 'refused: the bill is paid already',
  billClosed: 'refused: the bill is closed',
  billBusy: 'refused: another payment of this bill is being made or not known yet',
  payerBusy: 'refused: another payment of this payer is being made or not known yet',
  pinBudget: 'refused: the card has had its wrong PINs',
  expired: 'refused: the payment is too old',
  notPrepared: 'refused: the payment is not prepared any more',
  cardLimit: 'refused: too many PINs were asked for this card',
  callerGone: 'refused: the caller is gone',
  storeDown: 'the store does not answer',
};
