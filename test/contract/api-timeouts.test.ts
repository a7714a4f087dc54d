import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createRoutes } from '../../src/adapters/http/routes/index.ts';
import { startApi } from '../support/api.ts';
import { fakePorts } from '../support/api-fakes.ts';
import { PAN, PIN } from '../support/fakes.ts';

const PAY = { attemptId: 'att_1', pan: PAN, pin: PIN, payerMobile: '09121234567' };

test('a bank that takes longer than a request may take to arrive is waited for; a slow client is not', async () => {
  const ports = fakePorts();
  ports.payments.meanwhile = () => new Promise((resolve) => setTimeout(resolve, 14_000));
  const api = await startApi({ routes: createRoutes(ports) });
  const [paid, noHeaders, noBody] = await Promise.all([
    api.ask('POST', '/v1/payments', { body: PAY }),
    cutOff(api.url, 'POST /v1/payments HTTP/1.1\r\nhost: x\r\n'),
    cutOff(
      api.url,
      `POST /v1/payments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${api.key}\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n{"pan":"${PAN}"`,
    ),
  ]);
  expect(paid.status).toBe(200);
  for (const { answer, afterMs } of [noHeaders, noBody]) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeGreaterThan(9_000);
    expect(afterMs).toBeLessThan(14_000);
  }
  // One that was cut off does not hold back what is alive.
  expect((await api.ask('GET', '/v1/payments')).status).toBe(200);
  expect(api.lines.join('')).not.toContain(PAN);
});

/** Sends the beginning of a request and no more; what came back when the connection ended, and when. */
async function cutOff(url: string, beginning: string) {
  const begun = performance.now();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(beginning);
  const answer = await text(socket);
  return { answer, afterMs: performance.now() - begun };
}
