import type { Request } from 'express';
import { FIELD_NAMES } from './contract.ts';

/** What arrived, without a single value of it. */
export interface ArrivedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Null for a path that is not the gateway's. */
  readonly path: string | null;
  readonly contentType: string | null;
  /** The type of each field of the contract, such as `integer`; others are only counted. */
  readonly fields: Readonly<Record<string, string>>;
  readonly otherFields: number;
}

const KEPT = 1_000;

/** A log of requests that can hold no card and no PIN, wherever in a request somebody put them. */
export class RequestLog {
  readonly #paths: readonly string[];
  readonly #requests: ArrivedRequest[] = [];

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** The last thousand, oldest first. */
  get requests(): readonly ArrivedRequest[] {
    return this.#requests;
  }

  /** @param body the JSON that arrived; undefined when it was none */
  add(request: Request, body: unknown): void {
    const names = typeof body === 'object' && body !== null ? Object.entries(body) : [];
    const known = names.filter(([name]) => FIELD_NAMES.includes(name));
    this.#requests.push({
      at: new Date().toISOString(),
      method: request.method,
      path: this.#paths.find((path) => path === request.originalUrl) ?? null,
      contentType: request.is('application/json') ? 'application/json' : null,
      fields: Object.fromEntries(known.map(([name, value]) => [name, typeName(value)])),
      otherFields: names.length - known.length,
    });
    if (this.#requests.length > KEPT) this.#requests.shift();
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isSafeInteger(value) ? 'integer' : typeof value;
}
