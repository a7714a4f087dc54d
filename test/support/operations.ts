import { wholeDocument } from './api-types.ts';

/** The routes as the OpenAPI document tells of them: what is tested of each comes from here. */

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its parameters in braces. */
  readonly path: string;
  readonly scope: string;
  /** Schemas by name. */
  readonly params: Readonly<Record<string, object>>;
  readonly query: Readonly<Record<string, object>>;
  readonly body: { readonly type: string; readonly schema: object } | null;
  /** The status of each problem by its code. */
  readonly problems: ReadonlyMap<string, number>;
  /** Statuses that are no problem. */
  readonly answers: readonly number[];
}

interface ToldContent {
  readonly schema: {
    readonly allOf?: readonly {
      readonly properties?: { readonly code?: { readonly enum: readonly string[] } };
    }[];
  };
}

interface Told {
  readonly operationId: string;
  readonly description: string;
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, ToldContent>> }>>;
}

export const OPERATIONS: readonly Operation[] = Object.entries(
  wholeDocument().paths as Readonly<Record<string, Readonly<Record<string, Told>>>>,
).flatMap(([path, methods]) => Object.entries(methods).map(([method, told]) => read(path, method, told)));

function read(path: string, method: string, told: Told): Operation {
  const fieldsIn = (place: string) =>
    Object.fromEntries(
      told.parameters.filter((one) => one.in === place).map(({ name, schema }) => [name, schema]),
    );
  const [body] = Object.entries(told.requestBody?.content ?? {});
  const statuses = Object.keys(told.responses).map(Number);
  return {
    id: told.operationId,
    method: method.toUpperCase() as Operation['method'],
    path,
    scope: /Scope: `([a-z:]+)`/.exec(told.description)?.[1] ?? '',
    params: fieldsIn('path'),
    query: fieldsIn('query'),
    body: body === undefined ? null : { type: body[0], schema: body[1].schema },
    problems: new Map(
      Object.entries(told.responses).flatMap(([status, { content }]) =>
        codesIn(content['application/problem+json']).map((code) => [code, Number(status)] as const),
      ),
    ),
    answers: statuses.filter((status) => status < 400),
  };
}

/** Which problems an answer may be. */
function codesIn(content: ToldContent | undefined): readonly string[] {
  return content?.schema.allOf?.flatMap(({ properties }) => properties?.code?.enum ?? []) ?? [];
}

/** The path with its parameters filled in, as they are written. */
export function pathOf({ path }: Operation, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
