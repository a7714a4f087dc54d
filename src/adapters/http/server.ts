import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../../application/fault.ts';
import type { Health } from '../../application/health.ts';
import type { Log } from '../../application/ports.ts';
import { createApp } from './app.ts';

/** A slow client must not hold a connection for ever. */
const REQUEST_MS = 10_000;

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests and resolves when the running ones are answered. */
  close(): Promise<void>;
}

/** Listens on a host and port; port 0 takes a free one. Rejects with `Fault` when it cannot. */
export async function startHttp(options: {
  readonly host: string;
  readonly port: number;
  readonly health: () => Promise<Health>;
  readonly log: Log;
}): Promise<HttpServer> {
  const server = createServer(createApp(options));
  server.requestTimeout = REQUEST_MS;
  await listen(server, options.host, options.port);
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Fault(whyNot(error, host, port))));
    server.listen(port, host, () => resolve());
  });
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `HTTP cannot listen on ${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return `${where}: the port is taken. Free it, or set HTTP_PORT to another.`;
  if (error.code === 'EACCES') return `${where}: this user may not. Set HTTP_PORT to 1024 or above.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `${where}: this machine does not have that address. Set HTTP_HOST to one that it has.`;
  }
  return `${where}: ${error.message}.`;
}
