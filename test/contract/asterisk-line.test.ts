import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChannelGone } from '../../src/application/ports.ts';
import type { Dialling } from '../../src/demo/telephone.ts';
import { eventually, everythingWritten, openLine, type Pair, startPair } from '../support/asterisk.ts';

let pair: Pair;
let line: Awaited<ReturnType<typeof openLine>>;

beforeAll(async () => {
  pair = await startPair();
  line = await openLine(pair);
});

afterAll(async () => {
  await line?.close();
  await pair?.stop();
});

/** Calls the line; resolves to both ends of the call, not answered yet. */
async function ring(dialling: Partial<Dialling> = {}) {
  const phone = await pair.telephone.call({ to: '1000', from: '09121234567', ...dialling });
  const arrived = await line.arrival();
  return { phone, arrived, id: arrived.channelId };
}

async function connect(dialling: Partial<Dialling> = {}) {
  const call = await ring(dialling);
  await line.answer(call.id);
  await call.phone.answered;
  return call;
}

describe('prompts', () => {
  test('a list of clips is played to its end, and the caller hears its sound', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/short', 'fa/short']);
    const ended = await line.until('promptEnded', (event) => event.playbackId === `${id}-1`);
    expect(ended).toEqual({ type: 'promptEnded', channelId: id, playbackId: `${id}-1`, heard: 'whole' });
    await eventually('the sound', async () => (await phone.heard()).soundMs >= 700);
    await phone.hangUp();
  });

  test('a prompt that is stopped ends as stopped, at once', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/long', 'fa/long']);
    await sleep(200);
    const before = performance.now();
    await line.stop(`${id}-1`);
    const ended = await line.until('promptEnded', (event) => event.playbackId === `${id}-1`);
    expect(ended.heard).toBe('stopped');
    expect(performance.now() - before).toBeLessThan(500);
    await phone.hangUp();
  });

  test('a prompt can be stopped before Asterisk has taken it', async () => {
    const { phone, id } = await connect();
    for (const n of [1, 2, 3, 4, 5]) {
      const asked = line.play(id, `${id}-${n}`, ['fa/long']);
      await line.stop(`${id}-${n}`);
      await asked;
      const ended = await line.until('promptEnded', (event) => event.playbackId === `${id}-${n}`);
      expect(ended.heard).toBe('stopped');
    }
    await phone.hangUp();
  });

  test('a prompt that waits behind another can be stopped', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/short']);
    await line.play(id, `${id}-2`, ['fa/long']);
    await line.stop(`${id}-2`);
    const ends = await Promise.all(
      ['1', '2'].map((n) => line.until('promptEnded', (event) => event.playbackId === `${id}-${n}`)),
    );
    expect(ends.map(({ heard }) => heard)).toEqual(['whole', 'stopped']);
    await phone.hangUp();
  });

  test('stopping what has ended is no error', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/short']);
    await line.until('promptEnded', (event) => event.playbackId === `${id}-1`);
    await line.stop(`${id}-1`);
    await line.stop('never asked for');
    await phone.hangUp();
  });

  test('a caller who hangs up cuts the prompt, and is gone with a cause', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/long']);
    await sleep(200);
    await phone.hangUp();
    const gone = await line.until('gone', (event) => event.channelId === id);
    expect(gone.cause).toBe(16);
    const ends = line.heard.filter((event) => event.type === 'promptEnded' && event.channelId === id);
    expect(ends).toEqual([{ type: 'promptEnded', channelId: id, playbackId: `${id}-1`, heard: 'cut' }]);
  });

  test.each([
    ['first', ['fa/nowhere', 'fa/short']],
    ['in the middle', ['fa/short', 'fa/nowhere', 'fa/short']],
    ['last', ['fa/short', 'fa/nowhere']],
  ])('a clip that is not there is told, though Asterisk skips it: %s', async (_, clips) => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, clips);
    const ended = await line.until('promptEnded', (event) => event.playbackId === `${id}-1`);
    expect(ended.heard).toBe('missing');
    await phone.hangUp();
  });
});

describe('keys', () => {
  test('every key arrives once and in order, the same digit twice in a row as well', async () => {
    const { phone, id } = await connect();
    await phone.key('6037997112233445#*');
    await eventually('all keys', () => line.keys(id).length >= 18);
    await sleep(300);
    expect(line.keys(id)).toBe('6037997112233445#*');
    await phone.hangUp();
  });

  test('keys arrive while a prompt is played', async () => {
    const { phone, id } = await connect();
    await line.play(id, `${id}-1`, ['fa/long']);
    await phone.key('2211');
    await eventually('all keys', () => line.keys(id) === '2211');
    await phone.hangUp();
  });
});

