import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GatewaySettings } from '../../src/adapters/paystar/gateway.ts';
import { clientOf, PAN, PIN, payRequest, spellingsOf } from '../support/gateway.ts';
import { closedPort, type RawServer, startRawServer } from '../support/raw-server.ts';

const SUCCESS = '{"status":1,"data":{"refID":"482019375610"},"errors":[]}';
const yes = () => true;

/** What must end after each test, in reverse order. */
let cleanups: (() => Promise<void>)[] = [];
/** An independent witness: how often undici began to write a request. */
let headsSent = 0;
const witness = () => {
  headsSent += 1;
};

beforeEach(() => {
  headsSent = 0;
  subscribe('undici:client:sendHeaders', witness);
});
afterEach(async () => {
  unsubscribe('undici:client:sendHeaders', witness);
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

async function stub(...behaviour: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(...behaviour);
  cleanups.push(server.close);
  return server;
}

function client(url: string, differing: Partial<GatewaySettings> = {}) {
  const gateway = clientOf(url, differing);
  cleanups.push(() => gateway.close());
  return gateway;
}

const http = (body: string, head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json') =>
  `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('after the request left, whatever goes wrong is unknown, and it is sent once', () => {
  test.each<[string, (socket: Socket) => void, string, number | null]>([
    ['reset before the head', (socket) => socket.resetAndDestroy(), 'connectionLost', null],
    ['closed before the head', (socket) => socket.end(), 'connectionLost', null],
    [
      'reset after the head',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n');
        setTimeout(() => socket.resetAndDestroy(), 50);
      },
      'connectionLost',
      200,
    ],
    [
      'half a body, then closed',
      (socket) => void socket.end(http(SUCCESS).slice(0, -20)),
      'connectionLost',
      200,
    ],
    ['half a body, then silence', (socket) => void socket.write(http(SUCCESS).slice(0, -20)), 'timeout', 200],
    ['half a head, then silence', (socket) => void socket.write('HTTP/1.1 200 O'), 'timeout', null],
    [
      'a chunked body without its end',
      (socket) =>
        void socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n38\r\n${SUCCESS}\r\n`),
      'connectionLost',
      200,
    ],
    ['silence', () => {}, 'timeout', null],
    ['no HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'connectionLost', null],
    ['only HTTP 100', (socket) => void socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 'connectionLost', null],
    [
      'a head that is too long',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`),
      'connectionLost',
      null,
    ],
    ['HTTP 200 with HTML', (socket) => void socket.write(http('<h1>1</h1>')), 'notJson', 200],
    ['HTTP 200 with nothing', (socket) => void socket.write(http('')), 'notJson', 200],
    [
      'HTTP 500 with perfect success',
      (socket) => void socket.write(http(SUCCESS, 'HTTP/1.1 500 Oops')),
      'httpStatus',
      500,
    ],
    [
      'HTTP 404 with perfect success',
      (socket) => void socket.write(http(SUCCESS, 'HTTP/1.1 404 Nope')),
      'httpStatus',
      404,
    ],
    [
      'HTTP 307 to itself',
      (socket) => void socket.write(http('', 'HTTP/1.1 307 Go\r\nlocation: /api/ivr/bpm/pay')),
      'httpStatus',
      307,
    ],
    [
      'a reply of 70,000 bytes',
      (socket) => void socket.write(http(SUCCESS + ' '.repeat(70_000))),
      'notJson',
      200,
    ],
    [
      'an endless reply',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const flood = setInterval(() => socket.write(`2000\r\n${' '.repeat(0x2000)}\r\n`), 1);
        socket.once('close', () => clearInterval(flood));
      },
      'notJson',
      200,
    ],
    [
      'a success in gzip that nobody asked for',
      (socket) => void socket.write(http('\x1f\x8b', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip')),
      'notJson',
      200,
    ],
  ])('%s', async (_name, respond, why, httpStatus) => {
    const server = await stub(respond);
    const gateway = client(`${server.url}/api`);
    const { outcome, trace } = await gateway.pay(payRequest(), yes);
    expect(outcome).toEqual({ type: 'unknown', why, code: null });
    expect(trace.httpStatus).toBe(httpStatus);
    expect(trace.tookMs).toBeLessThan(2_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ requests: server.requests(), headsSent }).toEqual({ requests: 1, headsSent: 1 });
    expectNoSecret(JSON.stringify([outcome, trace, gateway.log.lines]));
  });

  test('each of them leaves a PIN request open', async () => {
    const server = await stub((socket) => socket.resetAndDestroy());
    const { outcome } = await client(`${server.url}/api`).requestOtp(payRequest());
    expect(outcome).toEqual({ type: 'unknown' });
    expect(server.requests()).toBe(1);
  });
});

describe('before the request left, it is proven not sent', () => {
  test.each<[string, () => Promise<string>]>([
    ['a closed port', async () => `http://127.0.0.1:${await closedPort()}/api`],
    [
      'a closed port under a name with two addresses',
      async () => `http://localhost:${await closedPort()}/api`,
    ],
    ['a name that does not exist', async () => 'http://gateway.invalid/api'],
    ['a server that never speaks TLS', async () => (await stub(() => {})).url.replace('http:', 'https:')],
    [
      'a server that hangs up in TLS',
      async () =>
        (
          await stub(
            () => {},
            (socket) => void socket.destroy(),
          )
        ).url.replace('http:', 'https:'),
    ],
    ['a certificate that is not trusted', untrustedTls],
  ])('%s', async (_name, start) => {
    const gateway = client(await start());
    const pay = await gateway.pay(payRequest(), yes);
    expect(pay.outcome).toEqual({ type: 'notSent', reason: 'notConnected' });
    expect(pay.trace).toMatchObject({ httpStatus: null, code: null });
    expect((await gateway.requestOtp(payRequest())).outcome).toEqual({ type: 'notConnected' });
    expect(headsSent).toBe(0);
    expectNoSecret(JSON.stringify([pay, gateway.log.lines]));
  });

  test('a gateway that was closed', async () => {
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const gateway = clientOf(server.url);
    await gateway.close();
    expect((await gateway.pay(payRequest(), yes)).outcome).toEqual({
      type: 'notSent',
      reason: 'notConnected',
    });
    expect({ requests: server.requests(), headsSent }).toEqual({ requests: 0, headsSent: 0 });
  });
});

