import type { GatherId, GatherVerdict } from '../gather/gather.ts';
import type { CheckFinding } from '../identity/payer-check.ts';
import type { Language, LinePolicy } from '../merchant/line.ts';
import type { DispatchRefusal } from '../payment/attempt.ts';
import type { Bill, BillRefusal, OfferedBill } from '../payment/bill.ts';
import type { OrderId } from '../payment/order-id.ts';
import type { OtpOutcome, Outcome } from '../payment/outcome.ts';
import type { PinHabit } from '../payment/pin-habit.ts';

/** Counts the plays of one call from 1. The playback's id on the line is made from it and the call's id. */
export type PlayId = number;

/** How the network presents the caller's number. */
export type Presentation = 'allowed' | 'withheld';

/** How much of a prompt was heard. A verdict counts as told only when `whole` (call.md). */
export type Heard = 'whole' | 'stopped' | 'cut' | 'missing';

/** How an operator's part of a call ended. */
export type OperatorEnd = 'answered' | 'busy' | 'noAnswer';

/** An earlier payment of a caller that they must be told of before they pay again (call.md, "Order"). */
export type Pending =
  /** In doubt, or still being made. */
  | { readonly type: 'unknown'; readonly sameLine: boolean }
  /** Paid, and not told to its end. */
  | { readonly type: 'paid'; readonly attemptId: string };

/** What is known of a caller from earlier calls. */
export interface CallerRecord {
  readonly language: Language | null;
  readonly pending: Pending | null;
}

/** Of a withheld number nothing is looked up and nothing is kept. */
export const UNKNOWN_CALLER: CallerRecord = { language: null, pending: null };

/** By which road a result reached a place where it cannot be lost: the spool is a folder on our own disk. */
export type RecordedBy = 'queue' | 'database' | 'spool';

/** The timers of a call; each is named after the event that it delivers. */
export type TimerEvent = 'CallerDeadline' | 'PinExpired' | 'CallLimitNear' | 'WaitedMore';

/**
 * Everything that a call learns from outside. Ids, times and answers arrive here; a raw key never does
 * (payment.md, "Cards"): `KeyHeard` says when, the gather's verdict says what.
 */
export type CallEvent =
  | {
      readonly type: 'CallArrived';
      /** The number that was dialled, as it reached the dialplan. */
      readonly did: string;
      /** The caller's number as presented; null when there is none or it is withheld. */
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
      /** The code of the invoice for which we rang this payer; left out when they called by themselves. */
      readonly invoice?: string;
    }
  | {
      readonly type: 'LinePolicyLoaded';
      /** `gatewayDown`: the line could be used, and no card may be asked for (payment/circuit.ts). */
      readonly line:
        | {
            readonly status: 'open' | 'gatewayDown' | 'closed';
            readonly policy: LinePolicy;
            readonly caller: CallerRecord;
          }
        | { readonly status: 'down' | 'full' | 'blocked' };
    }
  | { readonly type: 'Answered' }
  | { readonly type: 'PromptEnded'; readonly play: PlayId; readonly heard: Heard }
  | { readonly type: 'KeyHeard'; readonly gather: GatherId }
  | { readonly type: 'KeysIgnored'; readonly count: number }
  | { readonly type: 'GatherSilent'; readonly gather: GatherId; readonly have: number; readonly nth: number }
  | { readonly type: 'GatherEnded'; readonly gather: GatherId; readonly verdict: GatherVerdict }
  | { readonly type: 'BillFound'; readonly bill: Bill }
  /** The open invoices of the caller's mobile; none when there are none. */
  | { readonly type: 'BillsFound'; readonly offers: readonly OfferedBill[] }
  | { readonly type: 'BillRefused'; readonly why: BillRefusal }
  /** What came of asking the register who pays. `check` counts the questions of a call from 1. */
  | {
      readonly type: 'PayerChecked';
      readonly check: number;
      readonly finding: CheckFinding;
      readonly tookMs: number;
    }
  | {
      readonly type: 'AttemptCommitted';
      readonly attemptId: string;
      readonly orderId: OrderId;
      readonly habit: PinHabit;
      /**
       * The payer is texted what becomes of it: SMS are sent, their merchant wants it, and they have not opted out.
       * Left out otherwise, and in journals from before there were receipts.
       */
      readonly receipt?: true;
    }
  | { readonly type: 'AttemptRefused'; readonly why: AttemptRefusal }
  | {
      readonly type: 'OtpReplied';
      readonly attemptId: string;
      readonly otp: OtpOutcome;
      readonly tookMs: number;
    }
  | {
      readonly type: 'PayReplied';
      readonly attemptId: string;
      readonly outcome: Outcome;
      readonly tookMs: number;
    }
  | { readonly type: 'ResultRecorded'; readonly attemptId: string; readonly by: RecordedBy }
  | { readonly type: 'ResultNotRecorded'; readonly attemptId: string }
  | { readonly type: TimerEvent }
  | { readonly type: 'CallerGone'; readonly cause: number | null }
  /** Whether the gateway works, as far as this process knows (payment/circuit.ts). */
  | { readonly type: 'GatewayOpened' | 'GatewayClosed' }
  /** The connection to the exchange was lost for a moment: keys and the ends of prompts are lost for good. */
  | { readonly type: 'LineGap'; readonly ms: number }
  /**
   * Another process goes on with this call: what was in the vault is lost, and its prepared attempts were set
   * aside. `outcome` is what the books have of the attempt that it was about; null when that was not dispatched.
   * `pending` is a payment of this call that the books know and its journal does not; without one, left out.
   */
  | { readonly type: 'Resumed'; readonly outcome: Outcome | null; readonly pending?: Pending }
  /** A caller who was handed over is on the line again. */
  | { readonly type: 'OperatorEnded'; readonly operator: OperatorEnd };

export type CallEventType = CallEvent['type'];
export type EventOf<T extends CallEventType> = Extract<CallEvent, { readonly type: T }>;

/** Why no attempt could be made, or why a prepared one lost its dispatch. */
export type AttemptRefusal = DispatchRefusal | 'cardLimit' | 'callerLimit' | 'callerGone' | 'storeDown';
