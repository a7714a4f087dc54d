import { z } from 'zod';

const DEADLINE_MS = 5_000;

/** The part of ARI's events that a telephone needs. */
const Event = z.object({
  type: z.string(),
  args: z.array(z.string()).optional(),
  cause: z.number().optional(),
  duration: z.number().optional(),
  variable: z.string().optional(),
  value: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
});
export type AriEvent = z.infer<typeof Event>;

export interface Ari {
  /** One request; resolves to the parsed body, or null when there is none. Rejects on any other status. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  close(): void;
}

/** A small ARI client of the telephone's own: the telephone shares no code with what it calls. */
export async function openAri(
  where: { readonly url: string; readonly username: string; readonly password: string; readonly app: string },
  onEvent: (event: AriEvent) => void,
): Promise<Ari> {
  const { url, username, password, app } = where;
  const query = new URLSearchParams({ app, api_key: `${username}:${password}` });
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ari/events?${query}`);
  socket.addEventListener('message', (message) => onEvent(Event.parse(JSON.parse(String(message.data)))));
  await opened(socket);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    close: () => socket.close(),
    async request(method, path, body) {
      const response = await fetch(`${url}/ari${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`The telephone's Asterisk answered ${response.status} to ${method} ${path}.`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error("The telephone's Asterisk does not answer.")));
  });
}
