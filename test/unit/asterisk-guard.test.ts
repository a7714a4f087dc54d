import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { guardSocket, type Socket, watchPulse } from '../../src/adapters/asterisk/socket-guard.ts';

function fakeSocket() {
  const pings: number[] = [];
  const emitter = new EventEmitter() as Socket;
  return { socket: Object.assign(emitter, { ping: () => pings.push(1), close() {}, terminate() {} }), pings };
}

test('what a listener throws is told, and the next event still comes', () => {
  const { socket } = fakeSocket();
  const faults: unknown[] = [];
  const got: unknown[] = [];
  guardSocket(
    socket,
    (error) => faults.push(error),
    () => {},
  );
  socket.on('message', (message) => {
    if (message === 'of an unknown type') throw new TypeError('no model');
    got.push(message);
  });
  socket.emit('message', 'of an unknown type');
  socket.emit('message', 'known');
  expect(faults).toHaveLength(1);
  expect(got).toEqual(['known']);
});

test('ari-client never learns of a close or an error, which would make it reconnect', () => {
  const { socket } = fakeSocket();
  const ends: string[] = [];
  let learnt = 0;
  guardSocket(
    socket,
    () => {},
    (why) => ends.push(why),
  );
  socket.on('close', () => learnt++);
  socket.on('error', () => learnt++);
  socket.emit('error', new Error('reset'));
  socket.emit('close');
  expect(learnt).toBe(0);
  expect(ends).toEqual(['reset', 'the connection was closed']);
});

test('an unanswered ping is told once', async () => {
  const { socket, pings } = fakeSocket();
  await new Promise<void>((resolve) => watchPulse(socket, 5, resolve));
  expect(pings).toHaveLength(1);
});
