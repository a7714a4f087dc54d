import fc from 'fast-check';

/** Bodies from a JSON Schema as fast-check makes them: good ones, and good ones with something done to them. */

type Schema = Readonly<Record<string, unknown>>;

/** A value that must come back in no answer and no log; as a name, neither: only letters are told of those. */
export const MARKER = 'mArKeR7';

/** A value that a schema takes, of what our documents make use of. */
export function goodValue(schema: Schema): fc.Arbitrary<unknown> {
  const { type, properties = {}, required = [], items, const: constant, enum: values, pattern } = schema;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return fc.oneof(...choices.map(goodValue));
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties as Record<string, Schema>).map(([name, of]) => [
        name,
        goodValue(of),
      ]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: required as never[] });
    }
    case 'array':
      return fc.array(goodValue((items ?? {}) as Schema), { maxLength: 3 });
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 1_000_000) });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return goodText(schema, typeof pattern === 'string' ? pattern : null);
    default:
      return fc.jsonValue();
  }
}

function goodText({ format, maxLength }: Schema, pattern: string | null): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  // fast-check does not make texts of Unicode's properties.
  if (pattern !== null && !/\\p/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength: 1, maxLength: Number(maxLength ?? 20) });
}

const deep = fc.integer({ min: 1, max: 3_000 }).map((depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`);

/** A text that has broken something somewhere before. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    'a\r\nb',
    '\u202e',
    '۱۲۳۴',
    '６０３７',
    '-1',
    '1e999',
    'NaN',
    '[object Object]',
  ),
  fc.constantFrom(
    "' or 1=1 --",
    '{{7*7}}',
    '../../etc/passwd',
    '<script>',
    '=1+1',
    '%00',
    '$where',
    '\\',
    '%s%n',
  ),
  fc.constantFrom(
    MARKER,
    MARKER.repeat(400),
    '0001-01-01',
    '0000-01-01',
    '9999-12-31T23:59:59.999Z',
    '2026-02-30',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** As JSON: some of these cannot be said otherwise. */
const hostileValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '[]',
    '{}',
    '""',
    '0',
    '-1',
    '1e999',
    '-1e999',
    '1e-7',
    '0.1',
    '9007199254740993',
  ),
  fc.constantFrom(
    '{"__proto__":1}',
    '{"constructor":{"prototype":1}}',
    '{"toString":null}',
    '{"length":1e9}',
  ),
  fc.constantFrom(
    '"\\u0000"',
    '"\\ud800"',
    '"a\\r\\nb"',
    '"\\u202e"',
    '"۱۲۳۴"',
    '"٠١"',
    '"６０３７"',
    '"٪"',
    '" "',
  ),
  fc.constantFrom('"\' or 1=1 --"', '"{{7*7}}"', '"../../etc"', '"<script>"', '"=1+1"', '"%00"'),
  fc.constant(JSON.stringify(MARKER)),
  fc.constant(JSON.stringify(MARKER.repeat(2_000))),
  fc.constant(JSON.stringify({ [MARKER]: [MARKER, { [MARKER]: MARKER }] })),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
  deep,
);

const hostileName = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '',
    '0',
    'PAN',
    'pan ',
    MARKER,
  ),
  fc.string({ maxLength: 10 }),
);

/** A body in the form of a text: good, with a field changed, added or left out, or no JSON of an object at all. */
export function hostileBody(schema: Schema): fc.Arbitrary<string> {
  const names = Object.keys((schema.properties ?? {}) as object);
  const fields = goodValue(schema).map(
    (body) => new Map(Object.entries(body as object).map(([name, value]) => [name, JSON.stringify(value)])),
  );
  const write = (of: Map<string, string>) =>
    `{${[...of].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
  const anyName = fc.oneof(fc.constantFrom(...(names.length > 0 ? names : ['x'])), hostileName);
  const changed = fc
    .tuple(fields, fc.array(fc.tuple(anyName, hostileValue), { minLength: 1, maxLength: 3 }))
    .map(([of, changes]) => write(new Map([...of, ...changes])));
  const lacking = fc
    .tuple(fields, anyName)
    .map(([of, name]) => write(new Map([...of].filter(([one]) => one !== name))));
  const cut = fc.tuple(fields, fc.nat(200)).map(([of, at]) => write(of).slice(0, at));
  return fc.oneof(
    { weight: 2, arbitrary: fields.map(write) },
    { weight: 6, arbitrary: changed },
    { weight: 2, arbitrary: lacking },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: hostileValue },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );
}
