import { z } from 'zod';
import { SCOPES } from '../../application/ports.ts';
import { exampleOf } from './openapi-examples.ts';
import { type AnyJson, jsonSchemaOf } from './openapi-schema.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import type { Route } from './route.ts';

/**
 * The OpenAPI 3.1 document of the routes: from the schemas that check, so that it cannot say anything else.
 */
export function openApiOf(routes: readonly Route[], version: string): AnyJson {
  const paths: Record<string, Record<string, AnyJson>> = {};
  for (const route of routes) {
    const { path, method } = route;
    paths[path] = { ...paths[path], [method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Zangpay',
      version,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: tagsOf(routes),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key of `zangpay keys create`.' },
      },
      schemas: { Problem: PROBLEM },
      headers: HEADERS,
    },
  };
}

const ABOUT = `Card payments by telephone and from a merchant's panel.

- Amounts are whole **Rial**, times are ISO 8601 in UTC. Digits may be Persian or Arabic.
- Errors are problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with a stable \`code\`; \`detail\` is in the language of \`Accept-Language\`, fa or en.
- Send an \`Idempotency-Key\` with every POST: a repetition gets the first answer, for 24 hours. The same key with another body is refused.
- Every answer has a \`Request-Id\`. Tell it to support.
- Scopes of keys: ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}.`;

const PROBLEM: AnyJson = {
  type: 'object',
  description: 'What is wrong, by RFC 9457.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For people, in the language of Accept-Language.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'For programs. It never changes.' },
    field: { type: 'string', description: 'The field at fault.' },
    opensAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Of `line_closed`: when the line opens; null when it has no opening hours.',
    },
    requestId: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
};

const HEADERS: AnyJson = {
  RequestId: { description: 'The id of this request.', schema: { type: 'string' } },
  RateLimit: { description: 'What is left of the limit of this key.', schema: { type: 'string' } },
  IdempotencyReplayed: {
    description: 'true: this is the first answer to the Idempotency-Key, given again.',
    schema: { type: 'string', const: 'true' },
  },
};

function tagsOf(routes: readonly Route[]): readonly AnyJson[] {
  return [...new Set(routes.map(tagOf))].map((name) => ({ name }));
}

/** `payments` of `/v1/payments/{attemptId}`. */
function tagOf({ path }: Route): string {
  return path.split('/')[2] ?? path;
}

function operationOf(route: Route): AnyJson {
  const { operationId, summary, description, scope } = route;
  return {
    operationId,
    summary,
    description: [description, `Scope: \`${scope}\`.`].filter((part) => part !== undefined).join('\n\n'),
    tags: [tagOf(route)],
    parameters: [...fieldsIn('path', route.params), ...fieldsIn('query', route.query), ...headersOf(route)],
    ...(route.body === null ? {} : { requestBody: bodyOf(route) }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

function fieldsIn(place: 'path' | 'query', schema: z.ZodObject): readonly AnyJson[] {
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input');
  return Object.entries(properties).map(([name, { description, ...of }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: of,
  }));
}

function headersOf({ idempotent }: Route): readonly AnyJson[] {
  if (!idempotent) return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'A new one for each new request: up to 255 visible ASCII characters, such as a UUID.',
      schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
    },
  ];
}

function bodyOf(route: Route): AnyJson {
  const { body, secrets } = route;
  const example = exampleOf(route)?.body;
  const shown = example === undefined ? {} : { example };
  if (body === null || 'contentType' in body) {
    return {
      required: true,
      content: { [body?.contentType ?? '']: { schema: { type: 'string' }, ...shown } },
    };
  }
  const plain = jsonSchemaOf(body, 'input');
  const hidden = jsonSchemaOf(z.object(secrets), 'input');
  const schema = {
    type: 'object',
    properties: { ...hidden.properties, ...plain.properties },
    required: [...(hidden.required ?? []), ...(plain.required ?? [])],
    additionalProperties: false,
  };
  return { required: true, content: { 'application/json': { schema, ...shown } } };
}

function answersOf(route: Route): AnyJson {
  const answers = Object.entries(route.answers).map(([status, { description, body }], nth) => {
    const example = nth === 0 ? exampleOf(route)?.answer : undefined;
    const json = { schema: jsonSchemaOf(body, 'output'), ...(example === undefined ? {} : { example }) };
    const csv = route.csv === true ? { 'text/csv': { schema: { type: 'string' } } } : {};
    const content = { 'application/json': json, ...csv };
    return [status, { description, headers: answerHeaders(route), content }] as const;
  });
  return Object.fromEntries(answers);
}

function answerHeaders({ idempotent }: Route): AnyJson {
  const named = (name: string) => ({ $ref: `#/components/headers/${name}` });
  return {
    'Request-Id': named('RequestId'),
    RateLimit: named('RateLimit'),
    ...(idempotent ? { 'Idempotency-Replayed': named('IdempotencyReplayed') } : {}),
  };
}

/** What any route may answer with; the server sees to these before or around it. */
export function problemCodesOf(route: Route): readonly ProblemCode[] {
  const isJson = route.body !== null && !('contentType' in route.body);
  const isText = route.body !== null && 'contentType' in route.body;
  const hasParams = Object.keys(route.params.shape).length > 0;
  const takesFields = isJson || Object.keys(route.query.shape).length > 0;
  return [
    ...(['key_missing', 'key_invalid', 'key_expired', 'key_revoked', 'key_of_other_mode'] as const),
    ...(['address_not_allowed', 'scope_missing', 'too_many_requests', 'not_acceptable'] as const),
    ...(['unknown_field', 'unsupported_media_type', 'internal', 'store_down'] as const),
    ...(takesFields ? (['invalid_field'] as const) : []),
    ...(requiresField(route) ? (['missing_field'] as const) : []),
    ...(isJson ? (['malformed_json'] as const) : []),
    ...(route.body === null ? [] : (['body_too_large'] as const)),
    ...(hasParams ? (['not_found'] as const) : []),
    // An address that cannot be decoded, or a text that is no UTF-8.
    ...(hasParams || isText ? (['bad_request'] as const) : []),
    ...(route.method === 'get' ? [] : (['draining'] as const)),
    ...(route.idempotent
      ? (['idempotency_key_invalid', 'idempotency_key_reused', 'idempotency_unfinished'] as const)
      : []),
    ...route.problems,
  ];
}

function requiresField({ body, query, secrets }: Route): boolean {
  const schemas = [query, z.object(secrets), ...(body === null || 'contentType' in body ? [] : [body])];
  return schemas.some((schema) => (jsonSchemaOf(schema, 'input').required ?? []).length > 0);
}

function problemsOf(route: Route): AnyJson {
  const codes = [...new Set(problemCodesOf(route))];
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((one, other) => one - other);
  const answers = statuses.map((status) => {
    const these = codes.filter((code) => PROBLEMS[code].status === status);
    const told = these.map((code) => `- \`${code}\`: ${PROBLEMS[code].detail.en}`);
    // Which of all codes it may be is for programs, too.
    const schema = {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        { type: 'object', properties: { code: { type: 'string', enum: these } }, required: ['code'] },
      ],
    };
    return [
      String(status),
      {
        description: told.join('\n'),
        headers: { 'Request-Id': { $ref: '#/components/headers/RequestId' } },
        content: { 'application/problem+json': { schema } },
      },
    ] as const;
  });
  return Object.fromEntries(answers);
}
