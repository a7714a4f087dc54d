import type { CallerRecord } from '../../domain/call/event.ts';
import type { Language } from '../../domain/merchant/line.ts';
import type { Mobile } from '../../domain/merchant/mobile.ts';

/** Whoever calls, by the number that the network presents; a withheld one is nobody. */
export interface PresentedCaller {
  readonly merchantId: string;
  readonly line: string;
  /** The number as presented. */
  readonly number: string;
  readonly mobile: Mobile | null;
}

export interface CallerMemory {
  /**
   * What is known of a caller at this merchant (call.md, "Order"): by mobile what is pending, by number the rest.
   * Pending is a charge in doubt, on any line, before one that was paid within 72 hours and that its payer has not
   * heard of. `callsLastHour` counts the call that asks as soon as the books have it: it may be among them or not.
   */
  recall(caller: PresentedCaller): Promise<CallerRecord & { readonly callsLastHour: number }>;
  rememberLanguage(merchantId: string, number: string, language: Language): Promise<void>;
  /** A verdict of *paid* was heard whole, so that the next call need not tell it. More than once is no error. */
  noteTold(attemptId: string): Promise<void>;
}
