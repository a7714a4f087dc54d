import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { Fault, OperationFault } from '../../application/fault.ts';
import type { OperationName, Operations } from '../../application/operations.ts';
import { controlSocketPath, isAnswered } from './socket-path.ts';
import { type Call, OPERATION_NAMES, type Reply } from './wire.ts';

/**
 * The operations of the server that runs on a data folder; null when none does.
 * @param patienceMs how long the server may be silent; for ever unless given, since some operations take their time
 */
export async function connectControl(dataDir: string, patienceMs = 0): Promise<Operations | null> {
  const path = await socketOf(dataDir);
  if (path === null || !(await isAnswered(path))) return null;
  const operations = OPERATION_NAMES.map((name) => [
    name,
    (argument?: unknown) => call(path, name, { argument }, patienceMs),
  ]);
  return Object.fromEntries(operations) as Operations;
}

/** A data folder that is not there has no server. */
async function socketOf(dataDir: string): Promise<string | null> {
  try {
    return await controlSocketPath(dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function call(
  socketPath: string,
  name: OperationName,
  content: Call,
  patienceMs: number,
): Promise<unknown> {
  const reply = await post(socketPath, `/operations/${name}`, JSON.stringify(content), patienceMs).catch(
    () => {
      throw new Fault(
        'The running server went away before it answered. Look whether it was done before you repeat it.',
      );
    },
  );
  if ('value' in reply) return reply.value;
  const { name: kind, message } = reply.fault;
  throw kind === 'OperationFault' ? new OperationFault(message) : new Fault(message);
}

function post(socketPath: string, path: string, body: string, patienceMs: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: 'POST', agent: false }, (response) => {
      json(response).then((reply) => resolve(reply as Reply), reject);
    });
    asked
      .setTimeout(patienceMs, () => asked.destroy(new Error('no answer')))
      .once('error', reject)
      .end(body);
  });
}
