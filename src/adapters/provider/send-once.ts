import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { System } from '../../application/ports.ts';
import { type Exchange, LARGEST_REPLY } from './exchange.ts';

/** One request. */
export interface Sending {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Must stay unchanged until the promise of `sendOnce` resolves. */
  readonly body: Buffer | null;
  /** The whole exchange, from here to the last byte of the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** In bytes; `LARGEST_REPLY` unless given. */
  readonly largestReply?: number;
  /** Asked when a connection stands ready, in the same turn in which the first byte would be written. */
  readonly mayStillSend: () => boolean;
}

/**
 * Sends one request at most once and tells what came of it; never rejects (payment.md, "Dispatch" 2 and 5).
 *
 * The proof that no byte left is undici's own order of things: it calls `onRequestStart` right before it
 * writes a request to a socket, and one aborted there is never written. A second such call would be undici
 * sending the request again, and is refused.
 */
export function sendOnce(
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  sending: Sending,
  clock: Pick<System, 'after'>,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const handler = new OneSend(sending, (exchange) => {
      cancelDeadline();
      resolve(exchange);
    });
    const cancelDeadline = clock.after(sending.timeoutMs, () => handler.giveUp());
    const { method, path, headers, body } = sending;
    dispatcher.dispatch({ method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 }, handler);
  });
}

/** The life of one request: waiting for a connection, begun, settled. */
class OneSend implements Dispatcher.DispatchHandler {
  readonly #sending: Sending;
  readonly #tell: (exchange: Exchange) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #httpStatus: number | null = null;
  #location: string | null = null;
  #settled = false;
  /** Set once, when the request begins to leave: from then on it can be aborted, but not unsent. */
  #begun: Dispatcher.DispatchController | null = null;

  constructor(sending: Sending, tell: (exchange: Exchange) => void) {
    this.#sending = sending;
    this.#tell = tell;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled || this.#begun !== null) {
      controller.abort(new Error('a request is sent once'));
    } else if (this.#sending.mayStillSend()) {
      this.#begun = controller;
    } else {
      this.#settle({ type: 'neverLeft', why: 'notConfirmed', detail: 'too late to send' });
      controller.abort(new Error('too late to send'));
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    { location }: IncomingHttpHeaders,
  ): void {
    this.#httpStatus = statusCode;
    this.#location = location ?? null;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= (this.#sending.largestReply ?? LARGEST_REPLY)) {
      this.#chunks.push(chunk);
      return;
    }
    this.#settle({ type: 'oversized', httpStatus: this.#httpStatus ?? 0 });
    controller.abort(new Error('the reply is too long'));
  }

  onResponseEnd(): void {
    const body = new TextDecoder().decode(Buffer.concat(this.#chunks));
    this.#settle({ type: 'reply', httpStatus: this.#httpStatus ?? 0, body, location: this.#location });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const detail = codeOf(error);
    this.#settle(
      this.#begun === null
        ? { type: 'neverLeft', why: 'notConnected', detail }
        : { type: 'lost', why: 'connectionLost', httpStatus: this.#httpStatus, detail },
    );
  }

  /** The deadline passed. A request that still waits for a connection will not be sent by a later one. */
  giveUp(): void {
    this.#settle(
      this.#begun === null
        ? { type: 'neverLeft', why: 'notConnected', detail: 'no connection in time' }
        : { type: 'lost', why: 'timeout', httpStatus: this.#httpStatus, detail: 'deadline' },
    );
    this.#begun?.abort(new Error('no whole reply in time'));
  }

  #settle(exchange: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#tell(exchange);
  }
}

/** The code of a network error; its message may name more than a log should hold. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
