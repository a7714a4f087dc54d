import { ChannelGone, type LineEvent, type Log } from '../../application/ports.ts';
import { type Background, createBackground } from './background.ts';
import { type AriEvent, type PlaybackEvent, readArrival, readEvent } from './events.ts';
import { echoes } from './keys.ts';
import type { Prompter } from './prompter.ts';
import type { Rest } from './rest.ts';

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
}

type EventOf<T extends AriEvent['type']> = Extract<AriEvent, { readonly type: T }>;

export interface Line {
  /** One event of ARI, as it came. */
  follow(raw: unknown): void;
  /** A live call. Throws `ChannelGone` when there is none. */
  channel(channelId: string): Channel;
  /** After a gap: tells which calls have ended, and gives the others their media back. Never rejects. */
  catchUp(): Promise<void>;
}

/** Follows the calls: ARI's events come in, the line's go out. */
export function createLine(rest: Rest, prompter: Prompter, tell: (event: LineEvent) => void, log: Log): Line {
  const channels = new Map<string, Channel>();

  const arrive = ({ channel: { id }, args }: EventOf<'StasisStart'>) => {
    const path = `/channels/${encodeURIComponent(id)}`;
    const arrived = readArrival(id, args);
    if (arrived === null) {
      log.warn({ channelId: id }, 'A call came by another way than our dialplan: it is refused.');
      rest.request('DELETE', `${path}?reason_code=${NOT_OURS}`).catch(() => undefined);
      return;
    }
    const background = createBackground(rest, path);
    channels.set(id, { channelId: id, path, isEcho: echoes(), background, leaving: false, cause: null });
    tell(arrived);
  };

  const gone = ({ channelId, cause }: Channel) => {
    if (!channels.delete(channelId)) return;
    void prompter.cut(channelId);
    tell({ type: 'gone', channelId, cause });
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

  const resume = (channel: Channel) =>
    lookedAfter(channel, async () => {
      await rest.request('GET', channel.path);
      await prompter.cut(channel.channelId);
      await channel.background.again();
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

  return {
    channel(channelId) {
      const channel = channels.get(channelId);
      if (channel === undefined) throw new ChannelGone(`The call ${channelId} is not there any more.`);
      return channel;
    },
    async catchUp() {
      await Promise.all(
        [...channels.values()].map(async (channel) => {
          if (!(await resume(channel))) gone(channel);
        }),
      );
    },
    follow(raw) {
      const event = readEvent(raw);
      if (event === null) return;
      if (event.type === 'StasisStart') return arrive(event);
      if ('playback' in event) return void prompted(event);
      const channel = channels.get(event.channel.id);
      if (channel === undefined) return;
      if (event.type === 'ChannelDtmfReceived') return keyed(channel, event);
      if (event.type === 'StasisEnd') return gone(channel);
      channel.leaving = true;
      channel.cause ??= event.cause ?? null;
    },
  };
}
