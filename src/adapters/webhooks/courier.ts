import { Agent, type Dispatcher, request } from 'undici';
import type { WebhookCourier, WebhookDelivery, WebhookReceipt } from '../../application/ports.ts';
import { AddressRefused, type ConnectSettings, receiverConnector } from './connect.ts';

export interface CourierSettings extends Omit<ConnectSettings, 'timeoutMs'> {
  /** Of Zangpay, for the user agent. */
  readonly version: string;
  /** The whole exchange, from the look-up of the name to the last byte that is read. */
  readonly timeoutMs?: number;
}

const IN_ALL_MS = 10_000;
/** So much of an answer is read, since some receivers want to see it taken; all of it is thrown away. */
const LARGEST_ANSWER = 64 * 1_024;

/**
 * Hands events to receivers by HTTP. No redirect is followed: what a receiver answers must not choose where we go.
 * Every delivery has a connection of its own, whose address is judged anew. `close` resolves when those under way
 * have ended.
 */
export function openCourier(settings: CourierSettings): WebhookCourier & { close(): Promise<void> } {
  const { version, timeoutMs = IN_ALL_MS, ...connect } = settings;
  const agent = new Agent({ pipelining: 0, connect: receiverConnector({ ...connect, timeoutMs }) });
  return {
    async deliver(delivery) {
      const refusal = refuse(delivery.url, connect.privateAllowed);
      if (refusal !== null) return { status: 'failed', why: refusal };
      return post(agent, delivery, `Zangpay/${version}`, timeoutMs);
    },
    close: () => agent.close(),
  };
}

function refuse(url: string, privateAllowed: boolean): string | null {
  if (!URL.canParse(url)) return 'the address is no URL';
  const { protocol, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'the address holds a user or a password';
  if (protocol === 'https:' || (privateAllowed && protocol === 'http:')) return null;
  return 'the address is not https';
}

async function post(
  dispatcher: Dispatcher,
  { url, eventId, body, signature }: WebhookDelivery,
  userAgent: string,
  timeoutMs: number,
): Promise<WebhookReceipt> {
  try {
    const { statusCode, body: answer } = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': userAgent,
        'zangpay-event-id': eventId,
        'zangpay-signature': signature,
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    await throwAway(answer);
    if (statusCode >= 200 && statusCode < 300) return { status: 'delivered', httpStatus: statusCode };
    return { status: 'failed', why: whyOf(statusCode) };
  } catch (error) {
    return { status: 'failed', why: reasonOf(error) };
  }
}

/** What came first says whether it was taken: an answer that never ends, or breaks off, changes nothing. */
async function throwAway(answer: Dispatcher.ResponseData['body']): Promise<void> {
  await answer.dump({ limit: LARGEST_ANSWER }).catch(() => undefined);
  answer.destroy();
}

function whyOf(status: number): string {
  return status >= 300 && status < 400
    ? `HTTP ${status}: redirects are not followed`
    : `HTTP ${status} instead of 2xx`;
}

/** In our words, by the kind of the error: its message may hold what the receiver sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error instanceof AddressRefused) return error.message;
  if (error.name === 'TimeoutError') return 'no answer in time';
  const code = 'code' in error ? String(error.code) : error.name;
  return REASONS[code] ?? `the connection failed (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the name is not known',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  ECONNRESET: 'the connection was closed before an answer',
};
