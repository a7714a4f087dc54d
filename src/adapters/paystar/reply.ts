import { isReference } from '../../domain/payment/outcome.ts';
import { readCode } from '../../domain/payment/response-code.ts';

/** The fields of a reply, with the gateway's many spellings made one (contracts.md 5.4). */
export interface Reply {
  /** True for status 1 as number or text; on this gateway "ok" is no success (payment.md). */
  readonly succeeded: boolean;
  readonly reference: Reference;
  readonly code: Code;
  /** True when `errors` holds anything. */
  readonly complains: boolean;
  /** The OTP reply's amount in the gateway's unit; null when none was given, NaN when it is no amount. */
  readonly price: number | null;
  /** The gateway's own id of the order; null when none was given, or nothing that can be one. */
  readonly invoiceId: string | null;
}

/** `unusable` stands for something, but is nothing that can be kept and spoken as a reference. */
export type Reference =
  | { readonly type: 'none' }
  | { readonly type: 'unusable' }
  | { readonly type: 'given'; readonly refId: string };

export type Code =
  | { readonly type: 'none' | 'unreadable' }
  | { readonly type: 'given'; readonly code: number };

type Fields = Readonly<Record<string, unknown>>;

/** Reads a body by what it is, whatever content type it claims; null when it is no JSON object. */
export function readReply(body: string): Reply | null {
  const fields = parseObject(body);
  if (fields === null) return null;
  const data = dataOf(fields.data);
  const status = trimmed(fields.status);
  return {
    succeeded: status === 1 || status === '1',
    reference: referenceOf(trimmed(data.refID)),
    code: readStatusCode(trimmed(data.transactionStatus)),
    complains: !isEmpty(fields.errors),
    price: priceOf(trimmed(data.price)),
    invoiceId: invoiceIdOf(trimmed(data.invoice_id)),
  };
}

function parseObject(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `data` is an object, a list whose first item is one, or nothing. */
function dataOf(data: unknown): Fields {
  const first: unknown = Array.isArray(data) ? data[0] : data;
  return isObject(first) ? first : {};
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/**
 * A reference is text of 1 to 64 letters, digits and dashes with a digit that is not 0, or a positive whole
 * number. The words "null" or "-" stand for no payment, and longer or stranger text is not kept.
 */
function referenceOf(raw: unknown): Reference {
  if (raw === undefined || raw === null || raw === 0) return { type: 'none' };
  if (typeof raw === 'string' && !isReference(raw)) return { type: 'none' };
  const refId = Number.isSafeInteger(raw) && (raw as number) > 0 ? String(raw) : raw;
  const usable = typeof refId === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(refId) && /[1-9]/.test(refId);
  return usable ? { type: 'given', refId } : { type: 'unusable' };
}

/** Text of 1 to 50 letters, digits, dashes and underscores, or a positive whole number. */
function invoiceIdOf(raw: unknown): string | null {
  const id = Number.isSafeInteger(raw) && (raw as number) > 0 ? String(raw) : raw;
  return typeof id === 'string' && /^[\w-]{1,50}$/.test(id) ? id : null;
}

function readStatusCode(raw: unknown): Code {
  if (raw === undefined || raw === null || raw === '') return { type: 'none' };
  if (typeof raw !== 'string' && typeof raw !== 'number') return { type: 'unreadable' };
  const code = readCode(String(raw).replace(/^0+(?=\d)/, ''));
  return code === null ? { type: 'unreadable' } : { type: 'given', code };
}

function isEmpty(errors: unknown): boolean {
  if (typeof errors === 'object' && errors !== null) return Object.keys(errors).length === 0;
  return !errors;
}

/** Money as the gateway may spell it: `20000`, `"20000"` or `"20000.0"` (contracts.md 1). */
function priceOf(raw: unknown): number | null {
  if (raw === undefined || raw === null || raw === '') return null;
  if (typeof raw !== 'string' && typeof raw !== 'number') return Number.NaN;
  return /^\d+(\.0+)?$/.test(String(raw)) ? Number(raw) : Number.NaN;
}
