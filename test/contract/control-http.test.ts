import { describe, expect, onTestFinished, test } from 'vitest';
import { startHttp } from '../../src/adapters/http/server.ts';
import { createLogger } from '../../src/adapters/logger.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { Fault } from '../../src/application/fault.ts';
import { type Health, type HealthChecks, readHealth } from '../../src/application/health.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0, version: '1', system: createSystem(), api: null };

/** A log in memory. */
function memoryLog() {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
  };
}

/** A server whose health comes from these checks. Ends with the test. */
async function serve(health: () => Promise<Health>) {
  const { lines, log } = memoryLog();
  const server = await startHttp({ ...LOOPBACK, health, log });
  onTestFinished(() => server.close());
  return { ...server, lines };
}

function healthOf(checks: HealthChecks): () => Promise<Health> {
  return () => readHealth(checks, '1.2.3', createSystem());
}

describe('GET /health', () => {
  test('is 200 when all is well', async () => {
    const { url } = await serve(healthOf({ asterisk: async () => {}, database: async () => {} }));
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      checks: { asterisk: 'ok', database: 'ok' },
      version: '1.2.3',
    });
  });

  test('is 503 while calls are drained, so that no more are sent here', async () => {
    const { url } = await serve(() =>
      readHealth({ database: async () => {} }, '1.2.3', createSystem(), true),
    );
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { status: 'draining', checks: { database: 'ok' } },
    ]);
  });

  test('is 503 when one check rejects or hangs, saying why in the log only', async () => {
    const { url, lines } = await serve(
      healthOf({
        asterisk: async () => {},
        database: () => new Promise(() => {}),
        queue: () => Promise.reject(new Error('no route to 10.0.0.7')),
      }),
    );
    const response = await fetch(`${url}/health`);
    const body = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(body).checks).toEqual({ asterisk: 'ok', database: 'failing', queue: 'failing' });
    expect(body).not.toContain('10.0.0.7');
    expect(lines.join()).toContain('10.0.0.7');
    expect(lines.join()).toContain('no answer in 2000 ms');
  });
});

describe('a problem document', () => {
  test.each([
    ['GET', '/nope'],
    ['POST', '/health'],
    ['GET', '/%E0%A4%A'],
  ])('%s %s is not there', async (method, path) => {
    const { url } = await serve(healthOf({}));
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      type: 'urn:zangpay:problem:not_found',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      requestId: response.headers.get('request-id'),
    });
  });

  test('of an error tells nothing of the inside', async () => {
    const { url, lines } = await serve(() => Promise.reject(new Error('secret place')));
    const response = await fetch(`${url}/health`);
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(body)).toEqual({
      type: 'urn:zangpay:problem:internal',
      title: 'Internal error',
      status: 500,
      detail: 'The server could not answer. Tell support the request id.',
      code: 'internal',
      requestId: response.headers.get('request-id'),
    });
    expect(lines.join()).toContain('secret place');
  });
});

describe('listening', () => {
  test('on a taken port is refused in a sentence', async () => {
    const { url } = await serve(healthOf({}));
    const again = startHttp({
      ...LOOPBACK,
      port: Number(new URL(url).port),
      health: healthOf({}),
      log: memoryLog().log,
    });
    await expect(again).rejects.toThrow(Fault);
    await expect(again).rejects.toThrow(/port is taken.*HTTP_PORT/);
  });

  test('on an address of another machine is refused in a sentence', async () => {
    const options = { ...LOOPBACK, host: '192.0.2.1', health: healthOf({}), log: memoryLog().log };
    await expect(startHttp(options)).rejects.toThrow(/does not have that address.*HTTP_HOST/);
  });
});

describe('the log', () => {
  test('hides what is named like a secret or looks like a card, and keeps the rest', () => {
    const { lines, log } = memoryLog();
    log.info(
      { request: { pan: '1', pin: '31415926', orderId: '123456789012345678' } },
      'card 6037990000000006 keyed',
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('31415926');
    expect(lines[0]).toContain('card [card] keyed');
    expect(lines[0]).toContain('123456789012345678');
  });
});

describe('ids', () => {
  test('made later sort later, also within one millisecond, and are not repeated', () => {
    const { newId } = createSystem();
    const ids = Array.from({ length: 5_000 }, () => newId('call'));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toMatch(/^call_[0-9a-hjkmnp-tv-z]{17}$/);
  });
});
