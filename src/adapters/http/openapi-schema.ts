import { z } from 'zod';

/** JSON whose form is that of a standard, not ours. */
export type AnyJson = { readonly [name: string]: unknown };

/** What we read of a JSON Schema ourselves. */
export interface ObjectSchema extends AnyJson {
  readonly properties?: Readonly<Record<string, { readonly description?: string } & AnyJson>>;
  readonly required?: readonly string[];
}

/** A zod schema as JSON Schema 2020-12, which is that of OpenAPI 3.1: as it is sent, or as it is answered. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _, '~standard': __, ...plain } = z.toJSONSchema(schema, { io }) as AnyJson;
  return withoutNoise(plain) as ObjectSchema;
}

/** The limits of JavaScript's numbers, and patterns that say again what a format says, tell nobody anything. */
function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== 'object' || value === null) return value;
  const isTold = ([name, of]: readonly [string, unknown]) =>
    !(Math.abs(Number(of)) === Number.MAX_SAFE_INTEGER && /^(min|max)imum$/.test(name)) &&
    !(name === 'pattern' && 'format' in value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(isTold)
      .map(([name, of]) => [name, withoutNoise(of)]),
  );
}
