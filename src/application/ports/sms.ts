import type { Mobile } from '../../domain/merchant/mobile.ts';

/**
 * What became of handing over a message. `refused` is for ever (a wrong number) unless `mayRetry` (the service is busy, the
 * account has no credit); `unknown` may have been sent, and asking again with the same `localId` is safe where the service knows it.
 */
export type SmsSent =
  | { readonly type: 'accepted'; readonly messageId: string }
  | { readonly type: 'refused'; readonly code: number; readonly mayRetry: boolean }
  | { readonly type: 'unknown' };

/** How far a message has come (contracts.md 7, "Delivery"); the last four are final. */
export type SmsDelivery = 'queued' | 'underway' | 'delivered' | 'undelivered' | 'blocked' | 'lost';

/** Sends short messages (contracts.md 7). Never rejects. */
export interface SmsSender {
  /** @param localId our own id of the message, a positive integer */
  send(message: {
    readonly mobile: Mobile;
    readonly text: string;
    readonly localId: number;
  }): Promise<SmsSent>;
  /** How far messages have come, by their ids; one that is not told of is left out. */
  deliveries(messageIds: readonly string[]): Promise<ReadonlyMap<string, SmsDelivery>>;
}

/** The words that a template leaves open, by the names of contracts.md 7. */
export interface TemplateTokens {
  readonly token: string;
  readonly token2?: string;
  readonly token3?: string;
  readonly token10?: string;
  readonly token20?: string;
}

/**
 * Sends messages whose text the service keeps as a template, with the words that it leaves open; in a word, spaces become
 * low lines. Never rejects. There is no id of our own: what is `unknown` may come twice when it is sent again.
 */
export interface TemplateSender {
  sendTemplate(message: { readonly mobile: Mobile; readonly tokens: TemplateTokens }): Promise<SmsSent>;
}
