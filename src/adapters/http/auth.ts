import { BlockList, isIP } from 'node:net';
import type { ApiKeyStore, KeyMode, PresentedKey, Scope } from '../../application/ports.ts';
import { isKeyOf, readKey } from './api-key.ts';
import { ApiProblem, type ProblemCode } from './problems.ts';

export interface AuthPorts {
  readonly keys: Pick<ApiKeyStore, 'find' | 'noteUse'>;
  /** What this server is: one on the sandbox takes test keys only, a live one live keys only. */
  readonly mode: KeyMode;
}

/**
 * The key of a request. Why a key is not taken is told only to whoever has all of it.
 * @param address the client's, as far as proxies are trusted
 * @throws ApiProblem 401, or 403 for an address that may not use it
 */
export async function authenticate(
  { keys, mode }: AuthPorts,
  authorization: string | undefined,
  address: string,
): Promise<PresentedKey> {
  const token = /^Bearer +([!-~]+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized('key_missing');
  const read = readKey(token);
  const key = read === null ? null : await keys.find(read.prefix);
  // Of a key that is not there the hash is made all the same: the time tells nothing.
  const isRight = isKeyOf(token, key?.hash ?? NOBODYS);
  if (key === null || !isRight) throw unauthorized('key_invalid');
  if (key.revokedAt !== null) throw unauthorized('key_revoked');
  if (key.expired) throw unauthorized('key_expired');
  if (key.mode !== mode) throw unauthorized('key_of_other_mode');
  if (!mayComeFrom(key.ips, address)) throw new ApiProblem('address_not_allowed');
  // Nobody waits for it, and nothing depends on it.
  if (!key.noted) void keys.noteUse(key.keyId).catch(() => undefined);
  return key;
}

/** @throws ApiProblem 403, which names the scope */
export function requireScope(key: PresentedKey, scope: Scope): void {
  if (!key.scopes.includes(scope)) throw new ApiProblem('scope_missing', { scope });
}

const NOBODYS = '0'.repeat(64);

function unauthorized(code: ProblemCode): ApiProblem {
  const challenge =
    code === 'key_missing' ? 'Bearer realm="zangpay"' : 'Bearer realm="zangpay", error="invalid_token"';
  return new ApiProblem(code, { headers: { 'www-authenticate': challenge } });
}

/** Whether an address is in one of the networks; with none every address is. What is no network has no address. */
export function mayComeFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const allowed = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    if (isIP(base) === 0) continue;
    const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) allowed.addAddress(base, family);
    else allowed.addSubnet(base, Number(bits), family);
  }
  // An IPv4 client of a socket for both families arrives as ::ffff:192.0.2.1.
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(plain) !== 0 && allowed.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
