import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';

const LONGEST = 2_000;

/**
 * What is wrong with the URL of a webhook by its spelling alone, as a sentence that says what to give instead; null
 * when nothing is. Where it leads is judged at every delivery (connect.ts).
 */
export function webhookUrlProblem(text: string): string | null {
  if (!URL.canParse(text) || text.length > LONGEST) return 'Give a URL such as https://panel.example/hooks.';
  const { protocol, username, password, hash, hostname } = new URL(text);
  if (username !== '' || password !== '') {
    return 'Give the URL without a user and a password: whoever sent it is told by its signature.';
  }
  if (hash !== '') return 'Give the URL without a fragment (#…): none is ever sent.';
  if (protocol === 'https:' || (protocol === 'http:' && isPrivateHost(hostname))) return null;
  return 'Give an https:// address. http:// is for a private address and the sandbox, with ZANGPAY_WEBHOOK_PRIVATE=yes.';
}

/** A name without a dot is resolved by the local network only. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return host.endsWith('.localhost') || !host.includes('.');
}
