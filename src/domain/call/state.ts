import type { GatherId, SecretRef } from '../gather/gather.ts';
import type { Language, LinePolicy } from '../merchant/line.ts';
import type { Mobile } from '../merchant/mobile.ts';
import type { Bill, OfferedBill } from '../payment/bill.ts';
import type { MaskedCard } from '../payment/card.ts';
import type { Outcome } from '../payment/outcome.ts';
import type { PinHabit } from '../payment/pin-habit.ts';
import type { Prompt, SpeakableRef } from '../prompt/script.ts';
import type { Pending, PlayId } from './event.ts';

/** What a call carries from stage to stage once it talks with a caller. */
export interface Talk {
  readonly policy: LinePolicy;
  /** In which the call speaks: the line's own, the remembered or the chosen one. */
  readonly language: Language;
  /** The caller's own mobile, when the network presented one. */
  readonly callerMobile: Mobile | null;
  /** The code of the invoice that this payer was rung for; null for a caller, and once it was turned down. */
  readonly invoice: string | null;
  /** True when the caller chose that language in an earlier call. */
  readonly languageRemembered: boolean;
  /** An earlier payment that must be told before the bill; null once it was told. */
  readonly pending: Pending | null;
  /** How many prompts were played and how many gathers were opened: the source of their ids. */
  readonly plays: number;
  readonly gathers: number;
  /** What is being played now. */
  readonly playing: PlayId | null;
  /** How many dynamic PINs were asked for. */
  readonly otps: number;
  /** How many PINs have expired since the last key: nobody may be there to wait for another. */
  readonly silentPins: number;
  /** How often the bank has declined. */
  readonly declines: number;
  /** True once an operator was called in vain: none is offered again. */
  readonly operatorTried: boolean;
  /**
   * True from the first `pay` on, and for a caller with an earlier payment in doubt: nothing may be said any more
   * to have been left untouched (call.md, "Slots").
   */
  readonly moneyMayHaveMoved: boolean;
  /** True while the gateway is down: no card is asked for, and no further try is offered. */
  readonly gatewayDown: boolean;
  /** How often the register was asked who pays. */
  readonly checks: number;
  /** What the payer keyed for it and is in the vault still; null when nothing is. */
  readonly details: PayerDetails | null;
  /** True from a mismatch on until a match: a register that is down then lets nobody go on. */
  readonly mismatched: boolean;
  /** For what the register need not be asked any more; null when it must be. */
  readonly known: KnownPayer | null;
  /** True when a key came since the soft limit of the call was last looked at. */
  readonly keyedLately: boolean;
  /** How often the call was let go on beyond its soft limit because keys came. */
  readonly graces: number;
}

/** What a payer says who they are with: secrets, by their names in the vault. */
export type PayerDetails =
  | { readonly by: 'shahkar'; readonly nationalId: SecretRef }
  | { readonly by: 'card'; readonly nationalId: SecretRef; readonly birthDate: SecretRef };

/** A mobile or a card that was found to be the payer's, or a register that was down on a line that goes on without. */
export type KnownPayer =
  | { readonly by: 'shahkar'; readonly mobile: Mobile }
  | { readonly by: 'card'; readonly pan: SecretRef }
  | { readonly by: 'goingOn' };

/** A question that stands open. `tries` counts the wrong answers to it. */
export interface Asking {
  readonly gather: GatherId;
  readonly tries: number;
}

interface Talking {
  readonly talk: Talk;
}
interface Billed extends Talking {
  readonly bill: Bill;
}
/** A bill and who pays it. */
export interface Payable extends Billed {
  readonly mobile: Mobile;
}
/** All that an attempt is made of. */
export interface Chargeable extends Payable {
  readonly card: MaskedCard;
  readonly pan: SecretRef;
}
/** An attempt in the books. */
export interface Attempted extends Chargeable {
  readonly attemptId: string;
  readonly habit: PinHabit;
  /** True when the payer is texted what becomes of it, so that a call may say so. */
  readonly receipt: boolean;
}

/** The ways on that a caller is offered after a refusal. Ending is always one. */
export type Way = CardWay | 'operator' | 'end';
/** Those that lead to another attempt. */
export type CardWay = 'otherCard' | 'newPin';

/** Where a call stood when it was handed to an operator; null before there was a bill and a payer. */
export type Going = Pick<Payable, 'bill' | 'mobile'> | null;

/**
 * Where a call is. Each stage carries just what is known there, so that paying without a bill, a card or
 * an attempt cannot be written.
 */
