import type { EventEmitter } from 'node:events';
import { connect } from 'ari-client';
import { LineFault } from '../../application/ports.ts';
import { EVENT_TYPES } from './events.ts';
import type { Rest, RestOptions } from './rest.ts';
import { guardSocket, type Socket, watchPulse } from './socket-guard.ts';

/** How long each of the two steps of connecting may take: ari-client alone would wait for ever. */
const STEP_MS = 5_000;
/** Asked this often whether the other end is there. */
const PULSE_MS = 5_000;
const CLOSE_MS = 1_000;

/** The part of ari-client that is used here. */
interface AriClient extends EventEmitter {
  start(app: string): Promise<void>;
}

/** How a connection ended by itself: lost, or its application's name was taken by another process. */
export interface ConnectionEnd {
  readonly how: 'lost' | 'replaced';
  readonly why: string;
}

export interface AriConnection {
  close(): Promise<void>;
}

export interface ConnectionOptions extends RestOptions {
  readonly app: string;
  readonly rest: Rest;
  /** Receives the events of the application as they came. */
  readonly onEvent: (event: unknown) => void;
  /** An event could not be dealt with; the connection goes on. */
  readonly onFault: (error: unknown) => void;
  /** Called once when an open connection ends by itself, not when it is closed. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

/**
 * One connection of ari-client: it brings the description of the API, opens the websocket and delivers the
 * events, and nothing more. Its traps are closed here and in socket-guard.ts (asterisk.md, "ari-client").
 * Rejects with `LineFault`.
 */
export async function openConnection(options: ConnectionOptions): Promise<AriConnection> {
  await checkDescription(options.rest);
  return listen(await load(options), options);
}

/**
 * ari-client throws uncaught when the description of the API is not as it should be, as when something else
 * answers at the address: so every page is read before it does.
 */
async function checkDescription(rest: Rest): Promise<void> {
  await rest.request('GET', '/asterisk/info');
  const list = (await rest.request('GET', '/api-docs/resources.json')) as {
    apis?: { path: string }[];
  } | null;
  if (!Array.isArray(list?.apis))
    throw new LineFault('Asterisk describes no API: its folder rest-api is damaged.');
  await Promise.all(list.apis.map(({ path }) => rest.request('GET', path.replace('{format}', 'json'))));
}

/** ari-client keeps its credentials in one place for the whole process: two loadings must not overlap. */
let loading: Promise<unknown> = Promise.resolve();

function load({ url, username, password }: ConnectionOptions): Promise<AriClient> {
  const client = loading.then(() => {
    // Its swagger client warns on stdout through a global function, which would break `--json`.
    Reflect.set(globalThis, 'log', () => undefined);
    const loaded = connect(url, username, password) as unknown as Promise<AriClient>;
    return inTime(loaded, `Asterisk at ${url} did not describe its API`);
  });
  loading = client.catch(() => undefined);
  return client;
}

async function listen(client: AriClient, options: ConnectionOptions): Promise<AriConnection> {
  const { url, app, onEvent, onFault, onEnd } = options;
  const lost = Promise.withResolvers<never>();
  const gone = Promise.withResolvers<void>();
  let stopPulse = () => {};
  let state: 'opening' | 'open' | 'over' = 'opening';
  let socket: Socket | undefined;
  const end = (why: string, how: ConnectionEnd['how'] = 'lost') => {
    if (state === 'open') onEnd({ how, why });
    state = 'over';
    stopPulse();
    lost.reject(new Error(why));
    socket?.terminate();
  };

  // ari-client keeps its websocket here and sets its listeners just after.
  Object.defineProperty(client, '_ws', {
    get: () => socket,
    set: (opened: Socket) => {
      socket = opened;
      guardSocket(opened, onFault, (why) => {
        gone.resolve();
        end(why);
      });
    },
  });
  for (const type of EVENT_TYPES) client.on(type, onEvent);
  client.on('ApplicationReplaced', () => {
    end(`another process connected as "${app}": give each process an ARI_APP of its own`, 'replaced');
  });
  try {
    await inTime(
      Promise.race([client.start(app), lost.promise]),
      `Asterisk at ${url} did not let "${app}" in`,
    );
  } catch (error) {
    end('it was given up');
    throw error;
  }
  state = 'open';
  if (socket !== undefined) stopPulse = watchPulse(socket, PULSE_MS, () => end('it no longer answers'));
  return {
    async close() {
      if (state === 'over' || socket === undefined) return;
      state = 'over';
      stopPulse();
      const impatience = setTimeout(() => socket?.terminate(), CLOSE_MS);
      socket.close();
      await gone.promise;
      clearTimeout(impatience);
    },
  };
}

/** Settles as `work` does, or rejects with `LineFault` when it fails or takes too long. */
async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${STEP_MS / 1000} s`)), STEP_MS);
  try {
    return await Promise.race([work, late.promise]);
  } catch (error) {
    throw new LineFault(`${what}: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    clearTimeout(timer);
  }
}
