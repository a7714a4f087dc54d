import type { Secret } from '../secret.ts';

/** The secrets of one call, in memory, zeroed at its end. */
export interface CallVault {
  /** Begins an empty secret under a name, wiping what was there. */
  begin(ref: string): void;
  /** Adds one key to a secret. At most 32 keys are held; more are refused by returning false. */
  append(ref: string, key: string): boolean;
  /** Empties a secret and zeroes its bytes. */
  clear(ref: string): void;
  /** The secret of that name. Throws `SecretLost` when there is none. */
  secret(ref: string): Secret;
  /** Zeroes and forgets everything but the secrets of these names. */
  wipe(keep?: readonly string[]): void;
}

export interface Vault {
  open(callId: string): CallVault;
}

export class SecretLost extends Error {
  override readonly name = 'SecretLost';
}

/** A keyed hash of a card: HMAC-SHA-256 under `ZANGPAY_PAN_KEY` (payment.md, "Cards"). */
export interface CardHash {
  readonly keyId: string;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

export interface CardHasher {
  hash(pan: Secret): CardHash;
}
