import type { Exchange } from '../provider/exchange.ts';
import { type Fields, isFields, readRows, readText } from './read-values.ts';

/**
 * What Sanbod's frame says (contracts.md 6.3), whichever call it answers. `refused` is a clear no; `tokenRefused`: the
 * token is to blame. `unclear`: whatever was asked for may have been done. `neverLeft`: it certainly was not.
 */
export type Frame =
  | { readonly type: 'success'; readonly message: unknown }
  | { readonly type: 'refused'; readonly reasons: readonly string[]; readonly tokenRefused: boolean }
  | { readonly type: 'unclear' | 'neverLeft'; readonly note: string };

/** Reads a frame: success needs 2xx and `error` false; nothing is judged by the HTTP status alone. */
export function readFrame(exchange: Exchange): Frame {
  switch (exchange.type) {
    case 'neverLeft':
      return { type: 'neverLeft', note: `nothing was sent: ${exchange.detail}` };
    case 'lost':
      return unclear(exchange.why === 'timeout' ? 'no whole reply in time' : 'the connection was lost');
    case 'oversized':
      return unclear('the reply is too long to be one');
    case 'reply':
      return readReply(exchange.httpStatus, parseFields(exchange.body));
  }
}

function readReply(httpStatus: number, fields: Fields | null): Frame {
  if (fields === null) return unclear(`HTTP ${httpStatus}, no JSON object`);
  // A time-out somewhere behind the service, whose work may have gone on.
  if (httpStatus >= 500 || httpStatus === 408) return unclear(`HTTP ${httpStatus}`);
  if (isGood(httpStatus)) {
    if (fields.error === false) return { type: 'success', message: fields.message };
    if (fields.error === true) return refused(httpStatus, fields);
    return unclear(`HTTP ${httpStatus} without a word on whether it is an error`);
  }
  if (httpStatus < 400) return unclear(`HTTP ${httpStatus}`);
  return fields.error === false
    ? unclear(`HTTP ${httpStatus} that is no error`)
    : refused(httpStatus, fields);
}

function refused(httpStatus: number, fields: Fields): Frame {
  // A refusal that names an order is none: something of it was done.
  if (namesOrder(fields)) return unclear(`HTTP ${httpStatus}, a refusal that names an order`);
  return { type: 'refused', reasons: reasonsIn(fields), tokenRefused: httpStatus === 401 };
}

function namesOrder(fields: Fields): boolean {
  return (
    readText(fields.referenceId) !== null ||
    readText(fields.docNumber) !== null ||
    Object.values(fields).some((value) => readRows(value)?.some(namesOrder) === true)
  );
}

function unclear(note: string): Frame {
  return { type: 'unclear', note };
}

/** The JSON object in a body, by what it is, whatever content type it claims. */
export function parseFields(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

export function isGood(httpStatus: number): boolean {
  return httpStatus >= 200 && httpStatus < 300;
}

/** Whose trace id it is: under either name, as number or text (contracts.md 6.3); it need not be ours. */
export function traceIn(exchange: Exchange): string | null {
  const fields = exchange.type === 'reply' ? parseFields(exchange.body) : null;
  const trace = readText(fields?.traceid) ?? readText(fields?.trace_id);
  return trace !== null && /^[\w-]{1,64}$/.test(trace) ? trace : null;
}

const MOST_REASONS = 5;
const LONGEST_REASON = 200;

/**
 * The words of a refusal: `message` as text, as a list, or as lists by field; OAuth's own `error` as a text. A bank may
 * repeat what it was sent, so whatever may be a card, an account or a token is left out.
 */
export function reasonsIn({ message, error, error_description: described }: Fields): readonly string[] {
  const said = [...wordsOf(message), ...wordsOf(described), ...(typeof error === 'string' ? [error] : [])];
  return said.slice(0, MOST_REASONS).map(fitToShow);
}

function wordsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (isFields(value)) {
    return Object.entries(value).flatMap(([name, words]) => wordsOf(words).map((word) => `${name}: ${word}`));
  }
  const text = readText(value);
  return text === null ? [] : [text];
}

function fitToShow(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\p{Nd}(?:[ ._-]?\p{Nd}){9,}/gu, '[digits]')
    .replace(/\S{40,}/g, '[…]')
    .slice(0, LONGEST_REASON);
}