/** A TLS server with no certificate to show: every handshake fails. */
async function untrustedTls(): Promise<string> {
  const server = createTlsServer({});
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => void server.close(() => resolve())));
  const address = server.address();
  return `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api`;
}

describe('whether it may still be sent is asked when the connection stands', () => {
  test('a no at once: nothing leaves', async () => {
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const { outcome } = await client(server.url).pay(payRequest(), () => false);
    expect(outcome).toEqual({ type: 'notSent', reason: 'notConfirmed' });
    expect({ received: server.received.join(''), headsSent }).toEqual({ received: '', headsSent: 0 });
  });

  test('a connection that came too late: the yes of the beginning does not count', async () => {
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const startedAt = performance.now();
    const asked: number[] = [];
    const gateway = client(server.url.replace('127.0.0.1', 'localhost'), { payTimeoutMs: 2_000 });
    const paying = gateway.pay(payRequest(), () => {
      asked.push(performance.now() - startedAt);
      return performance.now() - startedAt < 250;
    });
    // The process is held up between the start of the connection and its end, as a busy one is.
    while (performance.now() - startedAt < 300);
    const { outcome } = await paying;
    expect(outcome).toEqual({ type: 'notSent', reason: 'notConfirmed' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(250);
    expect({ received: server.received.join(''), headsSent }).toEqual({ received: '', headsSent: 0 });
  });

  test('a request that gave up waiting is over: closing waits for its connection no longer than a PIN may take', async () => {
    const server = await stub(() => {});
    const gateway = clientOf(server.url.replace('http:', 'https:'), { payTimeoutMs: 100, otpTimeoutMs: 500 });
    const { outcome } = await gateway.pay(payRequest(), yes);
    expect(outcome).toEqual({ type: 'notSent', reason: 'notConnected' });
    const startedAt = performance.now();
    await gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(headsSent).toBe(0);
  });
});

describe('what leaves', () => {
  test('is the contract to the letter, once, on a connection of its own', async () => {
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const gateway = client(`${server.url}/api/`, { header: { name: 'Authorization', value: 'Bearer abc' } });
    await gateway.requestOtp(payRequest());
    const { outcome } = await gateway.pay(payRequest(), yes);
    expect(outcome).toEqual({ type: 'paid', refId: '482019375610' });

    const [otp = '', pay = ''] = server.received;
    expect(otp).toMatch(/^POST \/api\/ivr\/bpm\/otp-v2 HTTP\/1\.1\r\n/);
    expect(pay).toMatch(/^POST \/api\/ivr\/bpm\/pay HTTP\/1\.1\r\n/);
    for (const head of [otp, pay]) {
      expect(head).toMatch(/\r\ncontent-type: application\/json\r\n/);
      expect(head).toMatch(/\r\nconnection: close\r\n/);
      expect(head).toMatch(/\r\naccept: application\/json\r\n/);
      expect(head).toMatch(/\r\nauthorization: Bearer abc\r\n/i);
    }
    const order = {
      amount: 500_000,
      pan: PAN,
      order_id: '204817395610284736',
      sequence: 'acd54b56ddd651a5cc3v',
    };
    expect(JSON.parse(otp.slice(otp.indexOf('{')))).toEqual(order);
    expect(JSON.parse(pay.slice(pay.indexOf('{')))).toEqual({
      ...order,
      ivr: 1,
      pin: PIN,
      merchant_cid: '+989121234567',
    });
    expectNoSecret(gateway.log.lines.join());
    expect(gateway.log.lines.join()).not.toContain('abc');
  });

  test('is never HTTP/2, which may send a request again by itself: TLS does not offer it', async () => {
    const server = await stub(() => {});
    await client(server.url.replace('http:', 'https:')).pay(payRequest(), yes);
    expect(server.received[0]).toContain('http/1.1');
    expect(server.received[0]).not.toContain('\x02h2');
  });

  test('counts in Toman where the gateway does, and is nothing where that is a fraction', async () => {
    const server = await stub(
      (socket) => void socket.write(http('{"status":1,"data":{"price":50000,"refID":"7"}}')),
    );
    const gateway = client(server.url, { amountUnit: 'toman' });
    expect((await gateway.requestOtp(payRequest())).outcome).toEqual({ type: 'accepted' });
    expect((await gateway.pay(payRequest(), yes)).outcome).toEqual({ type: 'paid', refId: '7' });
    for (const sent of server.received) expect(sent).toContain('"amount":50000,');

    const odd = payRequest({ amount: 500_005 });
    expect((await gateway.requestOtp(odd)).outcome).toEqual({ type: 'notConnected' });
    expect((await gateway.pay(odd, yes)).outcome).toEqual({ type: 'notSent', reason: 'notConfirmed' });
    expect(server.requests()).toBe(2);
  });

  test('is nothing once the card or the PIN was wiped', async () => {
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const gateway = client(server.url);
    const request = payRequest();
    request.pin.wipe();
    expect((await gateway.pay(request, yes)).outcome).toEqual({ type: 'notSent', reason: 'notConfirmed' });
    request.pan.wipe();
    expect((await gateway.requestOtp(request)).outcome).toEqual({ type: 'notConnected' });
    expect(server.requests()).toBe(0);
  });

  test('is overwritten in memory when the request is over', async () => {
    const bodies: Buffer[] = [];
    const keep = (message: unknown) => bodies.push((message as { request: { body: Buffer } }).request.body);
    subscribe('undici:request:create', keep);
    const server = await stub((socket) => void socket.write(http(SUCCESS)));
    const gateway = client(server.url);
    await gateway.requestOtp(payRequest());
    await gateway.pay(payRequest(), yes);
    unsubscribe('undici:request:create', keep);
    expect(bodies).toHaveLength(2);
    expect(server.received[1]).toContain(PIN);
    for (const body of bodies) expect(body.every((byte) => byte === 0)).toBe(true);
  });

  test('is whole when the call wipes its secrets while the bank thinks, and an echo is still seen', async () => {
    const request = payRequest();
    const echo = `{"status":1,"data":{"refID":"${PAN}"}}`;
    const server = await stub((socket) => {
      request.pan.wipe();
      request.pin.wipe();
      socket.write(http(echo));
    });
    const gateway = client(server.url);
    const { outcome, trace } = await gateway.pay(request, yes);
    expect(server.received[0]).toContain(PAN);
    expect(outcome).toEqual({ type: 'unknown', why: 'noReference', code: null });
    expectNoSecret(JSON.stringify([outcome, trace, gateway.log.lines]));
  });

  test('a reply with a byte order mark and a wrong content type is read by what it is', async () => {
    const server = await stub(
      (socket) => void socket.write(http(`\uFEFF${SUCCESS}`, 'HTTP/1.1 200 OK\r\ncontent-type: text/html')),
    );
    expect((await client(server.url).pay(payRequest(), yes)).outcome.type).toBe('paid');
  });

  test('fifty payments at once do not wait for one another, and each is sent once', async () => {
    const server = await stub((socket) => void setTimeout(() => socket.write(http(SUCCESS)), 150));
    const gateway = client(server.url, { payTimeoutMs: 5_000 });
    const startedAt = performance.now();
    const results = await Promise.all(Array.from({ length: 50 }, () => gateway.pay(payRequest(), yes)));
    expect(performance.now() - startedAt).toBeLessThan(50 * 150);
    expect(results.every(({ outcome }) => outcome.type === 'paid')).toBe(true);
    expect({ requests: server.requests(), headsSent }).toEqual({ requests: 50, headsSent: 50 });
  });
});

/** Nowhere in a text is the card or the PIN, in any spelling. */
function expectNoSecret(text: string): void {
  for (const spelling of [...spellingsOf(PAN), ...spellingsOf(PIN)]) expect(text).not.toContain(spelling);
}
