import type { GatherId, GatherRequest, SecretRef } from '../gather/gather.ts';
import type { Language } from '../merchant/line.ts';
import type { Mobile } from '../merchant/mobile.ts';
import type { Rial } from '../payment/amount.ts';
import type { NotSentReason } from '../payment/attempt.ts';
import type { Bill } from '../payment/bill.ts';
import type { MaskedCard } from '../payment/card.ts';
import type { Prompt } from '../prompt/script.ts';
import type { PlayId, TimerEvent } from './event.ts';
import type { PayerDetails } from './state.ts';

/** SIP causes as Q.850 numbers: what a caller's exchange is told. */
export type HangUpCause = 'normal' | 'busy' | 'rejected' | 'noService';

/** Everything that a call asks of the outside. Plain data: the journal keeps them, a replay compares them. */
export type CallCommand =
  /** `caller` is the number as presented; null when there is none. */
  | { readonly type: 'LoadLinePolicy'; readonly did: string; readonly caller: string | null }
  | { readonly type: 'Reject'; readonly cause: HangUpCause }
  | { readonly type: 'Answer' }
  | {
      readonly type: 'Play';
      readonly play: PlayId;
      readonly language: Language;
      readonly prompts: readonly Prompt[];
      /** A verdict is spoken only after its journal entry is durable (design.md, "The core"). */
      readonly verdict: boolean;
    }
  | { readonly type: 'StopPlay'; readonly play: PlayId }
  | { readonly type: 'KeepMedia'; readonly media: 'silence' | 'music' }
  | { readonly type: 'OpenGather'; readonly gather: GatherId; readonly request: GatherRequest }
  | { readonly type: 'CloseGather'; readonly gather: GatherId }
  | { readonly type: 'StartTimer'; readonly timer: TimerEvent; readonly ms: number }
  | { readonly type: 'StopTimer'; readonly timer: TimerEvent }
  | { readonly type: 'SetNet'; readonly seconds: number }
  | {
      readonly type: 'FindBill';
      readonly by: BillSearch;
    }
  | {
      readonly type: 'CommitAttempt';
      readonly bill: Bill;
      readonly mobile: Mobile;
      readonly card: MaskedCard;
      readonly pan: SecretRef;
    }
  /** `pan` and `mobile` are those of the attempt that waits for the answer; `details` says which of them is asked about. */
  | {
      readonly type: 'CheckPayer';
      readonly check: number;
      readonly mobile: Mobile;
      readonly pan: SecretRef;
      readonly details: PayerDetails;
    }
  | { readonly type: 'RequestOtp'; readonly attemptId: string; readonly pan: SecretRef }
  | {
      readonly type: 'Pay';
      readonly attemptId: string;
      readonly pan: SecretRef;
      readonly pin: SecretRef;
    }
  | { readonly type: 'RememberLanguage'; readonly language: Language }
  /** A verdict of *paid* was heard whole: the next call need not tell it. */
  | { readonly type: 'NoteTold'; readonly attemptId: string }
  /**
   * The payer is to learn by SMS what they do not hear here: what became of this attempt, or its reference. The
   * journal's entry is the note of it, which the books read (migration 014).
   */
  | { readonly type: 'OweReceipt'; readonly attemptId: string; readonly owed: 'result' | 'reference' }
  | { readonly type: 'HandOver'; readonly extension: string }
  | { readonly type: 'AbandonAttempt'; readonly attemptId: string; readonly reason: NotSentReason }
  /** Wipes all that is in the vault but what is to be kept, and closes the open gather. */
  | { readonly type: 'WipeSecrets'; readonly keep?: readonly SecretRef[] }
  | { readonly type: 'HangUp'; readonly cause: HangUpCause };

/** What a bill is looked for by: the line's fixed amount, an invoice's code, its payer, or the amount keyed. */
export type BillSearch =
  | { readonly type: 'line' }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'payer'; readonly mobile: Mobile }
  | { readonly type: 'amount'; readonly amount: Rial };

export type CallCommandType = CallCommand['type'];
export type CommandOf<T extends CallCommandType> = Extract<CallCommand, { readonly type: T }>;
