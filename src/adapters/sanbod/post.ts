import type { Exchange } from '../provider/exchange.ts';
import { type Fields, jsonBody } from '../provider/json-body.ts';
import { loggableOf } from '../provider/provider.ts';
import { traceIn } from './read-frame.ts';
import type { SanbodPaths, SanbodSettings } from './settings.ts';

/** One attempt at Sanbod and what came of it. */
export interface Heard {
  readonly exchange: Exchange;
  /** Ours, fresh for this attempt. */
  readonly traceId: string;
}

export interface Posting {
  readonly to: keyof SanbodPaths;
  /** Where it goes instead of the configured path. */
  readonly path?: string;
  readonly fields: Fields;
  readonly authorization?: string;
  readonly timeoutMs: number;
}

/**
 * Sends one request, always with a trace id, once. What is logged tells it from all others and holds nothing of what
 * was sent: the trace ids of both sides are how Sanbod finds a call (contracts.md 6.2, 6.3). Never rejects.
 */
export async function post(settings: SanbodSettings, posting: Posting): Promise<Heard> {
  const { provider, paths, newTraceId, log } = settings;
  const { to, path = paths[to], fields, authorization, timeoutMs } = posting;
  const traceId = newTraceId();
  const body = jsonBody(fields);
  if (body === null) return { exchange: WIPED, traceId };
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const asked = { method: 'POST', path: `${path}?traceid=${traceId}`, headers, body, timeoutMs } as const;
  const exchange = await provider.ask(asked);
  log.info({ call: to, traceId, theirTrace: traceIn(exchange), ...loggableOf(exchange) }, 'Sanbod was asked');
  return { exchange, traceId };
}

const WIPED: Exchange = { type: 'neverLeft', why: 'notConfirmed', detail: 'the card was wiped already' };
