import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isPublicAddress } from '../../src/adapters/webhooks/addresses.ts';
import {
  AddressRefused,
  type ConnectSettings,
  receiverConnector,
} from '../../src/adapters/webhooks/connect.ts';
import { type CourierSettings, openCourier } from '../../src/adapters/webhooks/courier.ts';
import { startRawServer } from '../support/raw-server.ts';
import { type Answer, startReceiver, status, type WebhookReceiver } from '../support/webhook-receiver.ts';

const BODY = '{"id":"evt_1","text":"سلام"}';

function courier(settings: Partial<CourierSettings> = {}) {
  const opened = openCourier({ privateAllowed: true, version: '1.2.3', ...settings });
  onTestFinished(() => opened.close());
  return (url: string) => opened.deliver({ url, eventId: 'evt_1', body: BODY, signature: 't=1,v1=ab' });
}

async function receiver(answer?: Answer): Promise<WebhookReceiver> {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
}

/** A name server that says where a name leads, and where it leads when it is asked again. */
function names(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, options, callback) => {
    const found = (answers[Math.min(asked.length, answers.length - 1)] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    asked.push(hostname);
    const [first] = found;
    if (options.all) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  };
  return { lookup, asked };
}

describe('a delivery', () => {
  test('brings the body as it was signed, and says what it is', async () => {
    const { url, received } = await receiver();
    expect(await courier()(url)).toEqual({ status: 'delivered', httpStatus: 200 });
    expect(received).toHaveLength(1);
    expect(received[0]?.body.toString('utf8')).toBe(BODY);
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(BODY)),
      'user-agent': 'Zangpay/1.2.3',
      'zangpay-event-id': 'evt_1',
      'zangpay-signature': 't=1,v1=ab',
    });
  });

  test.each([200, 201, 202, 204, 299])('is taken by %i', async (code) => {
    const { url } = await receiver(status(code));
    expect(await courier()(url)).toEqual({ status: 'delivered', httpStatus: code });
  });

  test.each([400, 401, 404, 410, 429, 500, 503])('fails by %i', async (code) => {
    const { url } = await receiver(status(code));
    expect(await courier()(url)).toEqual({ status: 'failed', why: `HTTP ${code} instead of 2xx` });
  });

  test.each([301, 302, 303, 307, 308])('does not follow %i', async (code) => {
    const other = await receiver();
    const { url, received } = await receiver(status(code, { location: other.url }));
    expect(await courier()(url)).toEqual({
      status: 'failed',
      why: `HTTP ${code}: redirects are not followed`,
    });
    expect([received.length, other.received.length]).toEqual([1, 0]);
  });

  test('is given up when no answer comes in time', async () => {
    const { url } = await receiver(() => {});
    const at = performance.now();
    expect(await courier({ timeoutMs: 300 })(url)).toEqual({ status: 'failed', why: 'no answer in time' });
    expect(performance.now() - at).toBeLessThan(2_000);
  });

  test('is given up when the head of the answer never ends', async () => {
    const raw = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    onTestFinished(() => raw.close());
    expect(await courier({ timeoutMs: 400 })(raw.url)).toMatchObject({ status: 'failed' });
  });

  test('is taken when 2xx came, though the rest of the answer never ends, and little of it is read', async () => {
    let written = 0;
    const { url } = await receiver((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && written < 2 ** 28) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    expect(await courier()(url)).toEqual({ status: 'delivered', httpStatus: 200 });
    // What the sockets between hold is on its way already.
    expect(written).toBeLessThan(2 ** 25);
  });

  test('is taken when 2xx came and the body hangs or breaks off', async () => {
    const hanging = await receiver(
      (response) => void response.writeHead(200, { 'content-length': '9' }).write('x'),
    );
    expect(await courier({ timeoutMs: 300 })(hanging.url)).toMatchObject({ status: 'delivered' });
    const breaking = await receiver((response) => {
      response.writeHead(200, { 'content-length': '9' }).write('x');
      setTimeout(() => response.destroy(), 50);
    });
    expect(await courier()(breaking.url)).toMatchObject({ status: 'delivered' });
  });

  test('fails when the connection is closed without an answer, refused, or speaks no HTTP', async () => {
    const closing = await receiver((response) => void response.destroy());
    expect(await courier()(closing.url)).toEqual({
      status: 'failed',
      why: 'the connection was closed before an answer',
    });
    await closing.close();
    expect(await courier()(closing.url)).toEqual({ status: 'failed', why: 'the connection was refused' });
    const raw = await startRawServer((socket) => void socket.end('SSH-2.0-secret-of-the-receiver\r\n'));
    onTestFinished(() => raw.close());
    const garbled = await courier()(raw.url);
    expect(garbled.status).toBe('failed');
    expect(JSON.stringify(garbled)).not.toContain('secret');
  });
});

