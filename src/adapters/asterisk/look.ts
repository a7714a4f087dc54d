import { z } from 'zod';
import { ChannelGone, LineFault } from '../../application/ports.ts';
import { createRest, type Rest, type RestOptions } from './rest.ts';

/** Looks at Asterisk by ARI, without connecting as an application. Both reject with `LineFault`. */
export interface AsteriskLook {
  /** Its version: that it told it says that it took the password. */
  version(): Promise<string>;
  /** Whether an application of this name is connected. */
  hasApp(app: string): Promise<boolean>;
  close(): Promise<void>;
}

const Info = z.object({ system: z.object({ version: z.string() }) });

export function openAsteriskLook(options: RestOptions): AsteriskLook {
  const rest: Rest = createRest(options);
  return {
    async version() {
      const told = await rest.request('GET', '/asterisk/info').catch(unlessGone);
      const info = Info.safeParse(told);
      if (info.success) return info.data.system.version;
      throw new LineFault('What answers there is no Asterisk. Set ARI_URL to where its ARI listens.');
    },
    hasApp: async (app) =>
      (await rest.request('GET', `/applications/${encodeURIComponent(app)}`).catch(unlessGone)) !== undefined,
    close: () => rest.close(),
  };
}

/** For `catch`: what is not there is no error. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof ChannelGone)) throw error;
}
