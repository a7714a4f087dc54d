import { Pool } from 'undici';
import { ChannelGone, LineFault } from '../../application/ports.ts';

/** How long one request to Asterisk may take. On loopback it answers within a few milliseconds. */
const DEADLINE_MS = 3_000;

/** More than calls that act in the same moment; further requests wait within their deadline. */
const CONNECTIONS = 32;

export interface RestOptions {
  /** Where ARI answers, e.g. `http://127.0.0.1:8088`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** ARI's REST half. */
export interface Rest {
  /**
   * One request under `/ari`, with a deadline; resolves to the parsed body, or null when there is none.
   * Rejects with `ChannelGone` when what the path names is not there or is no longer ours, and with
   * `LineFault`, one clear sentence, otherwise.
   */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

export function createRest({ url, username, password }: RestOptions): Rest {
  const { origin } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    close: () => pool.destroy(),
    async request(method, path, body) {
      const asked = `${method} ${path.split('?', 1)[0]}`;
      const reply = await send(pool, method, path, authorization, body).catch((error: unknown) => {
        throw new LineFault(unreached(error, origin, asked));
      });
      if (reply.status < 300) return parsed(reply.text, asked);
      if (reply.status === 404 || reply.status === 409)
        throw new ChannelGone(`${asked}: it is not there any more.`);
      if (reply.status === 401) {
        throw new LineFault(
          `Asterisk at ${origin} refuses the user "${username}": ARI_USERNAME and ARI_PASSWORD must be those of its ari.conf.`,
        );
      }
      throw new LineFault(`Asterisk answered ${asked} with status ${reply.status}.`);
    },
  };
}

async function send(
  pool: Pool,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  authorization: string,
  body?: object,
) {
  const { statusCode, body: reply } = await pool.request({
    method,
    path: `/ari${path}`,
    headers: { authorization, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return { status: statusCode, text: await reply.text() };
}

function parsed(text: string, asked: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new LineFault(`What answered ${asked} is not Asterisk: the reply is not JSON. Check ARI_URL.`);
  }
}

function unreached(error: unknown, origin: string, asked: string): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `Asterisk at ${origin} did not answer ${asked} within ${DEADLINE_MS / 1000} s.`;
  }
  const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `No Asterisk answers at ${origin}${why}: start it, or set ARI_URL to where its ARI listens.`;
}
