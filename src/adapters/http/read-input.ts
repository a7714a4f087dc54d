import type { Request } from 'express';
import { z } from 'zod';
import { Secret } from '../../application/secret.ts';
import { ApiProblem } from './problems.ts';
import { hasBody, readJson, readText } from './read-body.ts';
import type { ErasedInput, Route } from './route.ts';

/**
 * Reads and checks all that a request brings. Secrets are taken out of the parsed body before anything else looks
 * at it. Whoever calls wipes them.
 * @throws ApiProblem with the field at fault, by its name in our schemas
 */
export async function readInput(route: Route, request: Request): Promise<ErasedInput> {
  const params = checked(route.params, request.params, 'not_found');
  const query = checked(route.query, queryOf(request));
  return { params, query, ...(await readBody(route, request)) };
}

type BodyAndSecrets = Pick<ErasedInput, 'body' | 'secrets'>;

async function readBody(route: Route, request: Request): Promise<BodyAndSecrets> {
  const { body: schema } = route;
  if (schema === null) {
    if (hasBody(request)) throw new ApiProblem('unsupported_media_type');
    return { body: null, secrets: {} };
  }
  if ('contentType' in schema) {
    return { body: await readText(request, schema.contentType, schema.maxBytes), secrets: {} };
  }
  const body = await readJson(request);
  const secrets = takeSecrets(route.secrets, body);
  try {
    return { body: checked(schema, body), secrets };
  } catch (error) {
    wipe(secrets);
    throw error;
  }
}

export function wipe(secrets: ErasedInput['secrets']): void {
  for (const secret of Object.values(secrets)) secret.wipe();
}

/** Checks each secret by its schema, and leaves nothing of its text in the body. */
function takeSecrets(schemas: Route['secrets'], body: Record<string, unknown>): ErasedInput['secrets'] {
  const secrets: Record<string, Secret> = {};
  try {
    for (const [field, schema] of Object.entries(schemas)) {
      if (body[field] === undefined) throw new ApiProblem('missing_field', { field });
      const { success, data } = z.safeParse(schema, body[field]);
      if (!success) throw new ApiProblem('invalid_field', { field });
      secrets[field] = new Secret(Buffer.from(data, 'ascii'));
    }
    return secrets;
  } catch (error) {
    wipe(secrets);
    throw error;
  } finally {
    for (const field of Object.keys(schemas)) delete body[field];
  }
}

/** A parameter that is given twice has no one value. */
function queryOf(request: Request): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URL(request.url, 'http://localhost').searchParams) {
    found[name] = name in found ? null : value;
  }
  return { ...found };
}

function checked(schema: z.ZodObject, value: object, otherwise?: 'not_found'): object {
  const parsed = z.safeParse(schema.strict(), value);
  if (parsed.success) return parsed.data;
  if (otherwise !== undefined) throw new ApiProblem(otherwise);
  throw problemOf(parsed.error, value);
}

/**
 * Of what was sent an answer tells no value; a name that we do not know it tells if it has only letters, since any
 * other may be a card.
 */
function problemOf({ issues: [issue] }: z.ZodError, value: object): ApiProblem {
  if (issue === undefined) return new ApiProblem('bad_request');
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys.find((key) => /^[A-Za-z_]{1,32}$/.test(key)) ?? '?'];
    return new ApiProblem('unknown_field', { field: path.join('.') });
  }
  const field = issue.path.join('.');
  const given = issue.path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[name] : undefined,
    value,
  );
  return new ApiProblem(
    given === undefined ? 'missing_field' : 'invalid_field',
    field === '' ? {} : { field },
  );
}
