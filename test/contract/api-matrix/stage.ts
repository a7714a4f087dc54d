import { expect } from 'vitest';
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../../../src/adapters/http/problems.ts';
import { startApi } from '../../support/api.ts';
import { type Operation, pathOf } from '../../support/operations.ts';
import { sendRaw } from '../../support/send-raw.ts';
import { BOOKSHOP, LIMITS } from '../suites/books-kit.ts';
import type { Answered, Sent, Stage, Whole } from './general.ts';
import { rowOf } from './rows.ts';

/** The bookshop with a line that is open on Saturdays, the press with a line, and the bakery, which has nothing. */
export async function applyShops({ kit }: Whole): Promise<void> {
  const [first] = BOOKSHOP.lines;
  if (first === undefined) throw new Error('The bookshop has no line.');
  const line = (number: string, given: object = {}) => ({ ...first, number, aliases: [], ...given });
  const hours = { days: { sat: [{ from: 540, to: 1_020 }] }, closedDays: [] };
  await kit.merchants.apply([
    { ...BOOKSHOP, lines: [...BOOKSHOP.lines, line('3000', { hours })] },
    { ...BOOKSHOP, merchantId: 'press', lines: [line('8100', { merchantId: 'press' })] },
    { ...BOOKSHOP, merchantId: 'bakery', lines: [] },
  ]);
}

export function resetKnobs({ knobs, gateway }: Whole): void {
  Object.assign(knobs, { admits: true, rings: true, now: null, random: null, failure: null });
  Object.assign(knobs.caps, LIMITS, { otpsPerCardHour: 1_000 });
  gateway.otp = { type: 'accepted' };
}

/** Serves all routes until the test ends, for requests of one of them. */
export async function openStage(whole: Whole, operation: Operation): Promise<Stage> {
  let draining = false;
  const api = await startApi({
    routes: whole.routes,
    draining: () => draining,
    requestsPerMinute: 1_000_000,
  });
  const stage: Stage = {
    api,
    whole,
    operation,
    good: () => rowOf(operation).good(stage),
    send: (sent) => send(stage, sent),
    drain: () => {
      draining = true;
    },
  };
  return stage;
}

async function send({ api, whole, operation }: Stage, sent: Sent): Promise<Answered> {
  const { params = {}, query = {}, body, headers = {}, key = api.key } = sent;
  const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
  const bytes = isJson ? Buffer.from(JSON.stringify(body)) : body === undefined ? null : Buffer.from(body);
  const type = bytes === null ? {} : { 'content-type': operation.body?.type ?? 'text/plain' };
  const search = new URLSearchParams(query).toString();
  const answer = await sendRaw(api.url, {
    method: operation.method,
    path: `${pathOf(operation, params)}${search === '' ? '' : `?${search}`}`,
    headers: { authorization: `Bearer ${key}`, ...type, ...headers },
    body: bytes,
  });
  const answered = { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
  expect(wrongIn(whole, operation, answered)).toBeNull();
  return answered;
}

/** What an answer has that the document does not tell of; null when it is as documented. */
function wrongIn(whole: Whole, operation: Operation, { status, body }: Answered): string | null {
  const { id, problems, answers } = operation;
  if (status >= 400) {
    const code = String(body.code);
    if (problems.get(code) === status && PROBLEMS[code as ProblemCode].status === status) return null;
    return `${id} answers ${status} ${code}, which is not documented`;
  }
  if (!answers.includes(status)) return `${id} answers ${status}, which is not documented`;
  const schema = whole.routes.find(({ operationId }) => operationId === id)?.answers[status]?.body;
  const { error } = z.safeParse(schema ?? z.never(), body);
  return error === undefined ? null : `${id} answers ${status} with another body: ${error.message}`;
}
