import type { RateCount, RateCounters } from '../../application/ports.ts';
import { ApiProblem } from './problems.ts';

/**
 * Limits in fixed windows of a minute, counted in the store so that several processes agree. It is no middleware of
 * a package: a key is counted after it is known, an address only when a key was wrong, and without the store nothing
 * may be let through; each of these would have to be turned around in one.
 */

const WINDOW_MS = 60_000;
/** Wrong keys from one address. Nobody guesses 256 bits: it is the asking that must not be free. */
const WRONG_KEYS_PER_MINUTE = 30;
/** With the rest of a card known, its digits could be tried out on the answers of `POST /v1/payments`. */
const DIFFERING_PER_HOUR = 20;
const HOUR_MS = 3_600_000;
/** As many addresses are remembered as refused; one more is counted again, and refused again. */
const MOST_REFUSED = 10_000;

export interface RateLimitPorts {
  readonly counters: Pick<RateCounters, 'hit'>;
  readonly requestsPerMinute: number;
  readonly monotonicMs: () => number;
}

export class RateLimits {
  readonly #ports: RateLimitPorts;
  /** Until when an address is refused, by our monotonic clock. */
  readonly #refused = new Map<string, number>();

  constructor(ports: RateLimitPorts) {
    this.#ports = ports;
  }

  /**
   * Counts a request of a key, and gives the headers that tell how many are left (draft-ietf-httpapi-ratelimit-headers).
   * @throws ApiProblem 429 when it is one too many
   */
  async countKey(keyId: string): Promise<Readonly<Record<string, string>>> {
    const { counters, requestsPerMinute } = this.#ports;
    const count = await counters.hit(`key:${keyId}`, WINDOW_MS);
    const headers = headersOf('key', requestsPerMinute, count);
    if (count.hits <= requestsPerMinute) return headers;
    throw tooMany(count.endsInMs, headers);
  }

  /** @throws ApiProblem 429 while an address is refused for its wrong keys: before the store is asked for one more */
  refuseGuesser(address: string): void {
    const until = this.#refused.get(network(address));
    if (until === undefined) return;
    const leftMs = until - this.#ports.monotonicMs();
    if (leftMs > 0) throw tooMany(leftMs);
    this.#refused.delete(network(address));
  }

  /**
   * Counts a request whose card is not the one of its attempt, or of an earlier request under its key: whoever has
   * stolen a key must not find out by them which card it was.
   * @throws ApiProblem 429 when there were too many of one key
   */
  async countDiffering(keyId: string): Promise<void> {
    const count = await this.#ports.counters.hit(`differs:${keyId}`, HOUR_MS);
    if (count.hits > DIFFERING_PER_HOUR) throw tooMany(count.endsInMs);
  }

  /** Counts a wrong key. @throws ApiProblem 429 when there were too many from this address */
  async countWrongKey(address: string): Promise<void> {
    const { counters, monotonicMs } = this.#ports;
    const from = network(address);
    const count = await counters.hit(`wrong:${from}`, WINDOW_MS);
    if (count.hits <= WRONG_KEYS_PER_MINUTE) return;
    // Behind a proxy that is not told of, all clients have one address: they are counted, and not refused as one.
    if (isLoopback(from)) throw tooMany(count.endsInMs);
    if (this.#refused.size >= MOST_REFUSED) this.#refused.clear();
    this.#refused.set(from, monotonicMs() + count.endsInMs);
    throw tooMany(count.endsInMs);
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '0:0:0:0::/64';
}

/** Who has an IPv6 address has 2^64 of them. */
function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [front = '', back = ''] = address.split('::');
  const [head, tail] = [front, back].map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [
    ...(head ?? []),
    ...Array(8)
      .fill('0')
      .slice((head?.length ?? 0) + (tail?.length ?? 0)),
    ...(tail ?? []),
  ];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function headersOf(policy: string, limit: number, { hits, endsInMs }: RateCount) {
  const left = Math.max(0, limit - hits);
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${WINDOW_MS / 1_000}`,
    ratelimit: `"${policy}";r=${left};t=${seconds(endsInMs)}`,
  };
}

function tooMany(leftMs: number, headers: Readonly<Record<string, string>> = {}): ApiProblem {
  return new ApiProblem('too_many_requests', { retryAfterS: seconds(leftMs), headers });
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
