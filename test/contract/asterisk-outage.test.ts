import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectTelephony } from '../../src/adapters/asterisk/telephony.ts';
import { ChannelGone, LineFault } from '../../src/application/ports.ts';
import { startAsterisk } from '../../src/demo/asterisk-process.ts';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { startTelephone } from '../../src/demo/telephone.ts';
import { CACHE, eventually, memoryLog, openLine, type Pair, startPair } from '../support/asterisk.ts';
import { startCuttableProxy } from '../support/cuttable-proxy.ts';

type Line = Awaited<ReturnType<typeof openLine>>;

let pair: Pair;
const opened: Line[] = [];

beforeAll(async () => {
  pair = await startPair({ ARI_APPS: 'first,second', NET_SECONDS: '6' });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((line) => line.close()));
});

afterAll(() => pair?.stop());

async function open(options: Parameters<typeof openLine>[1]): Promise<Line> {
  const line = await openLine(pair, options);
  opened.push(line);
  return line;
}

const ring = () => pair.telephone.call({ to: '1000', from: '09121234567' });

function settings(change: object) {
  const { ariUrl: url, ariUsername: username, ariPassword: password } = pair.asterisk;
  return { url, username, password, app: 'first', sounds: pair.sounds, log: memoryLog(), ...change };
}

test('with no application there, the call is answered and hears that payment is not possible', async () => {
  const phone = await ring();
  expect(await phone.answered).toBe(true);
  await phone.ended;
  const { soundMs } = await phone.heard();
  expect(soundMs).toBeGreaterThan(500);
});

test('a call goes to the first application of the list that is there', async () => {
  const second = await open({ app: 'second' });
  const toSecond = await ring();
  const { channelId } = await second.arrival();
  await second.hangUp(channelId, 17);
  await toSecond.ended;

  const first = await open({ app: 'first' });
  const toFirst = await ring();
  await first.arrival();
  expect(second.heard.filter(({ type }) => type === 'arrived')).toEqual([]);
  await toFirst.hangUp();
});

test('a call that is passed on arrives at the next application, as any call, and is not told as gone', async () => {
  const [first, second] = [await open({ app: 'first' }), await open({ app: 'second' })];
  const phone = await ring();
  const { channelId, ...call } = await first.arrival();
  await first.passOn(channelId);
  expect(await second.arrival()).toEqual({ channelId, ...call });
  await second.answer(channelId);
  expect(await phone.answered).toBe(true);
  await phone.key('6');
  await eventually('the key', () => second.keys(channelId) === '6');
  expect(first.heard).toEqual([]);
  await phone.hangUp();
  await second.until('gone');
});

test('a call that every application passes on hears that payment is not possible', async () => {
  const second = await open({ app: 'second' });
  const phone = await ring();
  const { channelId } = await second.arrival();
  await second.passOn(channelId);
  expect(await phone.answered).toBe(true);
  await phone.ended;
  expect((await phone.heard()).soundMs).toBeGreaterThan(500);
});

test('a call that nobody looks after ends when the net of the dialplan is reached', async () => {
  const line = await open({ app: 'first' });
  const before = performance.now();
  const phone = await ring();
  const { channelId } = await line.arrival();
  await line.answer(channelId);
  await phone.ended;
  const tookMs = performance.now() - before;
  expect(tookMs).toBeGreaterThan(5_500);
  expect(tookMs).toBeLessThan(8_000);
  expect((await line.until('gone')).cause).toBeNull();
});

test('a wrong password is one clear sentence', async () => {
  const refused = connectTelephony(settings({ password: 'wrong' }));
  await expect(refused).rejects.toThrow(LineFault);
  await expect(refused).rejects.toThrow(/refuses the user "zangpay": ARI_USERNAME and ARI_PASSWORD/);
});

test('an Asterisk that is not there is one clear sentence', async () => {
  const url = `http://127.0.0.1:${await freeTcpPort()}`;
  const refused = connectTelephony(settings({ url }));
  await expect(refused).rejects.toThrow(LineFault);
  await expect(refused).rejects.toThrow(`No Asterisk answers at ${url} (ECONNREFUSED)`);
});

test('something else at the address is one clear sentence, and throws nothing uncaught', async () => {
  const web = createServer((socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>');
  });
  const url = `http://127.0.0.1:${await listening(web)}`;
  await expect(connectTelephony(settings({ url }))).rejects.toThrow(/the reply is not JSON. Check ARI_URL/);
  web.close();
});

test('an address that takes the connection and says nothing is one clear sentence', async () => {
  const mute = createServer();
  const url = `http://127.0.0.1:${await listening(mute)}`;
  await expect(connectTelephony(settings({ url }))).rejects.toThrow(
    /did not answer GET \/asterisk\/info within 3 s/,
  );
  mute.close();
});

