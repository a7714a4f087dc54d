import { type LineEvent, LineFault, type Log, type Telephony } from '../../application/ports.ts';
import { openConnection } from './ari-connection.ts';
import { CALL_ID } from './left-behind.ts';
import { createLine, TAKEN_OVER } from './line.ts';
import { createPrompter } from './prompter.ts';
import { createRest, type RestOptions } from './rest.ts';
import { supervise } from './supervisor.ts';

/** What the dialplan looks at when a call comes back from an application (dialplan/extensions.conf). */
const PASSED_ON = 'ZANG_PASSED_ON';

/** An operator's extension: what else is written there must not steer the dialplan. */
const EXTENSION = /^\d{1,20}$/;

export interface TelephonyOptions extends RestOptions {
  /** The name of the ARI application: one for each process. */
  readonly app: string;
  /** The sounds folder as Asterisk sees it. */
  readonly sounds: string;
  readonly log: Log;
}

export interface AsteriskTelephony extends Telephony {
  /** Whether calls can arrive and be heard now. */
  healthy(): boolean;
  /** Lets go of Asterisk; calls that are up stay up. */
  close(): Promise<void>;
}

/**
 * Connects to Asterisk. Rejects with `LineFault`, one clear sentence, when it does not answer or refuses the
 * password. Later losses are healed: after a gap every call that has ended meanwhile is told as `gone`
 * without a cause, and every other one as `gap`, since its keys and the end of its prompt may have been
 * missed. Calls that another process left in our application are told as `found`, at once and after a gap; those of
 * whose coming back from an operator nobody was told, as `back`.
 */
export async function connectTelephony(options: TelephonyOptions): Promise<AsteriskTelephony> {
  const { log } = options;
  const rest = createRest(options);
  // A call may arrive before the application listens.
  const early: LineEvent[] = [];
  let listener = (event: LineEvent): void => void early.push(event);
  const tell = (event: LineEvent) => {
    try {
      listener(event);
    } catch (error) {
      log.error({ event: event.type, why: String(error) }, 'The listener of the line threw.');
    }
  };
  const prompter = createPrompter(rest, options.sounds, tell);
  const line = createLine(rest, options.app, prompter, tell, log);
  const onFault = (error: unknown) => {
    log.error({ why: String(error) }, 'An event of Asterisk could not be dealt with.');
  };
  const supervisor = await supervise({
    open: (onEnd) => openConnection({ ...options, rest, onEvent: line.follow, onFault, onEnd }),
    async onBack(lostMs) {
      await line.catchUp(lostMs);
      await line.findLeftBehind();
    },
    log,
  }).catch(async (error: unknown) => {
    await rest.close();
    throw error;
  });
  const set = (channelId: string, variable: string, value: string) =>
    rest.request('POST', `${line.channel(channelId).path}/variable`, { variable, value });

  return {
    healthy: supervisor.healthy,
    async close() {
      await supervisor.close();
      await rest.close();
    },
    listen(hear) {
      listener = hear;
      for (const event of early.splice(0)) tell(event);
      void line.findLeftBehind();
    },
    async answer(channelId) {
      const { path, background } = line.channel(channelId);
      await rest.request('POST', `${path}/answer`);
      await background.again();
    },
    async hangUp(channelId, cause) {
      const channel = line.channel(channelId);
      // Asterisk tells no cause of a hang-up that was asked of it.
      channel.cause = cause;
      channel.leaving = true;
      await rest.request('DELETE', `${channel.path}?reason_code=${cause}`);
    },
    async passOn(channelId) {
      await set(channelId, PASSED_ON, '1');
      await line.letGo(channelId, ({ path }) => rest.request('POST', `${path}/continue`));
    },
    async handOver(channelId, extension) {
      if (!EXTENSION.test(extension)) {
        throw new LineFault(`"${extension}" is no operator's extension: it has digits only, at most 20.`);
      }
      const to = { context: 'operator', extension, priority: 1 };
      await line.letGo(channelId, ({ path }) => rest.request('POST', `${path}/continue`, to));
    },
    async setCallId(channelId, callId) {
      await set(channelId, CALL_ID, callId);
    },
    async take(channelId) {
      const query = new URLSearchParams({ app: options.app, appArgs: TAKEN_OVER });
      await rest.request('POST', `/channels/${encodeURIComponent(channelId)}/move?${query}`);
    },
    async setNet(channelId, seconds) {
      await set(channelId, 'TIMEOUT(absolute)', String(seconds));
    },
    async play(channelId, playbackId, sounds) {
      line.channel(channelId);
      await prompter.play(channelId, playbackId, sounds);
    },
    stop: prompter.stop,
    async keepMedia(channelId, media) {
      await line.channel(channelId).background.keep(media);
    },
  };
}
