/**
 * A stub of PayStar's two calls that costs as little as it can: every PIN is sent, every payment is paid, after the
 * milliseconds that it is told to wait.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isListening } from './part.ts';

const waitMs = Number(process.argv[2] ?? 0);
let payments = 100_000_000_000;

function answerOf(url: string): object | null {
  if (url.endsWith('/otp-v2')) return { status: 1, data: [], errors: [] };
  if (!url.endsWith('/pay')) return null;
  payments += 1;
  return { status: 1, data: { refID: String(payments) }, errors: [] };
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const body = answerOf(url);
  const text = JSON.stringify(body ?? { status: 0, data: [], errors: ['there is nothing at this address'] });
  response
    .writeHead(body === null ? 404 : 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (waitMs === 0) answer(request, response);
    else setTimeout(answer, waitMs, request, response);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  isListening(`http://127.0.0.1:${port}`, async () => server.closeAllConnections());
});