describe('who calls', () => {
  const WITHHELD = { callerNumber: null, presentation: 'withheld' };
  const shown = (callerNumber: string) => ({ callerNumber, presentation: 'allowed' });

  test.each<[string, Partial<Dialling>, object]>([
    ['a national number', { from: '09121234567' }, shown('09121234567')],
    ['with +98', { from: '+989121234567' }, shown('+989121234567')],
    ['with 0098', { from: '00989121234567' }, shown('00989121234567')],
    ['with 98', { from: '989121234567' }, shown('989121234567')],
    ['without the zero', { from: '9121234567' }, shown('9121234567')],
    ['a landline', { from: '02188776655' }, shown('02188776655')],
    ['A-law only', { codec: 'alaw' }, shown('09121234567')],
    ['mu-law only', { codec: 'ulaw' }, shown('09121234567')],
    ['withheld, known to the exchange', { withheld: true }, WITHHELD],
    ['anonymous', { from: 'anonymous' }, WITHHELD],
    ['nobody', { from: '' }, WITHHELD],
    ['a number that would add arguments', { from: '0912,prohib,x' }, shown('0912')],
    ['a number that would be a variable', { from: `0912)$\{EXTEN}` }, shown('0912')],
  ])('%s', async (_, dialling, caller) => {
    const { phone, arrived, id } = await ring(dialling);
    expect(arrived).toEqual({ type: 'arrived', channelId: id, did: '1000', ...caller, invoice: null });
    await phone.hangUp();
  });

  test('a stranger, from another address than the trunk, is not let in', async () => {
    const stranger = await foreignExchange('127.0.0.2');
    const before = line.heard.length;
    stranger.invite();
    expect(await stranger.refusal()).toMatch(/^SIP\/2\.0 401 /);
    stranger.close();
    expect(line.heard.slice(before).filter(({ type }) => type === 'arrived')).toEqual([]);
  });

  test('the number dialled is told with its plus', async () => {
    const { phone, arrived } = await ring({ to: '+982112345678' });
    expect(arrived.did).toBe('+982112345678');
    await phone.hangUp();
  });
});

describe('the end of a call', () => {
  // An exchange that does not read Asterisk's Reason header has the SIP status only. A normal end of what was never
  // answered is a refusal to it.
  test.each([
    { cause: 1, learns: 1, status: '404 Not Found' },
    { cause: 16, learns: 21, status: '603 Decline' },
    { cause: 17, learns: 17, status: '486 Busy Here' },
    { cause: 21, learns: 21, status: '403 Forbidden' },
    { cause: 34, learns: 34, status: '503 Service Unavailable' },
  ] as const)(
    'an unanswered call is refused with cause $cause, and the caller learns it',
    async ({ cause, learns, status }) => {
      const { phone, id } = await ring();
      await line.hangUp(id, cause);
      expect(await phone.ended).toEqual({ cause: learns });
      expect(await phone.answered).toBe(false);
      expect((await line.until('gone', (event) => event.channelId === id)).cause).toBe(cause);

      const exchange = await foreignExchange('127.0.0.1');
      exchange.invite();
      const { channelId } = await line.arrival();
      await line.hangUp(channelId, cause);
      expect(await exchange.refusal()).toBe(`SIP/2.0 ${status}`);
      exchange.close();
    },
  );

  test('an answered call is hung up', async () => {
    const { phone, id } = await connect();
    await line.hangUp(id, 16);
    expect(await phone.ended).toEqual({ cause: 16 });
  });

  test('a caller who gives up before the answer is gone', async () => {
    const { phone, id } = await ring();
    await phone.hangUp();
    await line.until('gone', (event) => event.channelId === id);
  });

  test('gone is told once, and everything asked of the call afterwards is ChannelGone', async () => {
    const { phone, id } = await connect();
    await phone.hangUp();
    await line.until('gone', (event) => event.channelId === id);
    await sleep(200);
    expect(line.heard.filter((event) => event.type === 'gone' && event.channelId === id)).toHaveLength(1);
    const asked = [
      line.answer(id),
      line.play(id, `${id}-9`, ['fa/short']),
      line.keepMedia(id, 'music'),
      line.setNet(id, 60),
      line.setCallId(id, 'call_1'),
      line.hangUp(id, 16),
    ];
    for (const request of await Promise.allSettled(asked)) {
      expect(request).toMatchObject({ status: 'rejected', reason: expect.any(ChannelGone) });
    }
  });

  test('a renewed net ends the call when its time has come', async () => {
    const { phone, id } = await connect();
    const before = performance.now();
    await line.setNet(id, 1);
    await phone.ended;
    expect(performance.now() - before).toBeLessThan(2_500);
    await line.until('gone', (event) => event.channelId === id);
  });
});

