import {
  type AttemptRefusal,
  type CallEvent,
  type CallerRecord,
  type EventOf,
  type OperatorEnd,
  UNKNOWN_CALLER,
} from '../../src/domain/call/event.ts';
import type { CallState, StageName } from '../../src/domain/call/state.ts';
import type { GatherRequest, GatherVerdict } from '../../src/domain/gather/gather.ts';
import type { CheckFinding } from '../../src/domain/identity/payer-check.ts';
import type { LinePolicy } from '../../src/domain/merchant/line.ts';
import type { BillRefusal } from '../../src/domain/payment/bill.ts';
import type { OtpOutcome, Outcome } from '../../src/domain/payment/outcome.ts';
import { NO_HABIT } from '../../src/domain/payment/pin-habit.ts';
import { CARD, PIN, POLICY } from '../support/conversation.ts';

/**
 * Everything that can happen to a call, one example of each kind: every event, and of every event every answer
 * that the machine tells apart. Together they are a finite alphabet in which all calls can be spelled.
 */

/** An event and what it is called in a diagram. */
export interface Letter {
  readonly word: string;
  readonly event: CallEvent;
}

const BILL = { billId: 'bill_1', amount: 500_000, invoiceId: null };

/** A call is kept short, so that the walk meets its limits soon. */
const LIMITS = { ...POLICY.limits, otpsPerCall: 2, declinesPerCall: 2 };

const OPEN = { type: 'open', min: 10_000, max: 10_000_000 } as const;

/**
 * Lines of every kind: where the bill comes from, languages, whether the card is read back, how it is found out who
 * pays, an operator.
 */
const LINES: readonly Partial<LinePolicy>[] = [
  { confirmCard: false },
  { confirmCard: false, verify: { by: 'shahkar', whenDown: 'stop' } },
  { confirmCard: false, verify: { by: 'card', whenDown: 'goOn' }, operator: '2000' },
  { languages: ['fa', 'en'], operator: '2000' },
  { bill: { type: 'invoice' }, operator: '2000' },
  { bill: { type: 'caller' }, confirmCard: false, languages: ['fa', 'en'], nameSpokenIn: [] },
  { bill: { ...OPEN, unit: 'toman' }, confirmCard: false },
];

const CALLERS: readonly CallerRecord[] = [
  UNKNOWN_CALLER,
  { language: 'en', pending: null },
  { language: null, pending: { type: 'unknown', sameLine: true } },
  { language: null, pending: { type: 'unknown', sameLine: false } },
  { language: null, pending: { type: 'paid', attemptId: 'att_0' } },
];

const ARRIVALS: readonly Letter[] = ['09121234567', null].map((callerNumber) => ({
  word: 'a call',
  event: {
    type: 'CallArrived',
    did: '1000',
    callerNumber,
    presentation: callerNumber === null ? 'withheld' : 'allowed',
  },
}));

type Line = EventOf<'LinePolicyLoaded'>['line'];

const LOADED: readonly Letter[] = [
  ...LINES.flatMap((line) => CALLERS.map((caller) => loaded('open', line, caller))),
  ...CALLERS.map((caller) => loaded('gatewayDown', { bill: { type: 'invoice' } }, caller)),
  loaded('closed', {}, UNKNOWN_CALLER),
  ...(['down', 'full', 'blocked'] as const).map((status) => ({
    word: status,
    event: { type: 'LinePolicyLoaded', line: { status } } as const,
  })),
];

function loaded(
  status: Extract<Line, { policy: LinePolicy }>['status'],
  line: Partial<LinePolicy>,
  caller: CallerRecord,
): Letter {
  const policy: LinePolicy = { ...POLICY, ...line, limits: LIMITS };
  return { word: 'the line is found', event: { type: 'LinePolicyLoaded', line: { status, policy, caller } } };
}

const BILL_REFUSALS: readonly BillRefusal[] = [
  'notFound',
  'expired',
  'cancelled',
  'paid',
  'busy',
  'unknown',
  'storeDown',
];

const ATTEMPT_REFUSALS: readonly AttemptRefusal[] = [
  'billPaid',
  'billClosed',
  'billBusy',
  'payerBusy',
  'payerUnknown',
  'pinBudget',
  'expired',
  'notPrepared',
  'cardLimit',
  'callerLimit',
  'callerGone',
  'storeDown',
];

