import type { Response } from 'express';
import type { KeptAnswer, Log } from '../../application/ports.ts';
import type { Language } from '../../domain/merchant/line.ts';
import { isOutage } from '../store/outage.ts';
import { ApiProblem, PROBLEMS, problemDocument } from './problems.ts';

/** What every answer is made with. */
export interface Asked {
  readonly requestId: string;
  readonly language: Language;
}

/** Amounts and names of payers are nobody's to keep on the way. */
const NOT_KEPT = { 'cache-control': 'no-store' };

/** A short pause: what is away may be back soon. */
const RETRY_AFTER_S = 5;

export function jsonAnswer(status: number, body: unknown): KeptAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...NOT_KEPT },
    body: JSON.stringify(body),
  };
}

export function problemAnswer(problem: ApiProblem, asked: Asked): KeptAnswer {
  const { status } = PROBLEMS[problem.code];
  const { headers = {}, retryAfterS = status === 503 ? RETRY_AFTER_S : null } = problem.facts;
  return {
    status,
    headers: {
      ...headers,
      ...(retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) }),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': asked.language,
      ...NOT_KEPT,
    },
    body: JSON.stringify(problemDocument(problem, asked)),
  };
}

export function send(response: Response, { status, headers, body }: KeptAnswer): void {
  response.status(status).set(headers).vary('Accept, Accept-Language').send(body);
}

/** The problem that an error is to whoever asked. What was not foreseen is told to the log alone. */
export function problemOf(
  error: unknown,
  log: Log,
  where: { readonly requestId: string; readonly route: string },
): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (isOutage(error)) {
    log.error({ err: error, ...where }, 'the books could not be asked for a request');
    return new ApiProblem('store_down');
  }
  log.error({ err: error, ...where }, 'a request failed');
  return new ApiProblem('internal');
}
