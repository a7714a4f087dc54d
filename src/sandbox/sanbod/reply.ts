import { randomUUID } from 'node:crypto';
import type { Response } from 'express';

/** A call that the service says no to, in its frame (contracts.md 6.3). */
export class Refused extends Error {
  readonly httpStatus: number;
  /** A text, or lists of texts by field. */
  readonly said: string | Readonly<Record<string, readonly string[]>>;

  constructor(httpStatus: number, said: Refused['said']) {
    super('refused');
    this.httpStatus = httpStatus;
    this.said = said;
  }
}

/** How a reply names its trace: calls with a consent and calls without one differ (contracts.md 6.3). */
export type TraceName = 'traceid' | 'trace_id';

export function succeed(response: Response, message: unknown, name: TraceName): void {
  const trace = name === 'traceid' ? { traceid: 123 } : { trace_id: randomUUID() };
  response.json({ error: false, message, result_number: 1, ...trace });
}

export function refuse(response: Response, { httpStatus, said }: Refused): void {
  response.status(httpStatus).json({ error: true, message: said, result_number: 0, trace_id: randomUUID() });
}

/** A field that must be a text; the names of optional ones may carry the marks that the samples give them. */
export function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new Refused(422, { [name]: ['must be a text'] });
}

/** An optional field, also under its name in the samples, with two low lines before it (contracts.md 6.5). */
export function optionalOf(body: Body, name: string): unknown {
  return body[name] ?? body[`__${name}`];
}

export function wholeOf(body: Body, name: string): number | null {
  const value = optionalOf(body, name);
  if (value === undefined) return null;
  if (Number.isSafeInteger(value)) return value as number;
  throw new Refused(422, { [name]: ['must be an integer'] });
}

/** Whole Rial as text or number. */
export function rialOf(body: Body, name: string): number {
  const value = body[name];
  const amount = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (Number.isSafeInteger(amount) && (amount as number) > 0) return amount as number;
  throw new Refused(422, { [name]: ['must be a whole amount in Rial'] });
}

export type Body = Readonly<Record<string, unknown>>;