describe('without leave for private addresses', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://255.255.255.255/',
    'https://224.0.0.1/',
    'https://localhost/',
  ])('%s is refused', async (url) => {
    expect(await courier({ privateAllowed: false, timeoutMs: 2_000 })(url)).toEqual({
      status: 'failed',
      why: 'the address is not of the public internet',
    });
  });

  test.each(['1.1.1.1', '8.8.8.8', '185.143.233.1', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111'])(
    '%s is of the public internet',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each(['', 'localhost', '1.1.1', '::', 'fe80::1%eth0', '2001:db8::1', '2001::1'])(
    '%j is not',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  test.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['93.184.216.34', '127.0.0.1']],
  ])('a name that leads to %j is refused, and nobody there hears of it', async (addresses) => {
    const { url, received } = await receiver();
    const { lookup, asked } = names(addresses);
    const answer = await courier({ privateAllowed: false, lookup })(
      `https://panel.example:${new URL(url).port}/`,
    );
    expect(answer).toEqual({ status: 'failed', why: 'the address is not of the public internet' });
    expect([asked, received]).toEqual([['panel.example'], []]);
  });

  /** As for a delivery, where 127.0.0.1 stands for the public internet: nothing else is at hand. */
  function requestBy(settings: Pick<ConnectSettings, 'judge' | 'lookup'>) {
    const connect = receiverConnector({ privateAllowed: false, timeoutMs: 2_000, ...settings });
    const agent = new Agent({ pipelining: 0, connect });
    onTestFinished(() => agent.close());
    return (url: string) => request(url, { dispatcher: agent, method: 'POST', body: BODY });
  }

  test('a name that leads elsewhere the second time is refused then', async () => {
    const { url, received } = await receiver();
    const { lookup, asked } = names(['127.0.0.1'], ['127.0.0.2']);
    const send = requestBy({ lookup, judge: (address) => address === '127.0.0.1' });
    const named = url.replace('127.0.0.1', 'panel.example');
    expect((await send(named)).statusCode).toBe(200);
    await expect(send(named)).rejects.toThrow(AddressRefused);
    expect([asked.length, received.length]).toEqual([2, 1]);
  });

  test('a connection that is not where it was meant to go is closed before a byte is sent', async () => {
    const raw = await startRawServer(() => {});
    onTestFinished(() => raw.close());
    const { lookup } = names(['127.0.0.1']);
    let judged = 0;
    const judge = () => {
      judged += 1;
      return judged === 1;
    };
    const sending = requestBy({ lookup, judge })(`http://panel.example:${raw.port}/`);
    await expect(sending).rejects.toThrow(AddressRefused);
    expect([judged, raw.received]).toEqual([2, ['']]);
  });

  test.each([
    ['http://panel.example/', 'the address is not https'],
    ['ftp://panel.example/', 'the address is not https'],
    ['https://user:hush@panel.example/', 'the address holds a user or a password'],
    ['no url', 'the address is no URL'],
  ])('%s is refused', async (url, why) => {
    const { lookup, asked } = names(['93.184.216.34']);
    expect(await courier({ privateAllowed: false, lookup })(url)).toEqual({ status: 'failed', why });
    expect(asked).toEqual([]);
  });
});

test('a user or a password in the URL is refused where private addresses are allowed, too', async () => {
  const { url, received } = await receiver();
  expect(await courier()(url.replace('//', '//user:hush@'))).toEqual({
    status: 'failed',
    why: 'the address holds a user or a password',
  });
  expect(received).toEqual([]);
});
