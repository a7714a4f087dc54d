import type { CallEvent, CallEventType, EventOf } from './event.ts';
import { billAmountRow } from './stages/amount.ts';
import { attemptCommitRow, otpWaitRow } from './stages/attempt.ts';
import { billConfirmRow, billFindRow, billInvoiceRow, billTellRow } from './stages/bill.ts';
import { cardAskRow, cardConfirmRow } from './stages/card.ts';
import { afterGap, resumed } from './stages/coming-back.ts';
import { endedRow, goneRow, goodbyeRow, leavingRow } from './stages/ending.ts';
import { BEFORE_AN_ATTEMPT, BEFORE_THE_GREETING, FROM_AN_ATTEMPT_ON, WHILE_TOLD } from './stages/gateway.ts';
import { languageRow } from './stages/language.ts';
import { nextRow } from './stages/next.ts';
import { billCallerRow } from './stages/offers.ts';
import { answeringRow, arrivingRow, greetRow, newRow } from './stages/opening.ts';
import { cameBack, handedOverRow, NO_OPERATOR_ASKED, operatorConnectRow } from './stages/operator.ts';
import { payRecordRow, payWaitRow } from './stages/pay.ts';
import { mobileAskRow, mobileConfirmRow } from './stages/payer.ts';
import { pendingOtherRow, pendingTellRow } from './stages/pending.ts';
import { pinAskRow, pinMenuRow } from './stages/pin.ts';
import { quiet } from './stages/shared.ts';
import { referenceRow, verdictRow } from './stages/verdict.ts';
import {
  birthDateAskRow,
  birthDateConfirmRow,
  NO_CHECK_ASKED,
  nationalIdAskRow,
  payerChecked,
  payerCheckRow,
} from './stages/verify.ts';
import { type CallState, isTalking, type StageName, type Talk, type TalkingState } from './state.ts';
import { type Cell, ignoring, type Step, type WholeRow } from './step.ts';

const COMING_BACK = {
  LineGap: afterGap,
  Resumed: resumed,
  ...NO_OPERATOR_ASKED,
  ...NO_CHECK_ASKED,
};
const NOBODY_TALKED_TO = ignoring(
  'nobody is talked to',
  'LineGap',
  'Resumed',
  'GatewayOpened',
  'GatewayClosed',
  'OperatorEnded',
  'PayerChecked',
);

/** Every stage x event. A missing cell does not compile. */
export const TABLE: { readonly [N in StageName]: WholeRow<N> } = {
  new: { ...newRow, ...NOBODY_TALKED_TO },
  arriving: { ...arrivingRow, ...NOBODY_TALKED_TO },
  answering: { ...answeringRow, ...COMING_BACK, ...BEFORE_THE_GREETING },
  greet: { ...greetRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  language: { ...languageRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'pending.tell': { ...pendingTellRow, ...COMING_BACK, ...WHILE_TOLD },
  'pending.other': { ...pendingOtherRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.find': { ...billFindRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.invoice': { ...billInvoiceRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.caller': { ...billCallerRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.amount': { ...billAmountRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.tell': { ...billTellRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'bill.confirm': { ...billConfirmRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'mobile.ask': { ...mobileAskRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'mobile.confirm': { ...mobileConfirmRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'card.ask': { ...cardAskRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'card.confirm': { ...cardConfirmRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'nationalId.ask': { ...nationalIdAskRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'birthDate.ask': { ...birthDateAskRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'birthDate.confirm': { ...birthDateConfirmRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT },
  'payer.check': { ...payerCheckRow, ...COMING_BACK, ...BEFORE_AN_ATTEMPT, PayerChecked: payerChecked },
  'attempt.commit': { ...attemptCommitRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'otp.wait': { ...otpWaitRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'pin.ask': { ...pinAskRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'pin.menu': { ...pinMenuRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'pay.wait': { ...payWaitRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'pay.record': { ...payRecordRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  verdict: { ...verdictRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  reference: { ...referenceRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  next: { ...nextRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  'operator.connect': { ...operatorConnectRow, ...COMING_BACK, ...WHILE_TOLD },
  handedOver: { ...handedOverRow, ...COMING_BACK, ...WHILE_TOLD, OperatorEnded: cameBack },
  goodbye: { ...goodbyeRow, ...COMING_BACK, ...FROM_AN_ATTEMPT_ON },
  leaving: { ...leavingRow, ...NOBODY_TALKED_TO },
  gone: { ...goneRow, ...NOBODY_TALKED_TO },
  ended: { ...endedRow, ...NOBODY_TALKED_TO },
};

/**
 * The call machine: total and pure. Ids, times and answers arrive in events; what is to be done leaves as
 * commands. The same states and events give the same steps for ever, which is what a replay checks.
 */
export function transition(state: CallState, event: CallEvent): Step {
  if (!isTalking(state)) return cellStep(state, event);
  if (isStale(state, event)) return { state, commands: [] };
  const noted = note(state, event);
  // A caller who left in a prompt is told of next: until then nothing is said to nobody.
  if (event.type === 'PromptEnded' && event.heard === 'cut') return noted;
  const step = cellStep(noted.state, event);
  return { state: step.state, commands: [...noted.commands, ...step.commands] };
}

function cellStep(state: CallState, event: CallEvent): Step {
  const cell = cellOf(state.stage, event.type);
  return typeof cell === 'function' ? cell(state as never, event as never) : { state, commands: [] };
}

function cellOf<N extends StageName, E extends CallEventType>(stage: N, event: E): Cell<N, E> {
  return TABLE[stage][event] as unknown as Cell<N, E>;
}

/** Late events are normal in telephony: a prompt or a gather of an earlier question says nothing of this one. */
function isStale(state: TalkingState, event: CallEvent): boolean {
  switch (event.type) {
    case 'PromptEnded':
      return event.play !== state.talk.playing;
    case 'KeyHeard':
    case 'GatherSilent':
    case 'GatherEnded':
      return !('asking' in state) || state.asking?.gather !== event.gather;
    default:
      return false;
  }
}

/** What every stage with a caller notes in the same way. A key stops what is said. */
function note(state: TalkingState, event: CallEvent): { state: TalkingState; commands: Step['commands'] } {
  switch (event.type) {
    case 'PromptEnded':
      return { state: { ...state, talk: { ...state.talk, playing: null } }, commands: [] };
    case 'KeyHeard': {
      const { talk, commands } = quiet(state.talk);
      return { state: { ...state, talk: { ...talk, keyedLately: true, silentPins: 0 } }, commands };
    }
    case 'GatewayOpened':
      return { state: { ...state, talk: { ...state.talk, gatewayDown: true } }, commands: [] };
    case 'GatewayClosed':
      return { state: { ...state, talk: { ...state.talk, gatewayDown: false } }, commands: [] };
    case 'Resumed':
      return { state: { ...state, talk: afterProcess(state.talk, event) }, commands: [] };
    default:
      return { state, commands: [] };
  }
}

/** What the process before this one knew may be long past, and its vault is lost; the books may know more than it. */
function afterProcess(talk: Talk, { outcome }: EventOf<'Resumed'>): Talk {
  const moneyMayHaveMoved = talk.moneyMayHaveMoved || outcome !== null;
  return { ...talk, gatewayDown: false, details: null, moneyMayHaveMoved };
}
