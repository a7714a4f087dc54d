import type { WebhookType } from '../../domain/webhook/event.ts';

/** The snapshot that an event carries, as it is sent; its fields are those of the published types. */
export type WebhookData = Readonly<Record<string, unknown>>;

/** The versions of a merchant's secret that sign now, the newest first: two during a rotation. */
export interface SigningKeys {
  readonly merchantId: string;
  readonly versions: readonly number[];
}

/** One event that is to be sent now. Times are milliseconds since the epoch. */
export interface DueWebhook extends SigningKeys {
  readonly eventId: string;
  readonly seq: number;
  readonly type: WebhookType;
  readonly data: WebhookData;
  readonly createdAt: number;
  /** Where the merchant wants it now; null when it wants none any more. */
  readonly url: string | null;
  /** Which try this is, from 1. It also tells the claim apart from a later one. */
  readonly tries: number;
}

/** How many events a process may take now. */
export interface WebhookRoom {
  readonly inAll: number;
  readonly perMerchant: number;
  /** Merchants that have less room than the others, none at 0. */
  readonly except: readonly { readonly merchantId: string; readonly room: number }[];
}

/** A claim that is over: which event, and in which try. */
export type ClaimedWebhook = Pick<DueWebhook, 'eventId' | 'tries'>;

/** The events on their way out (payment.md, "Writing the result"). All ages are judged by the database's clock. */
export interface WebhookOutbox {
  /**
   * Takes events that are due, for so many milliseconds: of each merchant the oldest first, and of every merchant one
   * before any has a second. What is not told of by then is due again, so that nothing is lost with a process.
   * Two who claim at once get different events.
   */
  claim(room: WebhookRoom, leaseMs: number): Promise<readonly DueWebhook[]>;
  /** The receiver has it, whoever claims it meanwhile. */
  delivered(claimed: ClaimedWebhook): Promise<void>;
  /**
   * It failed and rests, to the end of its time at most, or is parked when its time is up. Resolves to what became of
   * it; null when the claim is no more, since another has taken or delivered the event.
   */
  failed(
    claimed: ClaimedWebhook,
    failure: { readonly error: string; readonly pauseMs: number },
  ): Promise<'resting' | 'parked' | null>;
  /** Sets an event aside that nobody wants. */
  park(claimed: ClaimedWebhook, error: string): Promise<void>;
}

/** Invoices that come to their end unpaid. */
export interface InvoiceExpiry {
  /**
   * Notes those whose time is up since the last look, some at a time, each once; resolves to how many it looked at.
   * One whose charge is in flight or in doubt is left until that is settled.
   */
  noteExpired(): Promise<number>;
}

/** A try to hand an event to its receiver. */
export interface WebhookDelivery {
  readonly url: string;
  readonly eventId: string;
  readonly body: string;
  /** The value of the header `Zangpay-Signature`. */
  readonly signature: string;
}

export type WebhookReceipt =
  | { readonly status: 'delivered'; readonly httpStatus: number }
  /** `why` is a few words of ours, fit for the log and for the merchant. */
  | { readonly status: 'failed'; readonly why: string };

export interface WebhookCourier {
  /** Sends it once. Never rejects, and is done within ten seconds. */
  deliver(delivery: WebhookDelivery): Promise<WebhookReceipt>;
}

/** Secrets of merchants, derived and never stored. */
export interface WebhookKeys {
  /** Such as `whsec_…`. */
  secretOf(merchantId: string, version: number): string;
  /** Signs a body for the header `Zangpay-Signature`. `at`: milliseconds since the epoch. */
  sign(body: string, keys: SigningKeys, at: number): string;
  /** True when the secrets derive from a key that everybody knows: for the sandbox only. */
  readonly wellKnown: boolean;
}

/** One event as support and the merchant see it. */
export interface WebhookEvent {
  readonly eventId: string;
  readonly merchantId: string;
  readonly seq: number;
  readonly type: WebhookType;
  readonly attemptId: string | null;
  readonly invoiceId: string | null;
  readonly callId: string | null;
  readonly data: WebhookData;
  readonly createdAt: number;
  readonly tries: number;
  /** Null when it is not waited for any more. */
  readonly nextAttemptAt: number | null;
  readonly deliveredAt: number | null;
  readonly parkedAt: number | null;
  readonly lastError: string | null;
}

export type WebhookState = 'pending' | 'parked' | 'delivered';

export interface WebhookFilter {
  readonly merchantId?: string;
  readonly state?: WebhookState;
  /** Only those older than this event of the same merchant; for pages. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** What to send again: one event, of a certain merchant if need be, or all that are parked of a merchant. */
export type WebhookSelection =
  | { readonly eventId: string; readonly merchantId?: string }
  | { readonly parkedOf: string };

export interface WebhookReader {
  /** Newest first. */
  list(filter: WebhookFilter): Promise<readonly WebhookEvent[]>;
  show(eventId: string): Promise<WebhookEvent | null>;
  /** Makes them due now, for three days from now; resolves to how many there were. */
  resend(selection: WebhookSelection): Promise<number>;
  /** The version of a merchant's secret; null when there is no such merchant. Times: milliseconds since the epoch. */
  secretVersion(merchantId: string): Promise<WebhookSecretVersion | null>;
  /** A new version; the one before signs beside it for so many milliseconds. */
  rotate(merchantId: string, overlapMs: number): Promise<WebhookSecretVersion | null>;
}

export interface WebhookSecretVersion {
  readonly version: number;
  /** Until when the version before signs too; null when it does not. */
  readonly previousUntil: number | null;
}
