import { onTestFinished } from 'vitest';
import { openProvider } from '../../src/adapters/provider/provider.ts';
import { shelfInMemory, TokenKeeper } from '../../src/adapters/provider/tokens.ts';
import type { SanbodToken } from '../../src/adapters/sanbod/read-token.ts';
import type { Access } from '../../src/adapters/sanbod/services.ts';
import type { SanbodSettings } from '../../src/adapters/sanbod/settings.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { SANBOD_PATHS } from '../../src/config/sanbod-paths.ts';
import { FakeLog } from './fakes.ts';
import { type Arrived, type Script, startScriptedServer } from './scripted-server.ts';

export const CLIENT = { id: 'zangpay-shop', secret: 'open:sesame:8c1f' };
export const REDIRECT_URL = 'http://127.0.0.1:3000/sanbod/callback';

export interface SettingsKit {
  readonly settings: SanbodSettings;
  readonly log: FakeLog;
  /** The trace ids that were given out. */
  readonly traces: readonly string[];
}

/** Settings of a client of Sanbod at an address; its connections end with the test. */
export function sanbodSettings(baseUrl: string, given: Partial<SanbodSettings> = {}): SettingsKit {
  const log = new FakeLog();
  const traces: string[] = [];
  const system = createSystem();
  const provider = openProvider({ baseUrl, connectMs: 5_000, clock: system });
  onTestFinished(() => provider.close());
  const settings: SanbodSettings = {
    provider,
    client: CLIENT,
    redirectUrl: REDIRECT_URL,
    paths: SANBOD_PATHS,
    clientProvider: '999',
    amountAs: 'text',
    newTraceId: () => {
      traces.push(`trace${traces.length + 1}`);
      return `trace${traces.length}`;
    },
    log,
    system,
    ...given,
  };
  return { settings, log, traces };
}

/** A Sanbod that answers as it is told to, and settings that lead there. */
export async function scriptedSanbod(
  answer: (arrived: Arrived) => Script,
  given: Partial<SanbodSettings> = {},
) {
  const server = await startScriptedServer(answer);
  onTestFinished(() => server.close());
  return { server, ...sanbodSettings(server.url, given) };
}

/** Access by the tokens `token1`, `token2` and so on; also how often one was made. */
export function countedAccess(): { readonly access: Access; readonly made: () => number } {
  let made = 0;
  const keeper = new TokenKeeper<SanbodToken>({
    shelf: shelfInMemory(),
    system: { now: () => Date.now() },
    renew: async () => {
      made += 1;
      return { value: `token${made}`, refreshToken: null, renewAt: Date.now() + 3_600_000 };
    },
  });
  return { access: async () => keeper, made: () => made };
}

/** What arrived, by value: a body as JSON, and of the headers those that a service may look at. */
export function plainly({ method, path, query, headers, body }: Arrived) {
  const { authorization, accept } = headers;
  const type = headers['content-type'];
  return { method, path, query, authorization, accept, type, body: JSON.parse(body) as unknown };
}
