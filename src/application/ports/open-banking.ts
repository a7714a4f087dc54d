import type { Rial } from '../../domain/payment/amount.ts';
import type { Iban } from '../../domain/payout/iban.ts';
import type { TransferStatus } from '../../domain/payout/transfer-status.ts';
import type { Secret } from '../secret.ts';

/**
 * What came of asking the bank for something that moves nothing (contracts.md 6.3).
 *
 * `refused`: the bank said no; `reasons` are its words, without any long run of digits. `unusable`: a good reply that
 * does not fit what was asked. `unavailable`: no reply that can be read. `noAccess`: there is no token to ask with.
 * `notAsked`: the request itself is wrong. `why` is a sentence for people. `traceId` is ours, for whoever has to ask
 * Sanbod about it.
 */
export type BankAnswer<T> =
  | { readonly type: 'answered'; readonly value: T; readonly traceId: string }
  | { readonly type: 'refused'; readonly reasons: readonly string[]; readonly traceId: string }
  | { readonly type: 'unusable' | 'unavailable'; readonly why: string; readonly traceId: string }
  | { readonly type: 'noAccess' | 'notAsked'; readonly why: string };

/** Turns cards, IBANs and account numbers into each other (contracts.md 6.6). Never rejects. */
export interface IbanConversions {
  /** @param provider the code of the account's bank, three digits */
  depositToIban(asked: {
    readonly depositNumber: string;
    readonly provider: string;
  }): Promise<BankAnswer<Iban>>;
  cardToIban(card: Secret): Promise<BankAnswer<Iban>>;
  ibanToDeposit(iban: string): Promise<BankAnswer<string>>;
  cardToDeposit(card: Secret): Promise<BankAnswer<string>>;
}

/** Whom money goes to. */
export interface Receiver {
  readonly firstName: string;
  readonly lastName: string;
}

/** An order to move money from an account whose holder has consented. Amounts are whole Rial. */
export type BankTransferOrder =
  | {
      readonly kind: 'normal';
      readonly sourceDeposit: string;
      readonly destinationDeposit: string;
      readonly amount: Rial;
    }
  | {
      readonly kind: 'paya' | 'satna';
      readonly sourceDeposit: string;
      readonly iban: string;
      readonly amount: Rial;
      readonly receiver: Receiver;
      readonly description: string;
    };

/**
 * What became of an order (contracts.md 1.5, 6.4). `accepted` is not settled: the reports tell the end. `duplicate`: the
 * bank knows this order already; the first one is to be looked up. `unknown`: it may have been done; it is never sent
 * again before it was looked up.
 */
export type TransferOutcome =
  | {
      readonly type: 'accepted';
      /** The bank's `docNumber` or `referenceId`. */
      readonly reference: string;
      /** What the bank says of its standing; null where it says nothing. */
      readonly status: TransferStatus | null;
      /** When a transfer by Paya should leave, by our table of its cycles; null for the others. Milliseconds. */
      readonly leavesAt: number | null;
    }
  | { readonly type: 'failed'; readonly why: 'refused' | 'duplicate'; readonly reasons: readonly string[] }
  | { readonly type: 'notSent'; readonly why: string }
  | { readonly type: 'unknown'; readonly why: string };

/** Null when nothing was sent. */
export type TransferResult = TransferOutcome & { readonly traceId: string | null };

/** Moves money (contracts.md 6.4). Never rejects, and sends an order once. */
export interface BankTransfers {
  transfer(order: BankTransferOrder): Promise<TransferResult>;
}

/** A row of an account's statement. */
export interface StatementRow {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Rial; below zero where money left the account. */
  readonly amount: Rial;
  readonly balance: Rial | null;
  readonly description: string | null;
  readonly referenceId: string | null;
  readonly docNumber: string | null;
  readonly chequeNumber: string | null;
}

/** Times are milliseconds since the epoch; without them the bank gives its last three days. */
export interface StatementQuery {
  readonly depositNumber: string;
  readonly order: 'oldestFirst' | 'newestFirst';
  readonly only?: 'credit' | 'debit';
  readonly from?: number;
  readonly to?: number;
}

/** A transfer by Paya as the bank has it. */
export interface PayaRow {
  readonly referenceId: string;
  readonly registeredAt: number;
  readonly status: TransferStatus;
  readonly description: string | null;
}

export interface PayaQuery {
  readonly depositNumber: string;
  readonly iban?: string;
  readonly ownerName?: string;
  readonly factorNumber?: string;
  readonly referenceId?: string;
  readonly amount?: { readonly from?: Rial; readonly to?: Rial };
  readonly issued?: { readonly from?: number; readonly to?: number };
  readonly registered?: { readonly from?: number; readonly to?: number };
}

/** A transfer by Satna as the bank has it. Both accounts may be IBANs. */
export interface SatnaRow {
  readonly docNumber: string;
  readonly registeredAt: number;
  readonly amount: Rial;
  readonly source: string | null;
  readonly destination: string | null;
  readonly status: TransferStatus;
}

export interface SatnaQuery {
  readonly depositNumber: string;
  readonly docNumber?: string;
  readonly from?: number;
  readonly to?: number;
}

/** What an account's bank tells of it (contracts.md 6.5): all pages, in the bank's order. Never rejects. */
export interface BankReports {
  statement(query: StatementQuery): Promise<BankAnswer<readonly StatementRow[]>>;
  paya(query: PayaQuery): Promise<BankAnswer<readonly PayaRow[]>>;
  satna(query: SatnaQuery): Promise<BankAnswer<readonly SatnaRow[]>>;
}