const OTPS: readonly OtpOutcome[] = [
  { type: 'accepted' },
  { type: 'unknown' },
  { type: 'refused', code: null },
  { type: 'notConnected' },
  { type: 'priceMismatch' },
];

const FINDINGS: Readonly<Record<CheckFinding, string>> = {
  matched: 'who they say',
  mismatched: 'not who they say',
  unavailable: 'register down',
  tooOften: 'asked too often',
};

/** One code for each way on. */
const OUTCOMES: readonly Outcome[] = [
  { type: 'paid', refId: '123456789012' },
  { type: 'paid', refId: 'AB12' },
  { type: 'declined', code: 51 },
  { type: 'declined', code: 55 },
  { type: 'declined', code: 3 },
  { type: 'declined', code: 90 },
  { type: 'unknown', why: 'timeout', code: null },
  { type: 'notSent', reason: 'notConnected' },
];

const OPERATOR_ENDS: readonly OperatorEnd[] = ['answered', 'busy', 'noAnswer'];

/** Refusals after which the caller may try something else. */
const AGAIN: ReadonlySet<BillRefusal | AttemptRefusal> = new Set([
  'notFound',
  'expired',
  'cancelled',
  'pinBudget',
  'cardLimit',
]);

const WITHOUT_IDS: readonly Letter[] = [
  { word: 'picked up', event: { type: 'Answered' } },
  { word: 'keys', event: { type: 'KeysIgnored', count: 1 } },
  { word: 'bill found', event: { type: 'BillFound', bill: BILL } },
  ...[0, 1, 2].map((count) => ({
    word: count === 0 ? 'no invoices' : 'invoices found',
    event: { type: 'BillsFound', offers: offers(count) } as const,
  })),
  ...BILL_REFUSALS.map((why) => ({
    word: AGAIN.has(why) ? 'no such bill' : 'may not be paid',
    event: { type: 'BillRefused', why } as const,
  })),
  ...ATTEMPT_REFUSALS.map((why) => ({
    word: why === 'expired' ? 'PIN expired' : AGAIN.has(why) ? 'try another card' : 'may not be paid',
    event: { type: 'AttemptRefused', why } as const,
  })),
  { word: 'the caller’s deadline', event: { type: 'CallerDeadline' } },
  { word: 'PIN expired', event: { type: 'PinExpired' } },
  { word: 'soft limit', event: { type: 'CallLimitNear' } },
  { word: 'waited more', event: { type: 'WaitedMore' } },
  { word: 'hung up', event: { type: 'CallerGone', cause: 16 } },
  { word: 'gateway down', event: { type: 'GatewayOpened' } },
  { word: 'gateway back', event: { type: 'GatewayClosed' } },
  { word: 'gap', event: { type: 'LineGap', ms: 900 } },
  { word: 'resumed', event: { type: 'Resumed', outcome: null } },
  ...OPERATOR_ENDS.map((operator) => ({
    word: operator === 'answered' ? 'colleague done' : 'no colleague',
    event: { type: 'OperatorEnded', operator } as const,
  })),
];

function offers(count: number): EventOf<'BillsFound'>['offers'] {
  return Array.from({ length: count }, (_, index) => ({
    bill: { ...BILL, billId: `bill_${index + 1}`, invoiceId: `inv_${index + 1}` },
    code: `10203${index}`,
  }));
}

/** The letters that are the same at every state of a stage. */
export function fixedLetters(stage: StageName): readonly Letter[] {
  return [
    ...(stage === 'new' ? ARRIVALS : ARRIVALS.slice(0, 1)),
    ...(stage === 'arriving' ? LOADED : LOADED.slice(0, 1)),
    ...WITHOUT_IDS,
  ];
}

