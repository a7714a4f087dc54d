import type { Exchange } from '../provider/exchange.ts';
import { type Fields, isFields, parseFields, rowsOf, textOf, wholeOf } from '../provider/lenient.ts';
import { SUCCESS } from './status-codes.ts';

/**
 * A reply of PayStar's identity and transfer services, whose two status conventions are mixed on one host
 * (contracts.md 2.1, 2.2). The telephone gateway is not read here: its rules are stricter (reply.ts).
 */
export interface ReplyFrame {
  readonly httpStatus: number;
  /** `unclear`: no status, or one that is neither a success nor a failure. It is no success. */
  readonly status: 'succeeded' | 'failed' | 'unclear';
  /** The status where it is a number, also as text: a code of contracts.md 4. */
  readonly code: number | null;
  /** The objects in `data`, which may be one, a list, a list within an object, or nothing. */
  readonly rows: readonly Fields[];
  /** In PayStar's words; it may repeat what was sent, so it is not logged. */
  readonly message: string | null;
}

/** What was heard of PayStar: a frame, or why there is none. */
export type Heard =
  | { readonly type: 'frame'; readonly frame: ReplyFrame }
  | { readonly type: 'unreadable'; readonly httpStatus: number }
  | { readonly type: 'lost' | 'neverLeft' };

export function readFrame(heard: Exchange): Heard {
  switch (heard.type) {
    case 'neverLeft':
    case 'lost':
      return { type: heard.type };
    case 'oversized':
      return { type: 'unreadable', httpStatus: heard.httpStatus };
    case 'reply': {
      const { httpStatus } = heard;
      const fields = parseFields(heard.body);
      return fields === null
        ? { type: 'unreadable', httpStatus }
        : { type: 'frame', frame: frameOf(httpStatus, fields) };
    }
  }
}

function frameOf(httpStatus: number, { status, data, message }: Fields): ReplyFrame {
  const code = wholeOf(status);
  return {
    httpStatus,
    status: statusOf(status, code),
    code,
    rows: rowsOf(isFields(data) && Array.isArray(data.data) ? data.data : data),
    message: textOf(message),
  };
}

/** Never by truthiness: "fail" is true of it, and 0 is an error here. */
function statusOf(status: unknown, code: number | null): ReplyFrame['status'] {
  if (code !== null) return code === SUCCESS ? 'succeeded' : 'failed';
  const word = textOf(status)?.toLowerCase();
  if (word === 'ok') return 'succeeded';
  return word === 'fail' ? 'failed' : 'unclear';
}

const ACCESS_DENIED = 'دسترسی نامعتبر';
const REFUSED_KEYS: readonly (number | null)[] = [4, 5];

/**
 * True when the API key was refused, so that nothing was done and the same may be asked with another key: codes 4 and
 * 5, the message "invalid access", or HTTP 401 (contracts.md 2.2, 2.3). A reply that tells of something done is none.
 */
export function refusesKey(heard: Heard): boolean {
  if (heard.type === 'unreadable') return heard.httpStatus === 401;
  if (heard.type !== 'frame' || heard.frame.status === 'succeeded') return false;
  const { httpStatus, code, message, rows } = heard.frame;
  if (httpStatus >= 500 || rows.some(tellsOfSomething)) return false;
  return httpStatus === 401 || REFUSED_KEYS.includes(code) || persian(message ?? '').includes(ACCESS_DENIED);
}

/**
 * The same of a request that moves money: a refusal that is no JSON says nothing for certain, whoever wrote it
 * (contracts.md 1.5), and the request must not be repeated for it.
 */
export function plainlyRefusesKey(heard: Heard): boolean {
  return heard.type === 'frame' && refusesKey(heard);
}

/** A refusal's `data` holds lists of complaints, by the name of a field; whatever was done has values, at any depth. */
function tellsOfSomething(row: Fields): boolean {
  return Object.values(row).some((value) => textOf(value) !== null || rowsOf(value).some(tellsOfSomething));
}

/** With Persian letters where an Arabic keyboard wrote its own. */
function persian(text: string): string {
  return text.replace(/ي/g, 'ی').replace(/ك/g, 'ک');
}
