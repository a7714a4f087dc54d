import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { Fault, OperationFault } from '../../application/fault.ts';
import type { Operations } from '../../application/operations.ts';
import type { Log } from '../../application/ports.ts';
import { controlSocketPath, isAnswered } from './socket-path.ts';
import { type Call, isOperationName, type Reply } from './wire.ts';

export interface ControlServer {
  readonly path: string;
  /** Takes no more operations, resolves when the running ones are answered, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Offers the operations of a running server to command lines of the same user, on a Unix socket. Rejects
 * with `Fault` when another server has that data folder, or when the socket cannot be made.
 */
export async function serveControl(options: {
  readonly dataDir: string;
  readonly operations: Operations;
  readonly log: Log;
}): Promise<ControlServer> {
  await mkdir(options.dataDir, { recursive: true });
  const path = await controlSocketPath(options.dataDir);
  if (await isAnswered(path)) {
    throw new Fault(
      `Another server is using ${options.dataDir}. Stop it, or set another ZANGPAY_DATA_DIR here.`,
    );
  }
  // What a killed server left behind.
  await rm(path, { force: true });
  const server = createServer((request, response) => void answer(request, response, options));
  await listen(server, path);
  await chmod(path, 0o600);
  return { path, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Fault(`The control socket ${path} cannot be made: ${error.message}.`));
    });
    server.listen(path, () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { operations, log }: { readonly operations: Operations; readonly log: Log },
): Promise<void> {
  const reply = await run(request, operations).catch((error: unknown) => faultReply(error, log));
  response
    .writeHead('fault' in reply ? 422 : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(reply));
}

async function run(request: IncomingMessage, operations: Operations): Promise<Reply> {
  const name = /^\/operations\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
  if (request.method !== 'POST' || !isOperationName(name)) {
    throw new OperationFault('The running server does not know that operation. Is it of another version?');
  }
  // The socket is this user's own, and what is at its other end is our client: the argument is of its type.
  const operation = operations[name] as (argument: unknown) => Promise<unknown>;
  const { argument } = (await json(request)) as Call;
  return { value: await operation(argument) };
}

/** A fault crosses as itself; anything else stays on this side, in the log. */
function faultReply(error: unknown, log: Log): Reply {
  if (error instanceof Fault) return { fault: { name: error.name, message: error.message } };
  log.error({ err: error }, 'an operation failed');
  return { fault: { name: 'Fault', message: 'The running server could not do it. Its log says why.' } };
}
