import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { StatusCode } from './codes.ts';

const KEY_LIFE_MS = 24 * 3_600_000;
/** Tehran's clock, the year round. */
const TEHRAN_MS = 12_600_000;

/** What a request to a service shows of who asks. */
export interface Credentials {
  readonly application_id?: unknown;
  readonly access_password?: unknown;
}

/** What a tester may change of an application. */
export interface Condition {
  active: boolean;
  ipAllowed: boolean;
  /** Whether it has open-banking settings at all. */
  configured: boolean;
  /** The services that are not enabled. */
  disabled: readonly string[];
  /** Rial in the open-banking wallet. */
  credit: number;
  /** How long a key lives that is given from now on. */
  keyLifeMs: number;
}

/** What the panel shows of an application: nobody's secrets. */
export function credentialsOf(name: 'transfer' | 'identity') {
  const id = `sandbox-${name}`;
  return { id, password: `${id}-password`, refreshToken: `${id}-refresh-token` };
}

/** One application of PayStar's panel, with its keys. */
export class SandboxApplication {
  readonly id: string;
  readonly password: string;
  readonly refreshToken: string;
  readonly condition: Condition = {
    active: true,
    ipAllowed: true,
    configured: true,
    disabled: [],
    credit: 10_000_000,
    keyLifeMs: KEY_LIFE_MS,
  };
  /** How often a key was asked for and given. */
  keysGiven = 0;
  readonly #clock: SandboxClock;
  /** When each key ends. */
  readonly #keys = new Map<string, number>();

  constructor(name: 'transfer' | 'identity', clock: SandboxClock) {
    const { id, password, refreshToken } = credentialsOf(name);
    this.id = id;
    this.password = password;
    this.refreshToken = refreshToken;
    this.#clock = clock;
  }

  /** Gives a key, for 24 hours unless a tester has changed that; `expires` as PayStar writes it. Earlier keys stay good until they end. */
  giveKey(): { readonly key: string; readonly expires: string } {
    const key = `key-${randomBytes(16).toString('hex')}`;
    const endsAt = this.#clock.now() + this.condition.keyLifeMs;
    this.#keys.set(key, endsAt);
    this.keysGiven += 1;
    const expires = new Date(endsAt + TEHRAN_MS).toISOString().slice(0, 19).replace('T', ' ');
    return { key, expires };
  }

  /** From now on no key that was given is known. */
  forgetKeys(): void {
    this.#keys.clear();
  }

  /** Why whoever asks for a service is refused, in the order of contracts.md 9; null when they are not. */
  refusal(asked: Credentials, authorization: string, service: string, cost: number): StatusCode | null {
    const { active, ipAllowed, configured, disabled, credit } = this.condition;
    if (asked.application_id !== this.id) return 2;
    if (!active) return 3;
    const key = this.#keyFault(authorization);
    if (key !== null) return key;
    if (asked.access_password !== this.password) return 6;
    if (!ipAllowed) return 7;
    if (disabled.includes(service)) return 8;
    if (!configured) return 12;
    return credit < cost ? 9 : null;
  }

  /** The same for whoever asks for a key, and needs none for that. */
  refusalOfKey(asked: Credentials & { readonly refresh_token?: unknown }): StatusCode | null {
    const { active, ipAllowed } = this.condition;
    if (asked.application_id !== this.id) return 2;
    if (!active) return 3;
    if (asked.access_password !== this.password) return 6;
    if (asked.refresh_token !== this.refreshToken) return 13;
    return ipAllowed ? null : 7;
  }

  #keyFault(authorization: string): StatusCode | null {
    const endsAt = this.#keys.get(authorization.replace(/^Bearer /, ''));
    if (endsAt === undefined) return 4;
    return this.#clock.now() >= endsAt ? 5 : null;
  }
}