test('our call id lives on the channel', async () => {
  const { phone, id } = await connect();
  await line.setCallId(id, 'call_0001');
  expect(await variable(id, 'ZANG_CALL')).toEqual({ value: 'call_0001' });
  await phone.hangUp();
});

test('media never stops: between prompts, during music, and after it', async () => {
  const { phone, id } = await connect();
  const flows = async () => {
    await sleep(200);
    const { rtpPackets } = await phone.heard();
    await sleep(1_000);
    expect((await phone.heard()).rtpPackets - rtpPackets).toBeGreaterThan(35);
  };
  const isLoud = async () => {
    const { soundMs } = await phone.heard();
    await sleep(600);
    return (await phone.heard()).soundMs > soundMs;
  };
  const speak = async (n: number) => {
    await line.play(id, `${id}-${n}`, ['fa/short']);
    await line.until('promptEnded', (event) => event.playbackId === `${id}-${n}`);
  };
  await flows();
  await speak(1);
  await flows();
  await line.keepMedia(id, 'music');
  await flows();
  await speak(2);
  await flows();
  expect(await isLoud()).toBe(true);
  await line.keepMedia(id, 'silence');
  await flows();
  expect(await isLoud()).toBe(false);
  await phone.hangUp();
});

test('calls side by side do not disturb each other', async () => {
  const digits = ['1111', '2222', '3333', '4444', '5555', '6666'];
  const calls = [];
  for (const keys of digits) calls.push({ keys, ...(await connect()) });
  await Promise.all(calls.map(({ phone, keys }) => phone.key(keys)));
  for (const { id, keys } of calls) await eventually(`the keys ${keys}`, () => line.keys(id) === keys);
  await Promise.all(calls.map(({ phone }) => phone.hangUp()));
});

test('nothing that was keyed is written down, and nothing is recorded', async () => {
  const { phone, id } = await connect();
  const secret = '5892101197534286';
  await line.play(id, `${id}-1`, ['fa/long']);
  await phone.key(secret);
  await line.stop(`${id}-1`);
  await eventually('all keys', () => line.keys(id) === secret);
  await phone.hangUp();
  const written = await everythingWritten(pair.asterisk);
  expect(written).toContain('Playback stopped');
  expect(written).not.toContain(secret);
  expect(written).not.toMatch(/dtmf/i);
  expect(line.log.lines.join('\n')).not.toContain(secret);
  expect(await readdir(join(pair.asterisk.dir, 'state/spool'), { recursive: true })).toEqual([]);
});

/** An exchange that is not Asterisk: it sends one INVITE to the line, and reads the first line of its refusal. */
async function foreignExchange(host: string) {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const { address, port } = socket.address();
  const refusal = Promise.withResolvers<string>();
  socket.on('message', (message) => {
    const [status = ''] = String(message).split('\r\n');
    if (/^SIP\/2\.0 [4-6]/.test(status)) refusal.resolve(status);
  });
  return {
    invite: () => socket.send(invite(address, port), pair.asterisk.sipPort, '127.0.0.1'),
    refusal: () => refusal.promise,
    close: () => socket.close(),
  };
}

function invite(address: string, port: number): string {
  const call = randomUUID();
  return [
    'INVITE sip:1000@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK-${call}`,
    `From: <sip:09120000000@${address}>;tag=1`,
    'To: <sip:1000@127.0.0.1>',
    `Call-ID: ${call}@${address}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:09120000000@${address}:${port}>`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

async function variable(channelId: string, name: string): Promise<unknown> {
  const { ariUrl, ariUsername, ariPassword } = pair.asterisk;
  const response = await fetch(`${ariUrl}/ari/channels/${channelId}/variable?variable=${name}`, {
    headers: { authorization: `Basic ${btoa(`${ariUsername}:${ariPassword}`)}` },
  });
  return response.json();
}
