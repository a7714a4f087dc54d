/**
 * How far a consent has come. `taken`: its link came back, and its code is being made a token. `expired`: its link was
 * not used in time.
 */
export type ConsentStatus = 'asked' | 'expired' | 'taken' | 'connected' | 'refused' | 'failed' | 'revoked';

/** The consent of an account holder at their bank (contracts.md 6.2), without its tokens. Times are milliseconds. */
export interface BankConsent {
  readonly consentId: string;
  /** The bank's code, such as `057`. */
  readonly provider: string;
  /** The account that it is for; null: all that the holder chose at the bank. */
  readonly account: string | null;
  readonly status: ConsentStatus;
  readonly askedAt: number;
  /** When the link ends. */
  readonly linkEndsAt: number;
  readonly settledAt: number | null;
  readonly revokedAt: number | null;
  /** When its token was last renewed, and when it is to be renewed before its next use. */
  readonly renewedAt: number | null;
  readonly renewAt: number | null;
}

/** A consent to ask for. `state` is what the browser must bring back; it is good once. */
export interface NewConsent extends Pick<BankConsent, 'consentId' | 'provider' | 'account'> {
  readonly state: string;
  readonly linkLifeMs: number;
}

export interface ConsentStore {
  ask(consent: NewConsent): Promise<BankConsent>;
  /** Takes the consent of a state, once: whoever comes second, late, or with a state of no consent gets none. */
  take(state: string): Promise<BankConsent | 'used' | 'expired' | 'unknown'>;
  /** Ends a consent that was taken and came to nothing. */
  settle(consentId: string, status: 'refused' | 'failed'): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly BankConsent[]>;
  /** Ends a consent at once: from here on its token is given to nobody. Null: there is none that can be ended. */
  revoke(consentId: string): Promise<BankConsent | null>;
}

/** What Sanbod does for a consent. Everything rejects with a `Fault`, whose sentence holds no secret. */
export interface ConsentGate {
  /** The bank's page for the account holder's browser. */
  page(asked: { readonly provider: string; readonly state: number }): Promise<string>;
  /** Makes the code a token and keeps it, sealed. */
  connect(consentId: string, code: string): Promise<void>;
  /** Revokes the token of a revoked consent at Sanbod, and forgets it when that is confirmed; false: it has none. */
  forget(consentId: string): Promise<boolean>;
}
