import type { CallCommand } from '../domain/call/command.ts';
import type { CallEvent, CallerRecord, EventOf } from '../domain/call/event.ts';
import type { GatherVerdict } from '../domain/gather/gather.ts';
import type { Language, LinePolicy } from '../domain/merchant/line.ts';
import { nationalMobile } from '../domain/merchant/mobile.ts';
import { showCard } from '../domain/payment/card.ts';
import type { OtpOutcome, Outcome } from '../domain/payment/outcome.ts';
import { BANK_NAMES } from '../domain/prompt/bank-names.ts';
import { text } from '../domain/prompt/script.ts';
import { billText, count, plain, rial } from './format.ts';
import type { Style } from './paint.ts';
import {
  ATTEMPT_REFUSALS,
  BILL_REFUSALS,
  FINDINGS,
  MALFORMED,
  OPERATOR_ENDS,
  PENDING,
  PLACES,
  REFUSED_LINES,
} from './timeline-tables.ts';

/** One thing that happened in a call, in words for support staff. */
export interface Words {
  readonly who: 'caller' | 'voice' | 'bank' | 'books' | 'line' | 'register';
  readonly text: string;
  readonly style?: Style;
}

/** What an event of a call says to support staff; null when it says nothing to them. */
export function eventWords(event: CallEvent): Words | null {
  switch (event.type) {
    case 'CallArrived':
      return event.invoice === undefined
        ? { who: 'caller', text: `calls ${plain(event.did)} from ${callerText(event)}` }
        : {
            who: 'caller',
            text: `answers ${plain(event.did)} for invoice ${plain(event.invoice)} at ${callerText(event)}`,
          };
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
    case 'BillsFound':
      return { who: 'books', text: `${count(event.offers.length, 'open invoice')} of this mobile` };
    case 'BillRefused':
      return trouble('books', BILL_REFUSALS[event.why]);
    case 'PayerChecked':
      return checkWords(event);
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
    case 'OperatorEnded':
      return { who: 'line', text: OPERATOR_ENDS[event.operator] };
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
      return { who: 'line', text: lineText(line.policy, line.caller) };
    case 'gatewayDown':
      return trouble('bank', 'is believed to be down: no card is asked for');
    case 'closed':
      return trouble('line', 'is closed at this hour');
    case 'down':
    case 'full':
    case 'blocked':
      return trouble('line', REFUSED_LINES[line.status]);
  }
}

/** What a command of a call says to support staff; null when it says nothing to them. `language`: null, as it was said. */
export function commandWords(
  command: CallCommand,
  language: Language | null,
  merchantName: string | undefined,
): Words | null {
  switch (command.type) {
    case 'Play': {
      const said = command.prompts.map((prompt) => text(prompt, language ?? command.language, merchantName));
      const words = `“${said.join(' ')}”`;
      return { who: 'voice', text: words, ...(command.verdict ? { style: 'bold' } : {}) };
    }
    case 'Reject':
      return trouble('line', `rejected, ${command.cause}`);
    case 'CheckPayer':
      return { who: 'register', text: `is asked about the ${CHECKED[command.details.by]}` };
    case 'RequestOtp':
      return { who: 'bank', text: 'is asked to text a PIN' };
    case 'Pay':
      return { who: 'bank', text: 'is asked to pay', style: 'bold' };
    case 'AbandonAttempt':
      return { who: 'books', text: `payment set aside, ${command.reason}` };
    case 'RememberLanguage':
      return { who: 'books', text: `this caller is spoken to in ${LANGUAGE_NAMES[command.language]}` };
    case 'HandOver':
      return { who: 'line', text: `handed over to the operator at ${command.extension}`, style: 'bold' };
    case 'HangUp':
      return { who: 'line', text: 'hung up by us' };
    default:
      return null;
  }
}

const LANGUAGE_NAMES = { fa: 'Persian', en: 'English' } as const;

function trouble(who: Words['who'], text: string): Words {
  return { who, text, style: 'yellow' };
}

function callerText({ callerNumber, presentation }: EventOf<'CallArrived'>): string {
  if (presentation === 'withheld') return 'a withheld number';
  return callerNumber === null ? 'no number' : plain(callerNumber);
}

function lineText({ merchantName, bill }: LinePolicy, { pending }: CallerRecord): string {
  const known = pending === null ? '' : `; ${PENDING[pending.type]}`;
  return `of ${plain(merchantName)}, ${billText(bill)}${known}`;
}

function verdictWords(verdict: GatherVerdict): Words {
  switch (verdict.type) {
    case 'choice':
      return { who: 'caller', text: `chose ${verdict.key}` };
    case 'invoice':
      return { who: 'caller', text: `invoice code ${verdict.code}` };
    case 'amount':
      return { who: 'caller', text: `amount ${rial(verdict.value)}, as keyed` };
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
    case 'nationalId':
      return { who: 'caller', text: 'a national id' };
    case 'birthDate':
      return { who: 'caller', text: 'a date of birth' };
    case 'malformed':
      return trouble('caller', `${count(verdict.count, 'key')} not accepted: ${MALFORMED[verdict.why]}`);
    case 'star':
      return { who: 'caller', text: 'pressed star' };
  }
}

const CHECKED = {
  shahkar: 'mobile and the national id',
  card: 'card, the national id and the date of birth',
} as const;

function checkWords({ finding, tookMs }: EventOf<'PayerChecked'>): Words {
  const text = `${FINDINGS[finding]} (${tookMs} ms)`;
  return finding === 'matched' ? { who: 'register', text } : trouble('register', text);
}

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
