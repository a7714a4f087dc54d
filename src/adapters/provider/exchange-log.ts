import type { Log, System } from '../../application/ports.ts';
import type { Exchange } from './exchange.ts';
import { loggableOf } from './provider.ts';

/** What is told of one exchange, beside the exchange itself. */
export interface ExchangeNote {
  /** The service by its name, never by its address: that may hold a key. */
  readonly service: string;
  /** What it came to, in a word. */
  readonly outcome: string;
  /** The service's own code, where it has a table of them. */
  readonly code: number | null;
  /** What a person has to do, where only a person can mend it. */
  readonly remedy?: string | undefined;
}

/** Tells the log of an exchange with one provider. */
export type TellExchange = (heard: Exchange, note: ExchangeNote, startedAt: number) => void;

/**
 * Makes the one way in which exchanges with a provider are logged: its name, the service, the outcome, the code and
 * the milliseconds; never a path, a query or a body, any of which may hold a secret (contracts.md 1.6).
 * `startedAt` is on the monotonic clock. What only a person can mend is an error, what nobody answered a warning.
 */
export function exchangeLog(provider: string, log: Log, clock: Pick<System, 'monotonicMs'>): TellExchange {
  return (heard, { remedy, ...note }, startedAt) => {
    const tookMs = Math.round(clock.monotonicMs() - startedAt);
    const fields = { provider, ...note, tookMs, ...loggableOf(heard) };
    if (remedy !== undefined) log.error({ ...fields, remedy }, 'an outside service asks for a person');
    else if (heard.type === 'reply') log.info(fields, 'an outside service answered');
    else log.warn(fields, 'an outside service did not answer');
  };
}
