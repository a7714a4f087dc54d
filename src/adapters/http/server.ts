import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../../application/fault.ts';
import { type AppPorts, createApp } from './app.ts';

/**
 * How long a request may take to arrive, its body included: a slow client must not hold a connection for ever. The
 * answer has no part in it: the bank is waited for as long as a caller is.
 */
const REQUEST_MS = 10_000;
/** How often that is looked at; Node's own 30 seconds would let a slow client have four times as long. */
const LOOK_MS = 2_000;
/** A connection on which nothing moves: more than the longest wait for the bank before an answer. */
const SILENT_MS = 150_000;

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests and resolves when the running ones are answered. */
  close(): Promise<void>;
}

export interface HttpOptions extends AppPorts {
  readonly host: string;
  readonly port: number;
}

/** Listens on a host and port; port 0 takes a free one. Rejects with `Fault` when it cannot. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const server = createServer({ connectionsCheckingInterval: LOOK_MS }, createApp(options));
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS;
  server.setTimeout(SILENT_MS);
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
