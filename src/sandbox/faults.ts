/**
 * What can be switched on for a service (contracts.md 9). `cutAfter`: the work is done and its reply lost. `http`: a page
 * of HTML with that status. `code`: a refusal with that number, where the service has a table of them, and with that HTTP
 * status unless it is the service's own.
 */
export type Fault =
  | { readonly kind: 'silent' | 'cutBefore' | 'cutAfter' | 'html' | 'brokenJson' | 'empty' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'http'; readonly status: number }
  | { readonly kind: 'code'; readonly code: number; readonly httpStatus?: number };

interface Switched {
  readonly fault: Fault;
  /** How many more requests it befalls; Infinity: all. */
  left: number;
}

/** The faults that are switched on, by the name of the service: the last part of its path, or the whole of it. */
export class Faults {
  readonly #switched = new Map<string, Switched>();

  /** @param times how many requests it befalls; Infinity: until it is switched off */
  on(service: string, fault: Fault, times: number): void {
    this.#switched.set(service, { fault, left: times });
  }

  off(service: string): void {
    this.#switched.delete(service);
  }

  allOff(): void {
    this.#switched.clear();
  }

  /** What befalls the request that asks. */
  next(service: string): Fault | null {
    const switched = this.#switched.get(service);
    if (switched === undefined) return null;
    switched.left -= 1;
    if (switched.left <= 0) this.#switched.delete(service);
    return switched.fault;
  }
}

const BARE_KINDS = ['silent', 'cutBefore', 'cutAfter', 'html', 'brokenJson', 'empty'] as const;

/** Reads a fault as a tester wrote it in JSON; null when it is none. */
export function readFault(value: unknown): Fault | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, ms, status, code, httpStatus } = value as Record<string, unknown>;
  const bare = BARE_KINDS.find((name) => name === kind);
  if (bare !== undefined) return { kind: bare };
  if (kind === 'delay' && isWhole(ms)) return { kind, ms };
  if (kind === 'http' && isHttpStatus(status)) return { kind, status };
  if (kind !== 'code' || !isWhole(code)) return null;
  if (httpStatus === undefined) return { kind, code };
  return isHttpStatus(httpStatus) ? { kind, code, httpStatus } : null;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHttpStatus(value: unknown): value is number {
  return isWhole(value) && value >= 200 && value <= 599;
}
