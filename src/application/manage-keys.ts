import { OperationFault } from './fault.ts';
import type { ApiKey, ApiKeyStore, KeyMaker, KeyMode, NewApiKey, Scope, System } from './ports.ts';

export interface KeyPorts {
  readonly apiKeys: ApiKeyStore;
  readonly keyMaker: KeyMaker;
  readonly system: System;
}

export interface KeyRequest {
  readonly merchantId: string;
  readonly mode: KeyMode;
  readonly scopes: readonly Scope[];
  /** Addresses and networks; empty: from everywhere. */
  readonly ips: readonly string[];
  readonly expiresInMs: number | null;
}

/** A new key: the only time that the whole of it is told. */
export interface GivenKey {
  readonly key: string;
  readonly apiKey: ApiKey;
}

/** Two keys of 8 random letters are the same once in 10^14 times. */
const TRIES = 3;

/** Makes a key for a merchant. Throws `OperationFault` when there is no such merchant. */
export function createKey(ports: KeyPorts, request: KeyRequest): Promise<GivenKey> {
  return make(ports, request, async (key) => {
    const added = await ports.apiKeys.add(key);
    if (added !== 'noMerchant') return added;
    throw new OperationFault(`There is no merchant ${request.merchantId}. See: zangpay merchants`);
  });
}

/**
 * Makes a key that may do what an older one may, which then ends: after the overlap. The new one lives as long from
 * now as the old one did from its making.
 */
export async function rotateKey(
  ports: KeyPorts,
  { keyId, overlapMs }: { readonly keyId: string; readonly overlapMs: number },
): Promise<GivenKey> {
  const old = await ports.apiKeys.show(keyId);
  if (old === null) throw noKey(keyId);
  const expiresInMs = old.expiresAt === null ? null : old.expiresAt - old.createdAt;
  return make(ports, { ...old, expiresInMs }, async (key) => {
    const rotated = await ports.apiKeys.rotate(keyId, key, overlapMs);
    if (rotated !== 'notInForce') return rotated;
    throw new OperationFault(`Key ${keyId} is revoked or has expired. Make a new one: zangpay keys create`);
  });
}

export async function revokeKey({ apiKeys }: KeyPorts, keyId: string): Promise<ApiKey> {
  const revoked = await apiKeys.revoke(keyId);
  if (revoked === null) throw noKey(keyId);
  return revoked;
}

function noKey(keyId: string): OperationFault {
  return new OperationFault(`There is no key ${keyId}. See: zangpay keys list`);
}

async function make(
  { keyMaker, system }: KeyPorts,
  { merchantId, mode, scopes, ips, expiresInMs }: KeyRequest,
  keep: (key: NewApiKey) => Promise<ApiKey | 'prefixTaken'>,
): Promise<GivenKey> {
  for (let nth = 0; nth < TRIES; nth += 1) {
    const { key, ...made } = keyMaker.make(mode);
    const facts = { merchantId, mode, scopes, ips, expiresInMs };
    const apiKey = await keep({ keyId: system.newId('key'), ...facts, ...made });
    if (apiKey !== 'prefixTaken') return { key, apiKey };
  }
  throw new OperationFault('No free key was found. Please try again.');
}
