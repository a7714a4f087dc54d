import { createServer, type Server, type Socket } from 'node:net';

/** A server that speaks bytes, for what no well-mannered server does. */
export interface RawServer {
  readonly port: number;
  readonly url: string;
  /** Everything each connection sent, in order of connecting. */
  readonly received: readonly string[];
  /** How many requests began to arrive, over all connections. */
  requests(): number;
  close(): Promise<void>;
}

/**
 * Starts one on a free port of 127.0.0.1.
 * @param respond called once per connection when a whole request is in: its head, and a body that ends in `}`
 */
export async function startRawServer(
  respond: (socket: Socket) => void,
  whenConnected: (socket: Socket) => void = () => {},
): Promise<RawServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = received.push('') - 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received[index] += chunk.toString('latin1');
      if (received[index]?.endsWith('}')) respond(socket);
    });
    whenConnected(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received,
    requests: () => received.join('').split('POST ').length - 1,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
