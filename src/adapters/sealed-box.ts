import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps texts that nobody may read who has the database alone. */
export interface SealedBox {
  /** @param owner whose text it is: it opens for no other */
  seal(text: string, owner: string): string;
  /** Null for what was sealed under another key or for another owner, or was changed. */
  open(sealed: string, owner: string): string | null;
}

/** The sandbox's banks hold nobody's money: a key that everybody knows lets its consents outlive a restart. */
const SANDBOX_KEY = Buffer.alloc(32, 'sandbox');
const FORM = 'v1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key that is derived from `ZANGPAY_SECRET` for one purpose, so that no two purposes share one.
 * @param secret 32 bytes; null where only the sandbox is used
 */
export function createSealedBox(secret: Buffer | null, purpose: string): SealedBox {
  const key = Buffer.from(hkdfSync('sha256', secret ?? SANDBOX_KEY, '', `zangpay ${purpose}`, 32));
  return {
    seal(text, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return FORM + Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
      if (!sealed.startsWith(FORM) || bytes.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
