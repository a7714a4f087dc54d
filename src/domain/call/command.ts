import type { GatherId, GatherRequest, SecretRef } from '../gather/gather.ts';
import type { Mobile } from '../merchant/mobile.ts';
import type { NotSentReason } from '../payment/attempt.ts';
import type { Bill } from '../payment/bill.ts';
import type { MaskedCard } from '../payment/card.ts';
import type { Prompt } from '../prompt/script.ts';
import type { PlayId, TimerEvent } from './event.ts';

/** SIP causes as Q.850 numbers: what a caller's exchange is told. */
export type HangUpCause = 'normal' | 'noService';

/** Everything that a call asks of the outside. Plain data: the journal keeps them, a replay compares them. */
export type CallCommand =
  | { readonly type: 'LoadLinePolicy'; readonly did: string }
  | { readonly type: 'Reject'; readonly cause: HangUpCause }
  | { readonly type: 'Answer' }
  | {
      readonly type: 'Play';
      readonly play: PlayId;
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
      readonly by: { readonly type: 'line' } | { readonly type: 'code'; readonly code: string };
    }
  | {
      readonly type: 'CommitAttempt';
      readonly bill: Bill;
      readonly mobile: Mobile;
      readonly card: MaskedCard;
      readonly pan: SecretRef;
    }
  | { readonly type: 'RequestOtp'; readonly attemptId: string; readonly pan: SecretRef }
  | {
      readonly type: 'Pay';
      readonly attemptId: string;
      readonly pan: SecretRef;
      readonly pin: SecretRef;
    }
  | { readonly type: 'AbandonAttempt'; readonly attemptId: string; readonly reason: NotSentReason }
  | { readonly type: 'WipeSecrets' }
  | { readonly type: 'HangUp'; readonly cause: HangUpCause };

export type CallCommandType = CallCommand['type'];
export type CommandOf<T extends CallCommandType> = Extract<CallCommand, { readonly type: T }>;
