import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { Bank } from './bank.ts';
import { SandboxClock } from './clock.ts';
import { Faults } from './faults.ts';
import { serviceEnvironment } from './services.ts';
import { hostile, STRICT } from './temper.ts';

export interface SandboxOptions {
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Digits of a PIN, 5 to 8; 6 unless given. */
  readonly pinLength?: number;
  /** 120,000 ms unless given. */
  readonly pinLifeMs?: number;
  /** The gateway ids that exist; unless given, every one does. */
  readonly sequences?: readonly string[];
  /** When the card `slow` is answered: 5,000 ms unless given. */
  readonly slowMs?: number;
  /** When the card `very-slow` is answered: 45,000 ms unless given. */
  readonly verySlowMs?: number;
  /** Whether `otp-v2` names each order by an id of the gateway's own, which `pay` of a panel must give then. */
  readonly invoiceIds?: boolean;
  /** A bank that breaks what a gateway never promised, by chance from this seed; unless given, it is strict. */
  readonly hostile?: { readonly seed: number };
}

export interface Sandbox {
  /** Such as `http://127.0.0.1:3900`; `GET /_sandbox` on it says what this is. */
  readonly url: string;
  /** PayStar's base URL here: `url` and `/api`. */
  readonly gatewayUrl: string;
  readonly port: number;
  /** The variables that point a server at this sandbox, for everything that it plays. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends every connection, also those that wait for an answer, and frees the port. */
  close(): Promise<void>;
}

/** The sandbox cannot listen where it was told to; the message is a sentence for people. */
export class SandboxRefused extends Error {
  override readonly name = 'SandboxRefused';
}

/** Starts PayStar's telephone gateway and the bank behind it, and the services beside it, in memory. Rejects with `SandboxRefused`. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const bank = new Bank({
    pinLength: options.pinLength ?? 6,
    pinLifeMs: options.pinLifeMs ?? 120_000,
    sequences: options.sequences ?? null,
    temper: options.hostile === undefined ? STRICT : hostile(options.hostile.seed),
    invoiceIds: options.invoiceIds ?? false,
    monotonicMs: () => performance.now(),
  });
  const delays = { slowMs: options.slowMs ?? 5_000, verySlowMs: options.verySlowMs ?? 45_000 };
  const ground = { clock: new SandboxClock(), faults: new Faults() };
  const server = createServer(createApp(bank, delays, options.hostile !== undefined, ground));
  await listen(server, host, options.port);

  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const environment = { PAYSTAR_BASE_URL: `${url}/api`, ...serviceEnvironment(url) };
  return { url, gatewayUrl: `${url}/api`, port, environment, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new SandboxRefused(whyNot(error.code, host, port)));
    });
    server.listen(port, host, resolve);
  });
}

function whyNot(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken: end what uses it, or choose another port.`;
    case 'EACCES':
      return `Port ${port} needs more rights than this user has: choose one above 1023.`;
    default:
      return `The sandbox cannot listen on ${host}, port ${port} (${code}): check the host.`;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
