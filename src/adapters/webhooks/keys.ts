import { createHmac } from 'node:crypto';
import type { WebhookKeys } from '../../application/ports.ts';

/** The sandbox pays nobody: a key that everybody knows lets its webhooks be tried out. */
const SANDBOX_KEY = Buffer.alloc(32, 'sandbox');

/**
 * Secrets of merchants, derived from one key and stored nowhere.
 * @param key `ZANGPAY_SECRET`, 32 bytes; null where only the sandbox is used
 */
export function createWebhookKeys(key: Buffer | null): WebhookKeys {
  const secretOf = (merchantId: string, version: number): string => {
    const derived = createHmac('sha256', key ?? SANDBOX_KEY);
    derived.update(JSON.stringify(['webhook', merchantId, version]));
    return `whsec_${derived.digest('base64url')}`;
  };
  return {
    secretOf,
    sign(body, { merchantId, versions }, at) {
      const seconds = Math.floor(at / 1_000);
      const signatures = versions.map((version) =>
        createHmac('sha256', secretOf(merchantId, version)).update(`${seconds}.${body}`).digest('hex'),
      );
      return [`t=${seconds}`, ...signatures.map((hex) => `v1=${hex}`)].join(',');
    },
    wellKnown: key === null,
  };
}
