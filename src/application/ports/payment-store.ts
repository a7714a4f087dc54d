import type { RecordedBy } from '../../domain/call/event.ts';
import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type {
  AttemptState,
  DispatchRefusal,
  NotSentReason,
  PaymentChannel,
} from '../../domain/payment/attempt.ts';
import type { Bill, BillRefusal, OfferedBill } from '../../domain/payment/bill.ts';
import type { SettlementAlarm } from '../../domain/payment/finding.ts';
import type { OrderId } from '../../domain/payment/order-id.ts';
import type { Outcome } from '../../domain/payment/outcome.ts';
import type { GatewayTrace } from './gateway.ts';
import type { CardHash } from './vault.ts';

/** An attempt as the books have it (payment.md, "Words"). Times are milliseconds since the epoch. */
export interface Attempt {
  readonly attemptId: string;
  readonly billId: string;
  readonly merchantId: string;
  readonly line: string;
  readonly callId: string | null;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly sequence: string;
  readonly channel: PaymentChannel;
  /** Null of a panel's attempt that was never dispatched: its payer is named then. */
  readonly mobile: Mobile | null;
  readonly cardFirst6: string;
  readonly cardLast4: string;
  readonly state: AttemptState;
  readonly notSentReason: NotSentReason | null;
  readonly refId: string | null;
  readonly code: number | null;
  /** A second charge on one bill: recorded, a refund is due. */
  readonly surplus: boolean;
  readonly preparedAt: number;
  readonly dispatchedAt: number | null;
  readonly settledAt: number | null;
}

/** What is needed to prepare an attempt. */
export interface NewAttempt {
  readonly attemptId: string;
  readonly billId: string;
  /** The line's main number: payers are told apart by line (payment.md, "Dispatch" 1). */
  readonly line: string;
  readonly callId: string | null;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly sequence: string;
  readonly channel: PaymentChannel;
  /** Null of a panel: its payer is named at the dispatch. */
  readonly mobile: Mobile | null;
  /** The key of the merchant by which a panel asks; null of a call. */
  readonly apiKeyId: string | null;
  readonly cardFirst6: string;
  readonly cardLast4: string;
  readonly cardHash: CardHash;
  /**
   * How long from now, by the database's clock, until the sweeper may set it aside. Milliseconds. Two processes,
   * or one whose wall clock was moved, do not agree on a time of day.
   */
  readonly expiresInMs: number;
}

export type PrepareRefusal =
  | 'billPaid'
  | 'billClosed'
  | 'billBusy'
  | 'billUnknown'
  | 'payerBusy'
  | 'payerUnknown'
  | 'pinBudget'
  | 'cardLimit'
  | 'callerLimit'
  /** Of the key of a panel; a call has none. */
  | 'keyLimit';

/** How many dynamic PINs may be asked for, and cards tried (payment.md, "Cards"). By the database's clock. */
export interface OtpCaps {
  readonly otpsPerCardHour: number;
  /** A caller is a mobile. */
  readonly otpsPerCallerHour: number;
  readonly otpsPerLineHour: number;
  /** A key is that of a merchant's panel. */
  readonly otpsPerKeyHour: number;
  readonly cardsPerCallerDay: number;
}

/** A result of one attempt as it travels: self-sufficient, free of secrets. */
export interface AttemptResult {
  /** Unique for each thing learned of an attempt; the same one is recorded once, however often it arrives. */
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly orderId: OrderId;
  readonly outcome: Outcome;
  readonly trace: GatewayTrace;
  /** When it was learned: milliseconds since the epoch. */
  readonly learnedAt: number;
}

/** A result names an attempt that is not in these books, or another order id than the attempt's. */
export class ForeignResult extends Error {
  override readonly name = 'ForeignResult';
}

/** What recording a result did. `recorded` without `moved`: the evidence was kept, the state stayed. */
export interface Settlement {
  readonly recorded: boolean;
  readonly moved: boolean;
  readonly state: AttemptState;
  readonly surplus: boolean;
  /** What an operator must look at; none when nothing moved. */
  readonly alarms: readonly SettlementAlarm[];
}

/** What a dispatch of a panel's attempt brings, which a call had before. */
export interface PanelDispatch {
  readonly mobile: Mobile;
  /** How long a PIN lives, in milliseconds: one with too little of it left is `expired` by the database's clock. */
  readonly pinLifeMs: number;
}

export interface PaymentStore {
  /** The bill of an invoice code on this merchant's lines, or why it cannot be paid now, by the database's clock. */
  findInvoiceBill(merchantId: string, code: string): Promise<Bill | BillRefusal>;
  /** The open invoices of a payer's mobile at this merchant, the oldest first, so many at most. */
  findCallerBills(merchantId: string, mobile: Mobile, most: number): Promise<readonly OfferedBill[]>;
  /** Creates the bill of a purchase that is born in a call. The same id twice is the same bill. */
  openBill(bill: { billId: string; merchantId: string; line: string; amount: Rial }): Promise<Bill>;
  /**
   * Commits an attempt as `prepared`, with its card hash, after the checks that dispatch will make again
   * (payment.md, "Dispatch" 1): so that a payer learns early what cannot be paid.
   */
  prepare(attempt: NewAttempt, caps: OtpCaps): Promise<'prepared' | PrepareRefusal>;
  /**
   * payment.md, "Dispatch" 1: in one transaction, all checks under the bill's lock, then `dispatched`.
   * Resolves only after the COMMIT was acknowledged. A loser is `notSent` with its reason in the same
   * transaction. A panel's attempt gets its payer's mobile in the same statement.
   */
  dispatch(
    attemptId: string,
    by: { readonly owner: string; readonly amount: Rial; readonly panel?: PanelDispatch },
  ): Promise<'dispatched' | DispatchRefusal>;
  /** `prepared -> notSent(reason)`; an attempt that is not `prepared` stays as it is, answering false. */
  setAside(attemptId: string, reason: NotSentReason): Promise<boolean>;
  /**
   * One guarded update, the evidence row, the card's budget and the outbox rows in one transaction. The
   * same `evidenceId` again changes nothing. An edge that does not exist is kept as evidence only. Rejects
   * with `ForeignResult` when it is not of these books.
   */
  record(result: AttemptResult, by: RecordedBy): Promise<Settlement>;
}

export interface CardHashPurger {
  /** Forgets the hashes that no attempt has needed for 72 hours after it was settled; resolves to their count. */
  purgeCardHashes(): Promise<number>;
}