export type CallState =
  | { readonly stage: 'new' }
  | {
      readonly stage: 'arriving';
      readonly callerMobile: Mobile | null;
      readonly invoice: string | null;
    }
  /** `closed`: outside the line's opening hours, which is all that will be said. */
  | ({ readonly stage: 'answering'; readonly closed: boolean } & Talking)
  | ({ readonly stage: 'greet' } & Talking)
  | ({ readonly stage: 'language'; readonly asking: Asking } & Talking)
  /** What became of an earlier payment is being said. */
  | ({ readonly stage: 'pending.tell'; readonly told: Pending } & Talking)
  | ({ readonly stage: 'pending.other'; readonly asking: Asking } & Talking)
  /** The bill is being looked up. `before` is said with what comes of it. */
  | ({ readonly stage: 'bill.find'; readonly tries: number; readonly before: readonly Prompt[] } & Talking)
  | ({
      readonly stage: 'bill.caller';
      readonly asking: Asking;
      readonly offers: readonly OfferedBill[];
    } & Talking)
  | ({ readonly stage: 'bill.amount'; readonly asking: Asking } & Talking)
  | ({ readonly stage: 'bill.invoice'; readonly asking: Asking } & Talking)
  /** A fixed amount is being told. */
  | ({ readonly stage: 'bill.tell' } & Billed)
  /** In a confirm `asking` is null while the value itself is said, which cannot be interrupted. */
  | ({ readonly stage: 'bill.confirm'; readonly asking: Asking | null } & Billed)
  | ({ readonly stage: 'mobile.ask'; readonly asking: Asking } & Billed)
  | ({ readonly stage: 'mobile.confirm'; readonly asking: Asking | null } & Payable)
  | ({ readonly stage: 'card.ask'; readonly asking: Asking; readonly pan: SecretRef } & Payable)
  | ({ readonly stage: 'card.confirm'; readonly asking: Asking | null } & Chargeable)
  | ({
      readonly stage: 'nationalId.ask';
      readonly asking: Asking;
      readonly nationalId: SecretRef;
    } & Chargeable)
  | ({
      readonly stage: 'birthDate.ask';
      readonly asking: Asking;
      readonly nationalId: SecretRef;
      readonly birthDate: SecretRef;
    } & Chargeable)
  | ({
      readonly stage: 'birthDate.confirm';
      readonly asking: Asking | null;
      readonly nationalId: SecretRef;
      readonly birthDate: SecretRef;
    } & Chargeable)
  /** The register is being asked whether the payer is who they say. */
  | ({ readonly stage: 'payer.check'; readonly details: PayerDetails } & Chargeable)
  /** An attempt is being committed to the books. */
  | ({ readonly stage: 'attempt.commit' } & Chargeable)
  /** The bank is being asked for a PIN; a quick caller may key it already (`early`). */
  | ({ readonly stage: 'otp.wait'; readonly asking: Asking; readonly early: PinEntry } & Attempted)
  | ({
      readonly stage: 'pin.ask';
      readonly asking: Asking;
      readonly hints: number;
      readonly keyed: boolean;
    } & Attempted)
  | ({ readonly stage: 'pin.menu'; readonly asking: Asking } & Attempted)
  /** The bank is being asked to pay. */
  | ({ readonly stage: 'pay.wait' } & Attempted)
  /** The bank has answered; the answer is being brought to safety. */
  | ({ readonly stage: 'pay.record'; readonly outcome: Outcome } & Attempted)
  /** The verdict is being said. `late` holds an answer that came while *not known yet* was said. */
  | ({ readonly stage: 'verdict'; readonly told: Outcome; readonly late: LateAnswer | null } & Attempted)
  | ({ readonly stage: 'reference'; readonly asking: Asking; readonly refId: SpeakableRef } & Talking)
  | ({ readonly stage: 'next'; readonly asking: Asking; readonly ways: readonly CardWay[] } & Chargeable)
  | ({ readonly stage: 'operator.connect'; readonly going: Going } & Talking)
  /** An operator has the call; it may come back. */
  | ({ readonly stage: 'handedOver'; readonly going: Going } & Talking)
  /** The last words, with what is said `before` them. `awaited` is an attempt whose answer may still come. */
  | ({
      readonly stage: 'goodbye';
      readonly before: readonly Prompt[];
      readonly awaited: Attempted | null;
    } & Talking)
  /** Hung up or rejected by us; the line has yet to say so. */
  | { readonly stage: 'leaving' }
  /** The caller has left while the bank was asked: the payment goes on without them. */
  | { readonly stage: 'gone'; readonly attemptId: string }
  | { readonly stage: 'ended' };

/** `recorded` once it is in a safe place, or was waited for long enough: only then it may be told. */
export interface LateAnswer {
  readonly outcome: Outcome;
  readonly recorded: boolean;
}

/** What a caller has keyed of a PIN before the bank's answer. */
export type PinEntry = 'nothing' | 'some' | 'whole';

export type StageName = CallState['stage'];
export type At<N extends StageName> = Extract<CallState, { readonly stage: N }>;

/** A state in which there is a caller to talk to. */
export type TalkingState = Extract<CallState, Talking>;

/** Every call begins here. */
export const NEW_CALL: CallState = { stage: 'new' };

export function isTalking(state: CallState): state is TalkingState {
  return 'talk' in state;
}

/** True when nothing more will happen in this call here; one that was handed over may come back later. */
export function hasEnded(state: CallState): boolean {
  return state.stage === 'ended' || state.stage === 'handedOver';
}
