import { readFileSync, writeFileSync } from 'node:fs';
import { openApiOf } from '../../src/adapters/http/openapi.ts';
import type { AnyJson } from '../../src/adapters/http/openapi-schema.ts';
import { type ApiRoutePorts, createRoutes } from '../../src/adapters/http/routes/index.ts';

/**
 * Makes the types of a client from the OpenAPI document, in the form that openapi-fetch takes. openapi-typescript
 * would do so, too; it needs the compiler's programming interface, which TypeScript 7 does not have.
 *
 *   node test/support/api-types.ts     writes them anew
 */

const FILE = new URL('api-schema.ts', import.meta.url);

/** The document of every route. Nothing is asked of the ports for it. */
export function wholeDocument(): AnyJson {
  return openApiOf(createRoutes({} as ApiRoutePorts), '0');
}

export function writtenTypes(): string {
  return readFileSync(FILE, 'utf8');
}

/** The text of `api-schema.ts`. */
export function typesOf(document: AnyJson): string {
  const paths = Object.entries(document.paths as Json).map(([path, methods]) =>
    pathType(path, methods as Json),
  );
  return `// biome-ignore-all format: made by api-types.ts from the OpenAPI document\n${[
    'export interface paths {',
    ...paths,
    '}',
    `export interface Problem ${typeOf(schemasOf(document).Problem as Json)}`,
  ].join('\n')}\n`;
}

type Json = Readonly<Record<string, unknown>>;

function schemasOf(document: AnyJson): Json {
  return (document.components as { readonly schemas: Json }).schemas;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const NO_PARAMETERS = '{ query?: never; header?: never; path?: never; cookie?: never }';

function pathType(path: string, methods: Json): string {
  const of = METHODS.map((method) =>
    method in methods
      ? `    ${method}: ${operationType(methods[method] as Operation)};`
      : `    ${method}?: never;`,
  );
  return [`  ${JSON.stringify(path)}: {`, `    parameters: ${NO_PARAMETERS};`, ...of, '  };'].join('\n');
}

interface Operation {
  readonly parameters: readonly {
    readonly in: string;
    readonly name: string;
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly content: Json }>>;
}

function operationType({ parameters, requestBody, responses }: Operation): string {
  const places = ['query', 'header', 'path', 'cookie'].map((place) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    const optional = here.every(({ required }) => !required) ? '?' : '';
    const fields = here.map(({ name, required, schema }) => fieldType(name, required, schema));
    return `${place}${optional}: ${here.length === 0 ? 'never' : `{ ${fields.join(' ')} }`};`;
  });
  const body =
    requestBody === undefined
      ? 'requestBody?: never;'
      : `requestBody: { content: ${contentType(requestBody.content)} };`;
  const answers = Object.entries(responses).map(
    ([status, { content }]) =>
      `      ${status}: { headers: { [name: string]: unknown }; content: ${contentType(content)} };`,
  );
  return [
    `{`,
    `      parameters: { ${places.join(' ')} };`,
    `      ${body}`,
    `      responses: {`,
    ...answers.map((line) => `  ${line}`),
    `      };`,
    `    }`,
  ].join('\n');
}

function contentType(content: Json): string {
  const types = Object.entries(content).map(
    ([type, of]) => `${JSON.stringify(type)}: ${typeOf((of as { readonly schema: Json }).schema)}`,
  );
  return `{ ${types.join('; ')} }`;
}

function fieldType(name: string, required: boolean, schema: Json): string {
  return `${JSON.stringify(name)}${required ? '' : '?'}: ${typeOf(schema)};`;
}

/** The type of a JSON Schema, of what our documents make use of. */
function typeOf(schema: Json): string {
  const { type, $ref: ref, const: constant, enum: values, items, properties, required = [] } = schema;
  const choices = schema.anyOf ?? schema.oneOf;
  if (typeof ref === 'string') return ref.slice(ref.lastIndexOf('/') + 1);
  if (Array.isArray(schema.allOf)) return schema.allOf.map(typeOf).join(' & ');
  if (Array.isArray(choices)) return choices.map(typeOf).join(' | ');
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'object': {
      const fields = Object.entries((properties ?? {}) as Json).map(([name, of]) =>
        fieldType(name, (required as string[]).includes(name), of as Json),
      );
      return fields.length === 0 ? 'Record<string, unknown>' : `{ ${fields.join(' ')} }`;
    }
    case 'array':
      return `(${typeOf((items ?? {}) as Json)})[]`;
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    default:
      return 'unknown';
  }
}

if (import.meta.main) writeFileSync(FILE, typesOf(wholeDocument()));
