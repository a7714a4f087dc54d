import type { Exchange } from '../provider/exchange.ts';
import { type Fields, isFields, parseFields, rowsOf, wholeOf } from '../provider/lenient.ts';

/** What Kavenegar said (contracts.md 7): its return code, which alone decides, and its entries. */
export interface KavenegarReply {
  readonly code: number;
  /** One entry, or a list of them: both are read as a list. */
  readonly entries: readonly Fields[];
}

/** Null when there is no reply, or none with a return code in it. */
export function readReply(heard: Exchange): KavenegarReply | null {
  if (heard.type !== 'reply') return null;
  const fields = parseFields(heard.body);
  if (fields === null || !isFields(fields.return)) return null;
  const code = wholeOf(fields.return.status);
  return code === null ? null : { code, entries: rowsOf(fields.entries) };
}
