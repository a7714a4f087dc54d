import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a receiver was sent, byte for byte. */
export interface Received {
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
}

/** How a receiver answers; it may also hang, break off or never end. */
export type Answer = (response: ServerResponse, received: Received) => void;

/** A merchant's server on a free port of 127.0.0.1, whose answers the test decides. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on. */
  answer: Answer;
  close(): Promise<void>;
}

/** Takes a request and says nothing, ever. */
export const hang: Answer = () => undefined;

/** Closes the connection without an answer. */
export const breakOff: Answer = (response) => void response.destroy();

/** Answers that all is well, and goes on answering. */
export const never: Answer = (response) => {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed)
      if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
  };
  more();
};

/** Answers with a status and nothing more. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end();
}

/** @param port a free one unless it is given, as for one that comes back */
export async function startReceiver(answer: Answer = status(200), port = 0): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const receiver = { url: '', received, answer, close: () => closeOf(server) };
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    buffer(request).then(
      (body) => {
        const one = { body, headers: request.headers, path: request.url ?? '' };
        received.push(one);
        receiver.answer(response, one);
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  return receiver;
}

function closeOf(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
