import { existsSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectControl } from '../../src/adapters/control/client.ts';
import { serveControl } from '../../src/adapters/control/server.ts';
import { controlSocketPath } from '../../src/adapters/control/socket-path.ts';
import { Fault, OperationFault } from '../../src/application/fault.ts';
import type { Operations } from '../../src/application/operations.ts';
import type { Log } from '../../src/application/ports.ts';
import { tempFolder } from '../support/temp-folder.ts';

const OPERATIONS: Operations = {
  applyMerchants: async (merchants) => ({ merchants: merchants.length, lines: 0, unverified: [] }),
  merchants: async () => [],
  addInvoice: async () => {
    throw new OperationFault('The amount is wrong: ۱۲.');
  },
  invoices: async () => [],
  invoice: () => Promise.reject(new OperationFault('There is no such invoice.')),
  cancelInvoice: () => Promise.reject(new OperationFault('There is no such invoice.')),
  extendInvoice: () => Promise.reject(new OperationFault('There is no such invoice.')),
  payments: async () => {
    throw new Error('password authentication failed for user zangpay');
  },
  payment: async () => {
    throw new Fault('The store is not there.');
  },
  doubts: async () => [],
  resolve: async ({ who }) => {
    throw new OperationFault(`Not so early, ${who}.`);
  },
  calls: async () => [],
  call: () => Promise.reject(new OperationFault('There is no such call.')),
  replay: async (callId) => ({ callId, identical: true, entries: 3, stage: 'ended' }),
  placeCall: ({ to }) => new Promise((resolve) => setTimeout(() => resolve({ ringing: to }), 300)),
  webhooks: async () => [],
  webhook: () => Promise.reject(new OperationFault('There is no such webhook.')),
  resendWebhooks: async () => ({ resent: 1 }),
  webhookSecret: () => Promise.reject(new OperationFault('There is no such merchant.')),
  receipts: async () => [],
  receipt: () => Promise.reject(new OperationFault('There is no such receipt.')),
  resendReceipts: async () => ({ resent: 1 }),
  optOutOfReceipts: async (payer) => payer,
  optInToReceipts: async () => ({ ended: 1 }),
  receiptOptOuts: async () => [],
  createKey: () => Promise.reject(new OperationFault('There is no merchant.')),
  keys: async () => [],
  rotateKey: () => Promise.reject(new OperationFault('There is no key.')),
  revokeKey: () => Promise.reject(new OperationFault('There is no key.')),
  connectBank: () => Promise.reject(new OperationFault('Sanbod is not set up.')),
  bankConsents: async () => [],
  revokeBank: () => Promise.reject(new OperationFault('There is no consent.')),
  convertIban: () => Promise.reject(new OperationFault('Sanbod is not set up.')),
  health: async () => ({ status: 'ok', checks: {}, version: '1' }),
  inspectBooks: () => Promise.reject(new Error('not used here')),
};

function listeningLog(): Log & { readonly errors: object[] } {
  const errors: object[] = [];
  return { errors, info: () => {}, warn: () => {}, error: (fields) => void errors.push(fields) };
}

function newFolder(): string {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** A server on a data folder and a client of it. Ends with the test. */
async function both(dataDir = newFolder(), log = listeningLog()) {
  const server = await serveControl({ dataDir, operations: OPERATIONS, log });
  onTestFinished(() => server.close());
  const client = await connectControl(dataDir);
  if (client === null) throw new Error('no server answers');
  return { server, client, log, dataDir };
}

describe('operations cross the socket', () => {
  test('with their argument and what they give', async () => {
    const { client } = await both();
    expect(await client.replay('call_۱')).toEqual({
      callId: 'call_۱',
      identical: true,
      entries: 3,
      stage: 'ended',
    });
    expect(await client.applyMerchants([])).toEqual({ merchants: 0, lines: 0, unverified: [] });
    expect(await client.health()).toEqual({ status: 'ok', checks: {}, version: '1' });
  });

  test('a fault as itself', async () => {
    const { client } = await both();
    const adding = client.addInvoice({ merchantId: 'x', amount: 12 });
    await expect(adding).rejects.toThrow(OperationFault);
    await expect(adding).rejects.toThrow('The amount is wrong: ۱۲.');
    const request = { attemptId: 'x', finding: { type: 'notPaid' }, evidence: 'e', who: 'سارا' } as const;
    await expect(client.resolve(request)).rejects.toThrow('Not so early, سارا.');
    await expect(client.payment('x')).rejects.toMatchObject({
      name: 'Fault',
      message: 'The store is not there.',
    });
  });

  test('anything else stays in the log of the server', async () => {
    const { client, log } = await both();
    await expect(client.payments({ limit: 1 })).rejects.toThrow(/Its log says why/);
    expect(log.errors).toEqual([
      { err: expect.objectContaining({ message: expect.stringContaining('password') }) },
    ]);
  });

  test.each(['/operations/nope', '/operations/constructor', '/operations/__proto__', '/'])(
    'no other name: %s',
    async (path) => {
      const { server } = await both();
      expect(await post(server.path, path)).toMatchObject({
        fault: { message: expect.stringContaining('does not know') },
      });
    },
  );
});

describe('the socket', () => {
  test('is for its user only', async () => {
    const { server } = await both();
    expect(statSync(server.path).mode & 0o777).toBe(0o600);
  });

  test('of a data folder with a long path is found by both, and is for its user only', async () => {
    const dataDir = join(newFolder(), 'long'.repeat(30));
    const { server, client } = await both(dataDir);
    expect(Buffer.byteLength(server.path)).toBeLessThanOrEqual(100);
    expect(statSync(join(server.path, '..')).mode & 0o777).toBe(0o700);
    expect(await client.calls({ limit: 1 })).toEqual([]);
  });

  test('that a killed server left is taken over', async () => {
    const dataDir = newFolder();
    writeFileSync(await controlSocketPath(dataDir), '');
    expect(await connectControl(dataDir)).toBeNull();
    const { client } = await both(dataDir);
    expect(await client.merchants()).toEqual([]);
  });

  test('of a running server is not', async () => {
    const { dataDir, client } = await both();
    const second = serveControl({ dataDir, operations: OPERATIONS, log: listeningLog() });
    await expect(second).rejects.toThrow(Fault);
    await expect(second).rejects.toThrow('Another server is using');
    expect(await client.merchants()).toEqual([]);
  });
});

describe('without a server', () => {
  test('there is no client: no folder, no socket', async () => {
    const folder = newFolder();
    expect(await connectControl(folder)).toBeNull();
    expect(await connectControl(join(folder, 'no'))).toBeNull();
  });

  test('a server that goes away in mid-operation leaves a clear sentence', async () => {
    const dataDir = join(newFolder(), 'data');
    await mkdir(dataDir);
    const rude = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => rude.listen(join(dataDir, 'control.sock'), resolve));
    onTestFinished(() => void rude.close());
    const client = await connectControl(dataDir);
    await expect(client?.merchants()).rejects.toThrow(/went away before it answered/);
  });

  test('closing waits for the running operation and removes the socket', async () => {
    const { client, server } = await both();
    const placed = client.placeCall({ line: '1000', to: 'PJSIP/alice' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect(existsSync(server.path)).toBe(false);
    expect(await placed).toEqual({ ringing: 'PJSIP/alice' });
  });
});

function post(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path, method: 'POST', agent: false }, (response) => resolve(json(response)))
      .once('error', reject)
      .end('{}');
  });
}
