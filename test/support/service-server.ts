import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../src/adapters/logger.ts';
import type { Log } from '../../src/application/ports.ts';

/** One request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** As text; empty where there was none. */
  readonly body: string;
}

/** What is answered: JSON unless it is text, with HTTP 200 unless said otherwise; or what is done instead. */
export type Answer =
  | { readonly json: unknown; readonly httpStatus?: number }
  | { readonly text: string; readonly httpStatus?: number }
  | 'silence'
  | 'cut';

export interface ServiceServer {
  readonly url: string;
  readonly arrived: Arrived[];
  close(): Promise<void>;
}

/** Starts an outside service on a free port of 127.0.0.1, which answers as it is told to and keeps what it was asked. */
export async function startService(answer: (request: Arrived) => Answer): Promise<ServiceServer> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
      const one = {
        method: request.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      arrived.push(one);
      give(response, answer(one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function give(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return;
  if (answer === 'cut') {
    response.socket?.destroy();
    return;
  }
  response.statusCode = answer.httpStatus ?? 200;
  response.end('json' in answer ? JSON.stringify(answer.json) : answer.text);
}

/** The real log, whose lines are kept. */
export function keptLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLogger({ level: 'info', destination }), lines };
}
