import type { EventEmitter } from 'node:events';

/** The part of a websocket of `ws` that is used here. */
export interface Socket extends EventEmitter {
  ping(): void;
  close(): void;
  terminate(): void;
}

type Listener = (...args: unknown[]) => void;

/**
 * Stands between a websocket and ari-client. What its listener throws goes to `onFault` and no further: an
 * event of an unknown type would otherwise stop all later ones. It never learns of a close or an error,
 * which would make it reconnect behind our back and take our application's name away: `onEnd` does.
 */
export function guardSocket(
  socket: Socket,
  onFault: (error: unknown) => void,
  onEnd: (why: string) => void,
): void {
  const on = socket.on.bind(socket);
  on('close', () => onEnd('the connection was closed'));
  on('error', (error: Error) => onEnd(error.message));
  socket.on = (name: string, listener: Listener) => {
    if (name === 'close' || name === 'error') return socket;
    return on(name, (...args: unknown[]) => {
      try {
        listener(...args);
      } catch (error) {
        onFault(error);
      }
    });
  };
}

/** Calls `silent` once when the other end leaves a ping unanswered; returns what ends the asking. */
export function watchPulse(socket: Socket, everyMs: number, silent: () => void): () => void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) {
      clearInterval(timer);
      return silent();
    }
    answered = false;
    socket.ping();
  }, everyMs);
  socket.on('pong', () => {
    answered = true;
  });
  return () => clearInterval(timer);
}
