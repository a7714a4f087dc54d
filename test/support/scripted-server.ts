import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; a text is a body with status 200, `silence` never comes and `cut` ends the connection. */
export type Script =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'silence'
  | 'cut';

/** A server that notes what arrives and answers as it is told to, on a free port of 127.0.0.1. */
export async function startScriptedServer(answer: (arrived: Arrived) => Script) {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const one = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await text(request),
    };
    arrived.push(one);
    const script = answer(one);
    if (script === 'silence') return;
    if (script === 'cut') {
      request.socket.destroy();
      return;
    }
    const { status = 200, body = '', headers = {} } = script;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
