import type { Route, RouteExample } from './route.ts';

/** What stands in the documents for a value that an earlier answer, or the bank's SMS, gives. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  attemptId: 'att_1m89v5fmafc7z4fty',
  pin: '12345',
  invoiceId: 'inv_1m89v5fmafc7z4fty',
  callId: 'ring_1m89v5fmafc7z4fty',
  eventId: 'evt_5b1d3c0a9e6f4e0c8a7d2f10b3c4d5e6',
};

/** The example of a route with its `{{names}}` filled in. */
export function exampleOf(
  { example }: Pick<Route, 'example'>,
  values: Readonly<Record<string, string>> = STANDS_FOR,
): RouteExample | undefined {
  if (example === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(example).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const { [name]: value } = values;
      if (value === undefined) throw new Error(`No value is known for {{${name}}} in an example.`);
      return value;
    }),
  );
}
