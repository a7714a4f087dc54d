import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelGone, type LineEvent, type Log } from '../../application/ports.ts';
import type { OperatorEnd } from '../../domain/call/event.ts';
import { type Background, createBackground } from './background.ts';
import { type AriEvent, type PlaybackEvent, readArrival, readEvent, readReturn } from './events.ts';
import { echoes } from './keys.ts';
import { channelsOf, noteTold, readCall } from './left-behind.ts';
import type { Prompter } from './prompter.ts';
import type { Rest } from './rest.ts';

/** What Stasis is told of a call that was taken from a dead application. */
export const TAKEN_OVER = 'resume';

/** How long the event of an arriving call may be on its way. */
const ARRIVING_MS = 500;

/** What the exchange is told of a channel that came by a way that is not ours: no channel available. */
const NOT_OURS = 34;

/** One call on the line. */
export interface Channel {
  readonly channelId: string;
  /** Its place in ARI. */
  readonly path: string;
  readonly isEcho: ReturnType<typeof echoes>;
  readonly background: Background;
  /** It is being hung up, by either side. */
  leaving: boolean;
  /** The Q.850 cause, when it is known. */
  cause: number | null;
  /** Resolves to whether Asterisk let it go from our application, while that is asked; null otherwise. */
  lettingGo: Promise<boolean> | null;
}

type EventOf<T extends AriEvent['type']> = Extract<AriEvent, { readonly type: T }>;

export interface Line {
  /** One event of ARI, as it came. */
  follow(raw: unknown): void;
  /** A live call. Throws `ChannelGone` when there is none. */
  channel(channelId: string): Channel;
  /**
   * Has a live call leave our application, which is no hang-up, and follows it no more. Rejects with `ChannelGone` when
   * there is none. When `leave` rejects, so does this, and the call is followed as before.
   */
  letGo(channelId: string, leave: (channel: Channel) => Promise<unknown>): Promise<void>;
  /** After a gap: tells which calls have ended, and of the others that there was one. Never rejects. */
  catchUp(lostMs: number): Promise<void>;
  /** Tells of the calls in our application that nobody here knows. Never rejects. */
  findLeftBehind(): Promise<void>;
}

