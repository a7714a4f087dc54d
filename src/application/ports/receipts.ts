import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { ReceiptFacts, ReceiptKind } from '../../domain/receipt/receipt.ts';
import type { SmsDelivery } from './sms.ts';

/** Whether payers are texted, as far as a call may promise it. */
export interface ReceiptPromises {
  /**
   * True when whoever pays with this mobile on this line will be texted: their merchant wants it, and they have not
   * opted out.
   */
  willText(line: string, mobile: Mobile): Promise<boolean>;
}

/** Where no SMS are sent nothing is promised. */
export const NO_RECEIPTS: ReceiptPromises = { willText: async () => false };

/** How many receipts may go out; what is more waits until there is room, and is not lost. */
export interface ReceiptLimits {
  readonly perMobileHour: number;
  readonly perMobileDay: number;
  readonly perMerchantHour: number;
}

/** A receipt that is to be sent now. */
export interface ClaimedReceipt {
  readonly receiptId: string;
  /** Our own id of the message, by which the service may know it again. */
  readonly localId: number;
  readonly mobile: Mobile;
  /** Which try this is, from 1. It also tells the claim apart from a later one. */
  readonly tries: number;
  readonly facts: ReceiptFacts;
}

/** A claim that is over: which receipt, and in which try. */
export type ReceiptClaim = Pick<ClaimedReceipt, 'receiptId' | 'tries'>;

/** What went wrong with a try. `code` is the service's own; null when it gave none. */
export interface ReceiptFailure {
  /** A few words of ours. */
  readonly why: string;
  readonly code: number | null;
}

/**
 * The receipts on their way out (payment.md, "Writing the result"): one row for each attempt and kind, whatever
 * the queue does. All ages are judged by the database's clock.
 */
export interface ReceiptOutbox {
  /** Makes receipts of what was settled since, some at a time; resolves to how many changes it looked at. */
  plan(): Promise<number>;
  /** The ids of receipts that are due, those that wait longest first. */
  due(most: number): Promise<readonly string[]>;
  /**
   * Takes one for so many milliseconds. Null when it is not due, or must not go out now or at all: another has
   * it, a limit is reached, its payer has opted out, the books know better by now, its time is up, or it may have
   * been sent twice already.
   */
  claim(receiptId: string, leaseMs: number, limits: ReceiptLimits): Promise<ClaimedReceipt | null>;
  /** The service has it, under its own id. */
  sent(claim: ReceiptClaim, messageId: string): Promise<void>;
  /** It was not sent for certain, and is tried again. */
  notSent(claim: ReceiptClaim, failure: ReceiptFailure, pauseMs: number): Promise<void>;
  /**
   * It may have been sent: it is tried once more, and set aside when that was the second time. Resolves to what
   * became of it; null when the claim is no more.
   */
  unsure(claim: ReceiptClaim, pauseMs: number): Promise<'resting' | 'parked' | null>;
  /** Sets it aside for an operator to see. */
  park(claim: ReceiptClaim, failure: ReceiptFailure): Promise<void>;
  /** What broke in our own hands rests, so that it is in nobody's way, and is set aside in the end. */
  trip(receiptId: string, why: string): Promise<void>;
  /** Messages whose delivery is to be asked for now; they are asked for again after so many milliseconds. */
  undelivered(most: number, leaseMs: number): Promise<readonly UndeliveredReceipt[]>;
  /** How far a message has come, and when to ask again; never again with null. */
  noteDelivery(receiptId: string, delivery: SmsDelivery | null, pauseMs: number | null): Promise<void>;
}

export interface UndeliveredReceipt {
  readonly receiptId: string;
  readonly messageId: string;
  /** How often it was asked for, this time included. */
  readonly looks: number;
}

/** Wakes whoever sends a receipt: a job holds its id and nothing else, and may run twice or never. */
export interface ReceiptQueue {
  /** Rejects at once when the queue is not there. */
  add(receiptId: string): Promise<void>;
  /** Begins to work. The handler never rejects. */
  work(handler: (receiptId: string) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/**
 * `waiting` to be sent; `sent` to the service; `withheld`, since its payer or the books did not want it any more;
 * `parked` for an operator.
 */
export const RECEIPT_STATES = ['waiting', 'sent', 'withheld', 'parked'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** A receipt as support sees it. Times are milliseconds since the epoch. */
export interface Receipt {
  readonly receiptId: string;
  readonly attemptId: string;
  readonly merchantId: string;
  readonly kind: ReceiptKind;
  readonly mobile: Mobile;
  readonly state: ReceiptState;
  /** Why it waits, is withheld or is parked; null when there is nothing to say. */
  readonly why: string | null;
  /** What the service last refused it with. */
  readonly code: number | null;
  readonly tries: number;
  readonly messageId: string | null;
  readonly delivery: SmsDelivery | null;
  readonly createdAt: number;
  /** Null when it is not waiting. */
  readonly nextTryAt: number | null;
  readonly sentAt: number | null;
  readonly facts: ReceiptFacts;
}

export interface ReceiptFilter {
  readonly merchantId?: string;
  readonly state?: ReceiptState;
  readonly mobile?: Mobile;
  readonly attemptId?: string;
  readonly limit: number;
}

/** What to send again: one receipt whatever became of it, or all that are parked, of one merchant or of all. */
export type ReceiptSelection =
  | { readonly receiptId: string }
  | { readonly parked: true; readonly merchantId?: string };

/** A payer who wants no receipts: of one merchant, or of none with null. */
export interface OptOut {
  readonly mobile: Mobile;
  readonly merchantId: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface ReceiptReader {
  /** Newest first. */
  list(filter: ReceiptFilter): Promise<readonly Receipt[]>;
  show(receiptId: string): Promise<Receipt | null>;
  /** Makes them due now, for three days from now; resolves to how many there were. */
  resend(selection: ReceiptSelection): Promise<number>;
  /** Once more is no error. Resolves to false when there is no such merchant. */
  optOut(payer: Omit<OptOut, 'since'>): Promise<boolean>;
  /** Of one merchant, or of all at once with null; resolves to how many opt-outs ended. */
  optIn(payer: Omit<OptOut, 'since'>): Promise<number>;
  optOuts(filter: { readonly mobile?: Mobile; readonly limit: number }): Promise<readonly OptOut[]>;
}
