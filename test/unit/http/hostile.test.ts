import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROBLEMS } from '../../../src/adapters/http/problems.ts';
import { createRoutes } from '../../../src/adapters/http/routes/index.ts';
import { startApi } from '../../support/api.ts';
import { fakePorts } from '../../support/api-fakes.ts';
import { wholeDocument } from '../../support/api-types.ts';
import { PAN, PIN } from '../../support/fakes.ts';
import { hostileBody, MARKER } from '../../support/hostile-json.ts';

interface Posted {
  readonly post?: {
    readonly requestBody?: {
      readonly content: { readonly 'application/json'?: { readonly schema: object } };
    };
  };
}

/** Each POST route that takes JSON, with the schema of its body. */
const POSTS = Object.entries(wholeDocument().paths as Record<string, Posted>).flatMap(([path, { post }]) => {
  const schema = post?.requestBody?.content['application/json']?.schema;
  return schema === undefined ? [] : [{ path: path.replace(/\{\w+\}/g, 'inv_1'), schema }];
});

/** Bodies at once, and how often: two thousand in all. */
const [AT_ONCE, TIMES] = [40, 50];

/**
 * The schema's texts of digits are those of a card and a PIN that are looked for afterwards; its amounts are such as a
 * bill may have.
 */
function marked(body: string): string {
  return body
    .replace(/"pan":"\d{16}"/, `"pan":"${PAN}"`)
    .replace(/"pin":"\d+"/, `"pin":"${PIN}"`)
    .replace(/"amount":(\d{1,9})\d{3}\b/, '"amount":$1000');
}

describe.each(POSTS)('POST $path', ({ path, schema }) => {
  test('with two thousand bodies, random and hostile, fails never and gives nothing away', {
    timeout: 60_000,
  }, async () => {
    const api = await startApi({ routes: createRoutes(fakePorts()), requestsPerMinute: 1_000_000 });
    const statuses = new Set<number>();
    const bodies = fc.array(hostileBody({ ...schema }).map(marked), {
      minLength: AT_ONCE,
      maxLength: AT_ONCE,
    });
    const judge = async (body: string) => {
      const answer = await api.ask('POST', path, { body, headers: { 'content-type': 'application/json' } });
      statuses.add(answer.status);
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      if (answer.status >= 400) expect(PROBLEMS).toHaveProperty(answer.body.code);
      // A good answer says again what was asked for, such as a description.
      const untold = answer.status < 400 ? [PAN, PIN] : [PAN, PIN, MARKER];
      for (const secret of untold) expect(answer.text).not.toContain(secret);
    };
    await fc.assert(
      fc.asyncProperty(bodies, (all) => Promise.all(all.map(judge)).then(() => undefined)),
      { numRuns: TIMES, endOnFailure: true },
    );
    // Both must have been among them, or nothing was tried.
    expect([...statuses].some((status) => status < 300)).toBe(true);
    expect([...statuses].some((status) => status >= 400)).toBe(true);
    const log = api.lines.join('');
    for (const secret of [PAN, PIN, MARKER]) expect(log).not.toContain(secret);
  });
});
