import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { Finding } from '../../domain/payment/finding.ts';
import type { Settlement } from './payment-store.ts';

/** What a person found out of an attempt. `evidenceId` as of a result. */
export interface Resolution {
  readonly evidenceId: string;
  readonly attemptId: string;
  readonly finding: Finding;
  /** Why it is believed, in the person's own words. */
  readonly sentence: string;
  readonly who: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Why a finding is not taken: *not paid* only 15 minutes after dispatch, and only of what is in doubt. */
export type ResolutionRefusal =
  | { readonly refused: 'noAttempt' }
  | { readonly refused: 'state'; readonly state: AttemptState }
  | { readonly refused: 'tooEarly'; readonly waitMs: number };

export interface Resolver {
  /** Records what a person found out, by the road of `PaymentStore.record`, or says why not. */
  resolve(resolution: Resolution): Promise<Settlement | ResolutionRefusal>;
}
