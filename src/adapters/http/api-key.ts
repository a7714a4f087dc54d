import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyMaker, KeyMode, MadeKey } from '../../application/ports.ts';

/** How a key is written: `zk_live_` or `zk_test_`, 8 letters by which it is found, `_`, and 256 random bits. */

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LETTERS = 8;
/** 62^43 is more than 2^256. */
const SECRET_LETTERS = 43;
const FORM = /^(zk_(live|test)_[0-9A-Za-z]{8})_[0-9A-Za-z]{43}$/;

export function makeKey(mode: KeyMode): MadeKey {
  const prefix = `zk_${mode}_${base62(randomBytes(6), PREFIX_LETTERS)}`;
  const key = `${prefix}_${base62(randomBytes(32), SECRET_LETTERS)}`;
  return { key, prefix, hash: hashOfKey(key) };
}

export const keyMaker: KeyMaker = { make: makeKey };

/** The parts of a key that was presented; null when it is none. */
export function readKey(key: string): { readonly prefix: string; readonly mode: KeyMode } | null {
  const [, prefix, mode] = FORM.exec(key) ?? [];
  return prefix === undefined ? null : { prefix, mode: mode as KeyMode };
}

/**
 * SHA-256 without salt or stretching: these make guessing dear where a secret is chosen by people. 256 random bits
 * cannot be guessed, and are the same nowhere else.
 */
function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Compares without telling by its time how much is right. */
export function isKeyOf(key: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOfKey(key), 'hex'), Buffer.from(hash, 'hex'));
}

/** A number of bytes in base 62; of what does not fit the front is left out. */
function base62(bytes: Buffer, letters: number): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let nth = 0; nth < letters; nth += 1) {
    text = LETTERS.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}