test('a process whose name is taken by another says so, and does not take it back', async () => {
  const old = await open({ app: 'first' });
  const young = await open({ app: 'first' });
  await eventually('the old one to notice', () => !old.healthy());
  expect(old.log.lines.join('\n')).toContain('another process connected as \\"first\\"');
  await sleep(1_000);
  const phone = await ring();
  const { channelId } = await young.arrival();
  await young.hangUp(channelId, 17);
  await phone.ended;
  expect(old.heard).toEqual([]);
  expect(young.healthy()).toBe(true);
});

test('a lost connection is replaced: the call is told that there was a gap, and goes on', async () => {
  const { hostname, port } = new URL(pair.asterisk.ariUrl);
  const wire = await startCuttableProxy({ host: hostname, port: Number(port) });
  onTestFinished(() => wire.close());
  const line = await open({ app: 'first', url: `http://127.0.0.1:${wire.port}` });
  const phone = await ring();
  const gone = await ring();
  const ids = [(await line.arrival()).channelId, (await line.arrival()).channelId];
  for (const id of ids) await line.answer(id);
  const [id = '', goneId = ''] = ids;
  await line.play(id, 'before', ['fa/long']);

  await wire.cut();
  await gone.hangUp();
  await eventually('the loss to be noticed', () => !line.healthy());
  await wire.mend();
  await eventually('the connection to be back', () => line.healthy());

  const gap = await line.until('gap');
  expect(gap).toEqual({ type: 'gap', channelId: id, ms: expect.any(Number) });
  // The gap stands for the end of the prompt that was being said.
  expect(line.heard.filter((event) => event.type === 'promptEnded' && event.channelId === id)).toEqual([]);
  expect(await line.until('gone')).toEqual({ type: 'gone', channelId: goneId, cause: null });
  await line.play(id, 'after', ['fa/short']);
  expect((await line.until('promptEnded', ({ playbackId }) => playbackId === 'after')).heard).toBe('whole');
  await phone.key('7');
  await eventually('the key', () => line.keys(id) === '7');
  expect(line.log.lines.map((text) => text.split(' {')[0])).toContain(
    'info The connection to Asterisk is back.',
  );
  await phone.hangUp();
});

test('a process finds the calls that another one left in its application, each with its call id', async () => {
  const dead = await openLine(pair, { app: 'first' });
  const phone = await ring();
  const { channelId } = await dead.arrival();
  await dead.answer(channelId);
  await dead.setCallId(channelId, 'call_of_before');
  await dead.close();

  const next = await open({ app: 'first' });
  expect(await next.until('found')).toEqual({
    type: 'found',
    channelId,
    callId: 'call_of_before',
    did: '1000',
    callerNumber: '09121234567',
    presentation: 'allowed',
    invoice: null,
  });
  await phone.key('5');
  await eventually('the key', () => next.keys(channelId) === '5');
  await next.play(channelId, 'again', ['fa/short']);
  expect((await next.until('promptEnded')).heard).toBe('whole');
  await phone.hangUp();
  await next.until('gone');
});

test('a process takes a call from an application that is dead', async () => {
  const dead = await openLine(pair, { app: 'first' });
  const phone = await ring();
  const { channelId } = await dead.arrival();
  await dead.answer(channelId);
  await dead.close();

  const other = await open({ app: 'second' });
  await other.take(channelId);
  expect(await other.until('found')).toMatchObject({ channelId, callId: null, did: '1000' });
  await phone.key('6');
  await eventually('the key', () => other.keys(channelId) === '6');
  await phone.hangUp();
  await other.until('gone');
  await expect(other.take(channelId)).rejects.toThrow(ChannelGone);
});

test('when Asterisk is killed and starts again, its calls are gone and new ones arrive', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'zangpay restart '));
  const before = await startAsterisk({ dir, cache: CACHE, values: { SOUNDS: pair.sounds } });
  const trunk = { host: before.sipHost, port: before.sipPort };
  const telephone = await startTelephone({ dir: join(dir, 'telephone'), cache: CACHE, trunk });
  const line = await openLine({ asterisk: before, sounds: pair.sounds });
  opened.push(line);
  await telephone.call({ to: '1000', from: '09121234567' });
  const { channelId } = await line.arrival();

  process.kill(before.pid, 'SIGKILL');
  await before.stop();
  await eventually('the loss to be noticed', () => !line.healthy());
  const after = await startAsterisk({ dir, cache: CACHE, values: before.values });
  await eventually('the connection to be back', () => line.healthy());

  await line.until('gone', (event) => event.channelId === channelId);
  const phone = await telephone.call({ to: '1000', from: '09121234567' });
  await line.answer((await line.arrival()).channelId);
  expect(await phone.answered).toBe(true);
  await telephone.stop();
  await after.stop();
  await rm(dir, { recursive: true, force: true });
});

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