/** The letters with ids, those that fit this state: what has others is dropped or ignored. */
export function lettersAt(state: CallState, request: GatherRequest | null): readonly Letter[] {
  const play = ('talk' in state ? state.talk.playing : null) ?? 0;
  const gather = ('asking' in state ? state.asking?.gather : null) ?? 0;
  const check = 'talk' in state ? state.talk.checks : 0;
  const attemptId = attemptOf(state);
  return [
    ...(['whole', 'cut'] as const).map((heard) => ({
      word: heardAt(state),
      event: { type: 'PromptEnded', play, heard } as const,
    })),
    { word: 'a key', event: { type: 'KeyHeard', gather } },
    ...[0, 4].flatMap((have) =>
      [1, 2, 3].map((nth) => ({
        word: 'silence',
        event: { type: 'GatherSilent', gather, have, nth } as const,
      })),
    ),
    ...verdicts(request).map(({ word, verdict }) => ({
      word,
      event: { type: 'GatherEnded', gather, verdict } as const,
    })),
    ...Object.entries(FINDINGS).map(([finding, word]) => ({
      word,
      event: { type: 'PayerChecked', check, finding: finding as CheckFinding, tookMs: 900 } as const,
    })),
    {
      word: 'committed',
      event: { type: 'AttemptCommitted', attemptId, orderId: '123456', habit: NO_HABIT },
    },
    {
      word: 'committed',
      event: { type: 'AttemptCommitted', attemptId, orderId: '123456', habit: NO_HABIT, receipt: true },
    },
    ...OTPS.map((otp) => ({
      word: otp.type === 'accepted' || otp.type === 'unknown' ? 'PIN on its way' : 'no PIN',
      event: { type: 'OtpReplied', attemptId, otp, tookMs: 900 } as const,
    })),
    ...OUTCOMES.map((outcome) => ({
      word: 'the bank answers',
      event: { type: 'PayReplied', attemptId, outcome, tookMs: 900 } as const,
    })),
    // The books are asked for the attempt of this state, if it has one.
    ...('attemptId' in state ? OUTCOMES : []).map((outcome) => ({
      word: 'resumed',
      event: { type: 'Resumed', outcome } as const,
    })),
    { word: 'recorded', event: { type: 'ResultRecorded', attemptId, by: 'queue' } },
    { word: 'not recorded', event: { type: 'ResultNotRecorded', attemptId } },
  ];
}

/** What was heard: of a verdict, which one. */
function heardAt(state: CallState): string {
  if (state.stage !== 'verdict') return 'heard';
  return state.late === null ? WORDS[state.told.type] : 'a late answer';
}

const WORDS = { paid: 'paid', declined: 'declined', unknown: 'not known yet', notSent: 'not paid' } as const;

/** The attempt of a state that has one; otherwise the next one of its call. */
function attemptOf(state: CallState): string {
  if ('attemptId' in state) return state.attemptId;
  if (state.stage === 'goodbye' && state.awaited !== null) return state.awaited.attemptId;
  return `att_${'talk' in state ? state.talk.otps + 1 : 1}`;
}

interface Spelled {
  readonly word: string;
  readonly verdict: GatherVerdict;
}

const WRONG: Spelled = { word: 'wrong', verdict: { type: 'malformed', why: 'length', count: 3 } };
const STAR: Spelled = { word: 'star', verdict: { type: 'star' } };

/** What an open gather may come to (src/domain/gather/judge.ts); where none is open, one that comes late. */
function verdicts(request: GatherRequest | null): readonly Spelled[] {
  switch (request?.kind) {
    case undefined:
      return [STAR];
    case 'choice':
      return [
        ...[...request.keys].map((key) => ({
          word: `key ${key}`,
          verdict: { type: 'choice', key } as const,
        })),
        { word: 'wrong', verdict: { type: 'malformed', why: 'notOffered', count: 1 } },
        STAR,
      ];
    case 'invoice':
      return [{ word: 'a code', verdict: { type: 'invoice', code: '102030' } }, WRONG];
    case 'amount':
      // One that may be paid, one below the line's limits, and one that is no multiple.
      return [
        { word: 'an amount', verdict: { type: 'amount', value: 50_000 } },
        { word: 'wrong', verdict: { type: 'amount', value: 100 } },
        { word: 'wrong', verdict: { type: 'amount', value: 50_001 } },
        WRONG,
      ];
    case 'mobile':
      return [{ word: 'a mobile', verdict: { type: 'mobile', mobile: '+989121234567' } }, WRONG];
    case 'nationalId':
      return [{ word: 'a national id', verdict: { type: 'nationalId' } }, WRONG, STAR];
    case 'birthDate':
      return [{ word: 'a birth date', verdict: { type: 'birthDate' } }, WRONG, STAR];
    case 'card':
      return [{ word: 'a card', verdict: CARD }, WRONG, STAR];
    case 'pin':
      return [{ word: 'a PIN', verdict: PIN }, WRONG, STAR];
  }
}
