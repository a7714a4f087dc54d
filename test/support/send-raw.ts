import { once } from 'node:events';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request as no well-behaved client sends it: fetch refuses a GET with a body, and rewrites odd paths. */
export async function sendRaw(
  url: string,
  {
    method,
    path,
    headers = {},
    body = null,
  }: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Buffer | null;
  },
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  const { hostname, port } = new URL(url);
  const sent = request({
    ...{ hostname, port, method, path },
    headers: { ...headers, ...(body === null ? {} : { 'content-length': body.length }) },
  });
  // A server that answers before it has read all may end the connection while we write.
  sent.on('error', () => undefined);
  sent.end(body ?? undefined);
  const [response] = await once(sent, 'response');
  const text = (await buffer(response)).toString('utf8');
  const pairs = Object.entries<string | string[] | undefined>(response.headers);
  return {
    status: response.statusCode ?? 0,
    headers: new Headers(pairs.map(([name, value]) => [name, String(value)])),
    text,
  };
}
