import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../application/ports.ts';
import type { AriConnection, ConnectionEnd } from './ari-connection.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface SupervisorOptions {
  /** Opens one connection; `onEnd` is called once when it ends by itself. */
  readonly open: (onEnd: (end: ConnectionEnd) => void) => Promise<AriConnection>;
  /** Called after every reconnection, with how long the connection was lost: what was missed is found out here. */
  readonly onBack: (lostMs: number) => Promise<void>;
  readonly log: Log;
}

export interface Supervisor {
  /** Whether events arrive now. */
  healthy(): boolean;
  close(): Promise<void>;
}

/**
 * Keeps one connection open: a lost one is replaced as a whole, for ever, with longer and longer pauses.
 * One that another process took over is not taken back: two processes would take it from each other for ever.
 * Rejects when the first cannot be opened: that is a matter of settings, not of time.
 */
export async function supervise({ open, onBack, log }: SupervisorOptions): Promise<Supervisor> {
  const closing = new AbortController();
  let healthy = true;
  let returning: Promise<unknown> = Promise.resolve();

  const begin = async () => {
    const ended = Promise.withResolvers<ConnectionEnd>();
    const connection = await open(ended.resolve);
    // Closed while this one was being opened.
    if (closing.signal.aborted) await connection.close();
    return { connection, ended: ended.promise };
  };
  const beginAgain = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs, undefined, { signal: closing.signal });
      try {
        return await begin();
      } catch (error) {
        log.warn({ why: message(error) }, 'Asterisk is still away.');
      }
    }
  };
  const watch = async () => {
    for (;;) {
      const { how, why } = await current.ended;
      healthy = false;
      const lostAt = performance.now();
      if (how === 'replaced') return log.error({ why }, 'This process takes no more calls.');
      log.warn({ why }, 'The connection to Asterisk was lost. Callers hear nothing new until it is back.');
      returning = beginAgain().then((begun) => {
        current = begun;
      });
      await returning;
      await onBack(Math.round(performance.now() - lostAt));
      healthy = true;
      log.info({}, 'The connection to Asterisk is back.');
    }
  };

  let current = await begin();
  watch().catch((error: unknown) => {
    if (closing.signal.aborted) return;
    log.error({ why: message(error) }, 'The connection to Asterisk is watched no more.');
  });
  return {
    healthy: () => healthy,
    async close() {
      healthy = false;
      closing.abort();
      await Promise.all([current.connection.close(), returning.catch(() => undefined)]);
    },
  };
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
