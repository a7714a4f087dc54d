import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

/** What a token allows. */
export interface Grant {
  readonly scopes: readonly string[];
  /** The accounts that were consented to; none without a consent. */
  readonly deposits: readonly string[];
  readonly kind: 'consent' | 'client';
  revoked: boolean;
}

/** A consent that is being asked for: from `authorize` to the redirect that ends it. */
export interface Session {
  readonly provider: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** As it was sent. */
  readonly state: string;
  loggedIn: boolean;
}

interface Lease {
  readonly grant: Grant;
  readonly until: number;
}

const ACCESS_MS = 3_600_000;
const SHORT_MS = 30_000;
const REFRESH_MS = 365 * 24 * 3_600_000;
const CODE_MS = 600_000;

/** Tokens and codes (contracts.md 6.2, 9): access for an hour, refresh for a year, a code once, all by our clock. */
export class Grants {
  readonly #clock: SandboxClock;
  readonly #sessions = new Map<string, Session>();
  readonly #codes = new Map<string, Lease>();
  readonly #access = new Map<string, Lease>();
  readonly #refresh = new Map<string, Lease>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  open(session: Omit<Session, 'loggedIn'>): string {
    const id = randomUUID();
    this.#sessions.set(id, { ...session, loggedIn: false });
    return id;
  }

  session(id: string): Session | null {
    return this.#sessions.get(id) ?? null;
  }

  close(id: string): void {
    this.#sessions.delete(id);
  }

  /** A code for what was consented to. */
  code(scopes: readonly string[], deposits: readonly string[]): string {
    const code = randomUUID();
    const grant: Grant = { scopes, deposits, kind: 'consent', revoked: false };
    this.#codes.set(code, { grant, until: this.#clock.now() + CODE_MS });
    return code;
  }

  /** What a code was given for; null when it is used, old or none. */
  takeCode(code: string): Grant | null {
    const grant = this.#valid(this.#codes.get(code));
    this.#codes.delete(code);
    return grant;
  }

  /** A pair of tokens for a grant; a short one is over in half a minute. */
  issue(grant: Grant, isShort: boolean) {
    const lifeMs = isShort ? SHORT_MS : ACCESS_MS;
    const access = tokenFor('access', grant, this.#clock.now(), lifeMs);
    this.#access.set(access, { grant, until: this.#clock.now() + lifeMs });
    return { access_token: access, token_type: 'bearer', expires_in: lifeMs / 1_000 };
  }

  issueRefresh(grant: Grant): string {
    const refresh = tokenFor('refresh', grant, this.#clock.now(), REFRESH_MS);
    this.#refresh.set(refresh, { grant, until: this.#clock.now() + REFRESH_MS });
    return refresh;
  }

  /** @param once whether the refresh token is used up by it */
  refreshed(token: string, once: boolean): Grant | null {
    const grant = this.#valid(this.#refresh.get(token));
    if (once) this.#refresh.delete(token);
    return grant;
  }

  bearer(token: string): Grant | null {
    return this.#valid(this.#access.get(token));
  }

  /** Ends a token and all that came of the same consent; false when there is none. */
  revoke(token: string): boolean {
    const lease = this.#access.get(token) ?? this.#refresh.get(token);
    if (lease === undefined) return false;
    lease.grant.revoked = true;
    return true;
  }

  #valid(lease: Lease | undefined): Grant | null {
    return lease === undefined || lease.grant.revoked || this.#clock.now() >= lease.until
      ? null
      : lease.grant;
  }
}

/** In the form of a JWT, with the claims that were seen in the documents' samples; nobody checks its signature. */
function tokenFor(type: string, { scopes, deposits }: Grant, now: number, lifeMs: number): string {
  const iat = Math.floor(now / 1_000);
  const claims = { type, scope: scopes, deposits, environment: 'sandbox', uuid: randomUUID() };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = randomBytes(32).toString('base64url');
  return [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ ...claims, iat, exp: iat + lifeMs / 1_000 }),
    signature,
  ].join('.');
}
