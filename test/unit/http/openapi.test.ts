import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemCodesOf } from '../../../src/adapters/http/openapi.ts';
import { exampleOf } from '../../../src/adapters/http/openapi-examples.ts';
import { PROBLEMS } from '../../../src/adapters/http/problems.ts';
import { type ApiRoutePorts, createRoutes } from '../../../src/adapters/http/routes/index.ts';
import { startApi } from '../../support/api.ts';
import { typesOf, wholeDocument, writtenTypes } from '../../support/api-types.ts';

const ROUTES = createRoutes({} as ApiRoutePorts);

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const document = wholeDocument();
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    const broken = { ...document, paths: { nope: {} } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('is the one that the client’s types were made of: node test/support/api-types.ts makes them anew', () => {
    expect(writtenTypes()).toBe(typesOf(wholeDocument()));
  });

  test('names each route once, and every problem that there is', () => {
    const ids = ROUTES.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const told = new Set(ROUTES.flatMap(problemCodesOf));
    expect(Object.keys(PROBLEMS).filter((code) => !told.has(code as keyof typeof PROBLEMS))).toEqual([
      'method_not_allowed',
    ]);
  });

  test.each(ROUTES.map((route) => [route.operationId, route] as const))(
    '%s takes and gives what its example says, and an Idempotency-Key if it changes anything',
    (_operationId, route) => {
      expect(route.idempotent).toBe(route.method !== 'get');
      const example = exampleOf(route);
      if (example === undefined) throw new Error('There is no example.');
      const [answer] = Object.values(route.answers);
      expect(z.safeParse(answer?.body ?? z.never(), example.answer)).toMatchObject({ success: true });
      expect(z.safeParse(route.params.strict(), example.params ?? {}).error).toBeUndefined();
      expect(z.safeParse(route.query.strict(), example.query ?? {}).error).toBeUndefined();
      if (route.body === null || 'contentType' in route.body || typeof example.body !== 'object') return;
      const plain = Object.entries(example.body).filter(([name]) => !(name in route.secrets));
      expect(z.safeParse(route.body.strict(), Object.fromEntries(plain)).error).toBeUndefined();
      for (const [name, schema] of Object.entries(route.secrets)) {
        expect(z.safeParse(schema, example.body[name]).error).toBeUndefined();
      }
    },
  );

  test('is served to everybody, with a page that runs nothing from elsewhere', async () => {
    const { url, lines } = await startApi({ routes: ROUTES });
    const document = await fetch(`${url}/openapi.json`);
    expect(await document.json()).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    const page = await fetch(`${url}/docs`);
    const [html, policy] = [await page.text(), page.headers.get('content-security-policy') ?? ''];
    expect(page.url).toBe(`${url}/docs/`);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https:/);
    const scripts = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(1);
    for (const [, attributes, text] of scripts) {
      expect([attributes, text?.trim()]).toEqual([expect.stringMatching(/src="\.\//), '']);
      const source = /src="\.\/([^"]+)"/.exec(attributes ?? '')?.[1];
      expect((await fetch(`${url}/docs/${source}`)).status).toBe(200);
    }
    const init = await (await fetch(`${url}/docs/swagger-ui-init.js`)).text();
    expect(init).toContain('/openapi.json');
    expect(init).toContain('"validatorUrl": null');
    expect(lines.join('')).toContain('GET /openapi.json');
  });
});
