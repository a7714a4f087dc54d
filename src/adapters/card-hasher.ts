import { createHash, createHmac } from 'node:crypto';
import type { CardHasher } from '../application/ports.ts';

/**
 * Hashes cards with HMAC-SHA-256 under `ZANGPAY_PAN_KEY`. The key's id is the beginning of its own hash, so
 * that two keys can be told apart during a rotation (payment.md, "Cards").
 * @param key 32 random bytes
 */
export function createCardHasher(key: Buffer): CardHasher {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return {
    hash: (pan) => ({
      keyId,
      hash: pan.expose((bytes) => createHmac('sha256', key).update(bytes).digest('hex')),
    }),
  };
}
