import type { RecordedBy } from '../../domain/call/event.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { EvidenceSource, Verdict } from '../../domain/payment/finding.ts';
import type { GatewayTrace } from './gateway.ts';
import type { Attempt } from './payment-store.ts';

/** One thing learned of an attempt, as support reads it. */
export interface Evidence {
  readonly evidenceId: string;
  readonly outcome: Verdict;
  /** What the gateway said; of a person, `note` is the sentence given. */
  readonly trace: GatewayTrace;
  readonly source: EvidenceSource;
  /** The person who said so; null when it was no person. */
  readonly who: string | null;
  readonly recordedBy: RecordedBy;
  readonly moved: boolean;
  readonly learnedAt: number;
  readonly recordedAt: number;
}

/** A charge in doubt: an attempt with who answers for it, since when, and by when. */
export interface Doubt extends Attempt {
  readonly owner: string;
  readonly since: number;
  readonly dueAt: number;
  /** By the clock of the database. */
  readonly overdue: boolean;
}

/** An attempt as its merchant knows it. */
export interface MerchantPayment extends Attempt {
  /** The merchant's own id of the order, or of what its invoice is for; null when it is none. */
  readonly merchantOrderId: string | null;
  readonly invoiceId: string | null;
  /** The call as the merchant's calls name it: by its request when we rang. */
  readonly shownCallId: string | null;
}

/** Which payments of one merchant are looked for. Times are milliseconds since the epoch, of when they were begun. */
export interface PaymentFilter {
  readonly merchantId: string;
  readonly attemptId?: string | undefined;
  readonly from?: number | undefined;
  /** Not itself included. */
  readonly to?: number | undefined;
  readonly state?: AttemptState | undefined;
  readonly amount?: Rial | undefined;
  readonly merchantOrderId?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly cardFirst6?: string | undefined;
  readonly cardLast4?: string | undefined;
  readonly refId?: string | undefined;
  /** The last attempt of the page before; one that this merchant does not have finds nothing. */
  readonly after?: string | undefined;
}

export interface PaymentSearch {
  /** So many at most, newest first. */
  search(filter: PaymentFilter, limit: number): Promise<readonly MerchantPayment[]>;
}

export interface PaymentReader {
  /** Newest first. */
  list(filter: {
    readonly merchantId?: string;
    readonly state?: AttemptState;
    readonly callId?: string;
    readonly limit: number;
  }): Promise<readonly Attempt[]>;
  /** What is in doubt, oldest first. */
  doubts(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly Doubt[]>;
  show(
    attemptId: string,
  ): Promise<{ readonly attempt: Attempt; readonly evidence: readonly Evidence[] } | null>;
}
