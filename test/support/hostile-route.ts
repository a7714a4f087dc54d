import fc from 'fast-check';
import { expect } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../src/adapters/http/problems.ts';
import type { startApi } from './api.ts';
import { PAN, PIN } from './fakes.ts';
import { MARKER } from './hostile-json.ts';
import { type HostileRequest, hostileRequest } from './hostile-requests.ts';
import type { Operation } from './operations.ts';
import { sendRaw } from './send-raw.ts';

/** So many requests at once. */
const AT_ONCE = 40;

/** Of an address that leads elsewhere: it is another route's, or nobody's. */
const ELSEWHERE = ['not_found', 'method_not_allowed', 'bad_request'];

/**
 * Sends a route so many requests, random and hostile: none may fail on our side, be answered with what is not
 * documented, or give anything away, in an answer or in the log.
 * @returns the statuses that came
 */
export async function beHostile(
  api: Pick<Awaited<ReturnType<typeof startApi>>, 'url' | 'key' | 'lines'>,
  operation: Operation,
  count: number,
): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>();
  const requests = fc.array(hostileRequest(operation).map(marked), {
    minLength: AT_ONCE,
    maxLength: AT_ONCE,
  });
  const judge = async (request: HostileRequest) => {
    const headers = { authorization: `Bearer ${api.key}`, ...request.headers };
    const answer = await sendRaw(api.url, { method: operation.method, ...request, headers });
    statuses.add(answer.status);
    judgeAnswer(operation, answer);
  };
  await fc.assert(
    fc.asyncProperty(requests, (all) => Promise.all(all.map(judge)).then(() => undefined)),
    { numRuns: count / AT_ONCE, endOnFailure: true },
  );
  const log = api.lines.join('');
  for (const secret of [PAN, PIN, MARKER]) expect(log).not.toContain(secret);
  return statuses;
}

/**
 * The schema's texts of digits are those of a card and a PIN that are looked for afterwards; its amounts are such as a
 * bill may have, and its line and attempt such as there are.
 */
function marked(request: HostileRequest): HostileRequest {
  const body = request.body
    ?.toString('latin1')
    .replace(/"pan":"\d{16}"/, `"pan":"${PAN}"`)
    .replace(/"pin":"\d+"/, `"pin":"${PIN}"`)
    .replace(/"line":"[+\d]+"/, '"line":"1000"')
    .replace(/"attemptId":"att_[^"]*"/, '"attemptId":"att_1"')
    .replace(/"amount":(\d{1,9})\d{3}\b/, '"amount":$1000');
  return { ...request, body: body === undefined ? null : Buffer.from(body, 'latin1') };
}

function judgeAnswer(operation: Operation, answer: Awaited<ReturnType<typeof sendRaw>>): void {
  const { status, headers, text } = answer;
  expect(status).toBeLessThan(500);
  // A good answer says again what was asked for, such as a description.
  const untold = status < 400 ? [PAN, PIN] : [PAN, PIN, MARKER];
  for (const secret of untold) expect(text).not.toContain(secret);
  if (status < 400) {
    expect(operation.answers).toContain(status);
    expect(headers.get('content-type')).toMatch(/^(application\/json|text\/csv);/);
    return;
  }
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json;/);
  const { code } = JSON.parse(text);
  if (!ELSEWHERE.includes(code)) expect([code, operation.problems.get(code)]).toEqual([code, status]);
  expect(PROBLEMS[code as ProblemCode].status).toBe(status);
}
