import type { Log, System } from '../../application/ports.ts';
import type { Exchange } from '../provider/exchange.ts';
import { exchangeLog } from '../provider/exchange-log.ts';
import { openProvider } from '../provider/provider.ts';
import { type KavenegarReply, readReply } from './reply.ts';
import { remedyOf, returnCodeOf } from './return-codes.ts';

/** How Kavenegar is reached (contracts.md 7). */
export interface KavenegarSettings {
  /** Such as `https://api.kavenegar.com/v1`. */
  readonly baseUrl: string;
  /** A part of every path, so that no path may be logged. `0` is enough for the clock. */
  readonly apiKey: string;
  /** How long a request may take to its last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly system: Pick<System, 'now' | 'after' | 'monotonicMs'>;
}

/** One request, and what was read of its reply. */
export interface Answer {
  readonly heard: Exchange;
  readonly reply: KavenegarReply | null;
}

/** Kavenegar's REST. Never rejects. */
export interface Kavenegar {
  /**
   * @param method area and method, such as `sms/send`
   * @param form sent form-encoded by POST; null: a GET without parameters
   */
  ask(method: string, form: Readonly<Record<string, string>> | null): Promise<Answer>;
  close(): Promise<void>;
}

export function openKavenegar({ baseUrl, apiKey, timeoutMs, log, system }: KavenegarSettings): Kavenegar {
  const provider = openProvider({ baseUrl, connectMs: timeoutMs, clock: system });
  const tell = exchangeLog('kavenegar', log, system);
  return {
    async ask(method, form) {
      const startedAt = system.monotonicMs();
      const heard = await provider.ask({
        method: form === null ? 'GET' : 'POST',
        path: `/${encodeURIComponent(apiKey)}/${method}.json`,
        headers: { accept: 'application/json', ...(form && FORM) },
        body: form && Buffer.from(new URLSearchParams(form).toString()),
        timeoutMs,
      });
      const reply = readReply(heard);
      const code = reply?.code ?? null;
      tell(heard, { service: method, ...judged(code) }, startedAt);
      return { heard, reply };
    },
    close: () => provider.close(),
  };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

function judged(code: number | null) {
  if (code === null) return { outcome: 'unreadable', code };
  return { outcome: returnCodeOf(code)?.is ?? 'unlisted', code, remedy: remedyOf(code) };
}
