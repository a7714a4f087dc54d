import createClient from 'openapi-fetch';
import type { paths } from './api-schema.ts';

/** A client with the types of the OpenAPI document (`api-types.ts` makes them). */
export function apiClient(baseUrl: string, key: string) {
  return createClient<paths, 'application/json' | 'application/problem+json'>({
    baseUrl,
    headers: { authorization: `Bearer ${key}` },
  });
}
