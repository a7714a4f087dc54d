import fc from 'fast-check';
import { goodValue, hostileBody, hostileText, MARKER } from './hostile-json.ts';
import type { Operation } from './operations.ts';

/** Requests of a route as somebody would send them who looks for a way in, or who has a bug. */

export interface HostileRequest {
  /** As it goes over the wire, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Ids that the tests' ports know, and what else the routes take by the names of their parameters. */
const GOOD_PARAMS: Readonly<Record<string, string>> = {
  attemptId: 'att_1',
  invoiceId: 'inv_1',
  callId: 'ring_1',
  eventId: 'evt_1',
};

/** Requests with a hostile body, if the route takes one; hostile elsewhere if it does not, and now and then if it does. */
export function hostileRequest(operation: Operation): fc.Arbitrary<HostileRequest> {
  const elsewhere = fc.oneof(
    join(operation, { query: hostileQuery(operation) }),
    join(operation, { params: hostileParams(operation) }),
    join(operation, { params: hostileParams(operation), query: hostileQuery(operation) }),
    join(operation, { headers: hostileHeaders }),
    join(operation, { body: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)) }),
  );
  if (operation.body === null) return elsewhere;
  return fc.oneof({ weight: 9, arbitrary: join(operation, {}) }, { weight: 1, arbitrary: elsewhere });
}

interface Parts {
  readonly params?: fc.Arbitrary<Readonly<Record<string, string>>>;
  readonly query?: fc.Arbitrary<string>;
  readonly headers?: fc.Arbitrary<Readonly<Record<string, string>>>;
  readonly body?: fc.Arbitrary<Buffer>;
}

function join(operation: Operation, given: Parts): fc.Arbitrary<HostileRequest> {
  const {
    params = fc.constant(goodParams(operation)),
    query = fc.constant(''),
    headers = fc.constant({}),
    body = bodyOf(operation),
  } = given;
  const type = operation.body?.type ?? 'application/json';
  return fc.record({ params, query, headers, body }).map((one) => ({
    path: `${operation.path.replace(/\{(\w+)\}/g, (_, name: string) => one.params[name] ?? '')}${one.query}`,
    headers: { ...(one.body === null ? {} : { 'content-type': type }), ...one.headers },
    body: one.body,
  }));
}

function goodParams({ params }: Operation): Readonly<Record<string, string>> {
  const values = Object.keys(params).map((name) => {
    const { [name]: value } = GOOD_PARAMS;
    if (value === undefined) throw new Error(`No good value is known for the path's {${name}}: add one.`);
    return [name, value] as const;
  });
  return Object.fromEntries(values);
}

function bodyOf({ body }: Operation): fc.Arbitrary<Buffer | null> {
  switch (body?.type) {
    case undefined:
      return fc.constant(null);
    case 'application/json':
      return hostileBody({ ...body?.schema }).map((text) => Buffer.from(text));
    case 'text/csv':
      return hostileCsv();
    default:
      throw new Error(`Nothing hostile is known of the type ${body?.type}: add it.`);
  }
}

/** What stands in a path or a query: encoded as it has to be, or in ways in which it must not. */
const piece = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '%',
    '%E0%A4%A',
    '%00',
    '%2e%2e%2f',
    '..',
    '.',
    '%ff',
    '+',
    "'",
    '*',
    '%c0%ae',
    '~',
    ';a=1',
    MARKER,
  ),
  fc.stringMatching(/^[!$&-;=@-Z_a-z~]{1,20}$/),
);

function hostileParams({ params }: Operation): fc.Arbitrary<Readonly<Record<string, string>>> {
  const good = goodParams({ params } as Operation);
  const values = Object.entries(params).map(([name, schema]) => [
    name,
    fc.oneof(
      fc.constant(String(good[name])),
      goodValue({ ...schema }).map((value) => encodeURIComponent(String(value))),
      piece.filter((text) => !/[?#]/.test(text)),
    ),
  ]);
  return fc.record(Object.fromEntries(values));
}

function hostileQuery({ query }: Operation): fc.Arbitrary<string> {
  const good = Object.entries(query).map(([name, schema]) =>
    goodValue({ ...schema }).map((value) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`),
  );
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(query), '__proto__', 'constructor', 'limit[]', 'cursor[x]', '', MARKER),
    piece.filter((text) => !/[&#]/.test(text)),
  );
  const odd = fc
    .tuple(
      name,
      piece.filter((text) => !/#/.test(text)),
    )
    .map(([of, value]) => `${of}=${value}`);
  const pairs = fc.array(good.length === 0 ? odd : fc.oneof(...good, odd), { maxLength: 4 });
  return pairs.map((all) => (all.length === 0 ? '' : `?${all.join('&')}`));
}

const visible = fc.stringMatching(/^[!-~]{1,40}$/);

const hostileHeaders: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record(
    {
      'idempotency-key': fc.oneof(visible, fc.constantFrom('a b', '', 'x'.repeat(256), '6037990000001004')),
      accept: fc.oneof(visible, fc.constantFrom('text/csv', '*/*', 'text/*;q=0', ',,,', 'a/b;q=x')),
      'accept-language': fc.oneof(visible, fc.constantFrom('fa', 'fa;q=0', '*', 'en-'.repeat(100))),
      'content-type': fc.constantFrom(
        'text/plain',
        'application/json; charset=utf-7',
        'multipart/form-data',
        'x',
      ),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'br, gzip'),
      'x-forwarded-for': visible,
      'x-http-method-override': fc.constantFrom('DELETE', 'GET'),
    },
    { requiredKeys: [] },
  )
  .map((headers) => ({ ...headers }));

const COLUMNS = ['amount', 'code', 'description', 'payerMobile', 'orderId', 'expiresAt'];

/** A file: well-formed more or less, with odd columns and odd cells; or bytes of any kind. */
function hostileCsv(): fc.Arbitrary<Buffer> {
  const cell = fc.oneof(
    fc.constantFrom('1000', '۵۰۰٬۰۰۰', '', '09121234567', '12345674', '2099-01-01T00:00:00Z', 'order-1'),
    fc.constantFrom(
      '=1+1',
      '-1',
      '1e9',
      '"',
      '""',
      '"a,b"',
      '"a\r\nb"',
      '"a""b"',
      'a"b',
      '\u0000',
      '\ufeff',
      MARKER,
    ),
    hostileText,
  );
  const column = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...COLUMNS) },
    { weight: 1, arbitrary: fc.constantFrom('AMOUNT', ' amount ', '__proto__', 'constructor', '', MARKER) },
    { weight: 1, arbitrary: hostileText },
  );
  const header = fc.oneof(fc.constant(COLUMNS), fc.constant(['amount']), fc.array(column, { maxLength: 8 }));
  const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n');
  const comma = fc.constantFrom(',', ',', ',', ';', '\t');
  const file = fc
    .tuple(header, fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 6 }), end, comma, fc.boolean())
    .map(([names, rows, line, mark, fits]) => {
      const shaped = rows.map((row) => (fits ? names.map((_, nth) => row[nth] ?? '') : row));
      return [names, ...shaped].map((row) => row.join(mark)).join(line);
    });
  const good = fc
    .array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 })
    .map((amounts) => ['amount', ...amounts.map((amount) => amount * 1_000)].join('\n'));
  return fc.oneof(
    { weight: 8, arbitrary: file.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: good.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
}
