/** What a key may do. */
export const SCOPES = [
  'payments:read',
  'payments:write',
  'invoices:read',
  'invoices:write',
  'calls:read',
  'calls:write',
  'webhooks:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** `live` keys move money; `test` keys are for a server on the sandbox. */
export const KEY_MODES = ['live', 'test'] as const;
export type KeyMode = (typeof KEY_MODES)[number];

/** A merchant's key as it is shown: never its secret, which nobody has but the merchant. Times are milliseconds. */
export interface ApiKey {
  readonly keyId: string;
  readonly merchantId: string;
  readonly mode: KeyMode;
  /** The first letters of the key up to its secret, such as `zk_live_4fT9aQ2x`: by them it is found in a list. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Addresses and networks (`10.0.0.0/8`) that may use it; empty: all. */
  readonly ips: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** To the hour. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** A key to keep. `expiresInMs` counts by the database's clock; null: never. */
export interface NewApiKey
  extends Pick<ApiKey, 'keyId' | 'merchantId' | 'mode' | 'prefix' | 'scopes' | 'ips'> {
  /** SHA-256 of the whole key, 64 hexadecimal digits. */
  readonly hash: string;
  readonly expiresInMs: number | null;
}

/** A key by its prefix, for whoever checks one that was presented. */
export interface PresentedKey extends ApiKey {
  readonly hash: string;
  /** By the database's clock. */
  readonly expired: boolean;
  /** Whether its use was noted in this hour. */
  readonly noted: boolean;
}

export interface ApiKeyStore {
  add(key: NewApiKey): Promise<ApiKey | 'noMerchant' | 'prefixTaken'>;
  /** Newest first. */
  list(filter: { readonly merchantId?: string; readonly limit: number }): Promise<readonly ApiKey[]>;
  show(keyId: string): Promise<ApiKey | null>;
  /** The key of a prefix, expired and revoked ones too. */
  find(prefix: string): Promise<PresentedKey | null>;
  /** Notes the use of a key, once an hour at most. */
  noteUse(keyId: string): Promise<void>;
  /**
   * Puts a key in the place of another, which ends after so many milliseconds, or earlier when it would have
   * anyway. Refused: the old one is no longer in force.
   */
  rotate(keyId: string, next: NewApiKey, overlapMs: number): Promise<ApiKey | 'notInForce' | 'prefixTaken'>;
  /** Ends a key at once; null when there is none. Once more changes nothing. */
  revoke(keyId: string): Promise<ApiKey | null>;
}

/** A key as it was made: the whole of it is told once. */
export interface MadeKey {
  readonly key: string;
  readonly prefix: string;
  readonly hash: string;
}

export interface KeyMaker {
  make(mode: KeyMode): MadeKey;
}