/** Follows the calls: ARI's events come in, the line's go out. */
export function createLine(
  rest: Rest,
  app: string,
  prompter: Prompter,
  tell: (event: LineEvent) => void,
  log: Log,
): Line {
  const channels = new Map<string, Channel>();

  const register = (channelId: string): Channel => {
    const path = `/channels/${encodeURIComponent(channelId)}`;
    const background = createBackground(rest, path);
    const channel: Channel = {
      channelId,
      path,
      isEcho: echoes(),
      background,
      leaving: false,
      cause: null,
      lettingGo: null,
    };
    channels.set(channelId, channel);
    return channel;
  };

  const arrive = ({ channel: { id }, args }: EventOf<'StasisStart'>) => {
    if (args[0] === TAKEN_OVER) return void find(id);
    const operator = readReturn(args);
    if (operator !== null) return void find(id, operator);
    const path = `/channels/${encodeURIComponent(id)}`;
    const arrived = readArrival(id, args);
    if (arrived === null) {
      log.warn({ channelId: id }, 'A call came by another way than our dialplan: it is refused.');
      rest.request('DELETE', `${path}?reason_code=${NOT_OURS}`).catch(() => undefined);
      return;
    }
    register(id);
    tell(arrived);
  };

  /**
   * A call that is not known here: left behind by another process, or back from an operator. Who it is, is asked of the
   * channel.
   */
  const find = async (channelId: string, returned: OperatorEnd | null = null): Promise<void> => {
    const channel = register(channelId);
    const there = await lookedAfter(channel, async () => {
      const { call, operator: untold } = await readCall(rest, channel.path);
      const operator = returned ?? untold;
      await channel.background.again();
      if (operator === null) return tell({ type: 'found', channelId, ...call });
      tell({ type: 'back', channelId, ...call, operator });
      await noteTold(rest, channel.path);
    });
    if (!there) forget(channel);
  };

  /** Follows a call no more; false when that is so already. It may be back meanwhile, and then is followed anew. */
  const forget = (channel: Channel): boolean =>
    channels.get(channel.channelId) === channel && channels.delete(channel.channelId);

  const gone = (channel: Channel) => {
    const { channelId, cause } = channel;
    if (!forget(channel)) return;
    prompter.cut(channelId);
    tell({ type: 'gone', channelId, cause });
  };

  /** It is in our application no more. */
  const left = (channel: Channel) => {
    if (channel.lettingGo === null) return gone(channel);
    void channel.lettingGo.then((letGo) => {
      if (!letGo) gone(channel);
    });
  };

  const keyed = (channel: Channel, event: EventOf<'ChannelDtmfReceived'>) => {
    const { digit: key, duration_ms: durationMs } = event;
    if (channel.isEcho({ key, durationMs, atMs: Date.parse(event.timestamp) })) return;
    tell({ type: 'key', channelId: channel.channelId, key, durationMs });
  };

  /** Every prompt ends the media between prompts. */
  const prompted = async (event: PlaybackEvent) => {
    const ended = prompter.follow(event, (channelId) => channels.get(channelId)?.leaving ?? true);
    const channel = ended === undefined ? undefined : channels.get(ended);
    if (channel !== undefined) await lookedAfter(channel, () => channel.background.again());
  };

  const resume = (channel: Channel, ms: number) =>
    lookedAfter(channel, async () => {
      await rest.request('GET', channel.path);
      await prompter.forget(channel.channelId);
      await channel.background.again();
      tell({ type: 'gap', channelId: channel.channelId, ms });
    });

  /** Does for a call what nobody waits for. Never rejects; resolves to false when the call is not there. */
  const lookedAfter = async ({ channelId }: Channel, care: () => Promise<void>): Promise<boolean> => {
    try {
      await care();
    } catch (error) {
      if (error instanceof ChannelGone) return false;
      log.warn({ channelId, why: String(error) }, 'A call could not be looked after.');
    }
    return true;
  };

  const liveChannel = (channelId: string): Channel => {
    const channel = channels.get(channelId);
    if (channel === undefined) throw new ChannelGone(`The call ${channelId} is not there any more.`);
    return channel;
  };

  return {
    channel: liveChannel,
    async letGo(channelId, leave) {
      const channel = liveChannel(channelId);
      const answer = leave(channel);
      channel.lettingGo = answer.then(
        () => true,
        () => false,
      );
      try {
        await answer;
      } catch (error) {
        channel.lettingGo = null;
        throw error;
      }
      if (forget(channel)) await prompter.forget(channelId);
    },
    async catchUp(lostMs) {
      await Promise.all(
        [...channels.values()].map(async (channel) => {
          if (!(await resume(channel, lostMs))) gone(channel);
        }),
      );
    },
    async findLeftBehind() {
      try {
        const unknown = async () => (await channelsOf(rest, app)).filter((id) => !channels.has(id));
        const first = new Set(await unknown());
        if (first.size === 0) return;
        // A call that is just arriving is told of by its own event in a moment.
        await sleep(ARRIVING_MS);
        await Promise.all((await unknown()).filter((id) => first.has(id)).map((id) => find(id)));
      } catch (error) {
        log.warn({ why: String(error) }, 'Calls that were left behind could not be looked for.');
      }
    },
    follow(raw) {
      const event = readEvent(raw);
      if (event === null) return;
      if (event.type === 'StasisStart') return arrive(event);
      if ('playback' in event) return void prompted(event);
      const channel = channels.get(event.channel.id);
      if (channel === undefined) return;
      if (event.type === 'ChannelDtmfReceived') return keyed(channel, event);
      if (event.type === 'StasisEnd') return left(channel);
      channel.leaving = true;
      channel.cause ??= event.cause ?? null;
    },
  };
}
