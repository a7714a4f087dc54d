import type { Exchange } from '../provider/exchange.ts';
import type { Token } from '../provider/tokens.ts';
import { isGood, parseFields, readFrame, reasonsIn } from './read-frame.ts';
import { type Fields, isFields } from './read-values.ts';

/** A token of Sanbod; `refreshToken` is null where there is none, as without a consent. */
export interface SanbodToken extends Token {
  readonly refreshToken: string | null;
}

export type TokenReply =
  | { readonly type: 'granted'; readonly token: SanbodToken }
  | { readonly type: 'refused'; readonly reasons: readonly string[] }
  | { readonly type: 'unavailable'; readonly why: string };

const HOUR_MS = 3_600_000;
const EARLY_MS = 60_000;

/**
 * Reads the reply to a request for a token, which no document shows: bare, or in the frame of all other calls
 * (contracts.md 6.2). It is used until a minute before its end; what it says of itself is a hint alone.
 * @param askedAt when it was asked for, in milliseconds: its life counts from then, which is the careful side
 */
export function readToken(exchange: Exchange, askedAt: number): TokenReply {
  const fields = exchange.type === 'reply' ? parseFields(exchange.body) : null;
  const inner = isFields(fields?.message) ? fields.message : fields;
  const value = inner === null ? null : tokenText(inner.access_token);
  const isGranted = exchange.type === 'reply' && isGood(exchange.httpStatus) && !complains(fields);
  if (isGranted && inner !== null && value !== null) {
    const renewAt = askedAt + lifeOf(inner, value) - EARLY_MS;
    return { type: 'granted', token: { value, renewAt, refreshToken: tokenText(inner.refresh_token) } };
  }
  return failureOf(exchange, fields);
}

/** `error` is a flag in Sanbod's frame, and a text in OAuth's own. */
function complains(fields: Fields | null): boolean {
  const error = fields?.error;
  return error === true || (typeof error === 'string' && error !== '');
}

function failureOf(exchange: Exchange, fields: Fields | null): TokenReply {
  if (fields !== null && exchange.type === 'reply' && isGood(exchange.httpStatus) && complains(fields)) {
    return { type: 'refused', reasons: reasonsIn(fields) };
  }
  const frame = readFrame(exchange);
  switch (frame.type) {
    case 'refused':
      return { type: 'refused', reasons: frame.reasons };
    case 'success':
      return { type: 'unavailable', why: 'the reply holds no token' };
    case 'unclear':
    case 'neverLeft':
      return { type: 'unavailable', why: frame.note };
  }
}

/** What can be sent in a header, and nothing else. */
function tokenText(value: unknown): string | null {
  return typeof value === 'string' && /^[\x21-\x7e]{1,8192}$/.test(value.trim()) ? value.trim() : null;
}

function lifeOf({ expires_in: told }: Fields, value: string): number {
  const seconds = typeof told === 'string' ? Number(told) : told;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0) return seconds * 1_000;
  return Math.min(hintIn(value) ?? HOUR_MS, HOUR_MS);
}

/** How long a JWT says that it lives, in milliseconds; null when it is none or says nothing sensible. */
function hintIn(token: string): number | null {
  const [, payload = ''] = token.split('.');
  const claims = parseFields(Buffer.from(payload, 'base64url').toString('utf8'));
  const { exp, iat } = claims ?? {};
  return typeof exp === 'number' && typeof iat === 'number' && exp > iat ? (exp - iat) * 1_000 : null;
}
