import { ChannelGone, type LineEvent, LineFault, type Telephony } from '../../src/application/ports.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Host } from './host.ts';

/** Something that was said on a channel, from when on. */
export interface Spoken {
  readonly atMs: number;
  readonly clips: readonly string[];
}

/** Whoever holds the other end of a channel. */
export interface Party {
  hears(clips: readonly string[]): void;
  promptOver(): void;
  hungUp(): void;
}

export interface Channel {
  readonly channelId: string;
  readonly did: string;
  readonly callerNumber: string | null;
  readonly party: Party;
  up: boolean;
  /** Our call id, as it is kept on the channel. */
  callId: string | null;
  /** All the call ids that it was ever given, for the auditor: several after fresh greetings. */
  readonly callIds: Set<string>;
  host: Host | null;
  playing: { readonly playbackId: string; readonly cancel: () => void } | null;
  readonly spoken: Spoken[];
}

export interface ExchangeFaults {
  readonly requestFails: () => number;
}

const MS_PER_CLIP = 700;

/** A simulated Asterisk with its callers, and an application connected for each process that lives. */
export class PhoneExchange {
  readonly channels: Channel[] = [];
  readonly #listeners = new Map<Host, (event: LineEvent) => void>();
  readonly #inGap = new Set<Host>();
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #faults: ExchangeFaults;

  constructor(clock: Clock, dice: Dice, faults: ExchangeFaults) {
    this.#clock = clock;
    this.#dice = dice;
    this.#faults = faults;
  }

  /** Rings a line; false when no application is there to take the call. */
  ring(did: string, callerNumber: string | null, party: Party): Channel | null {
    const hosts = [...this.#listeners.keys()].filter((host) => host.alive && !this.#inGap.has(host));
    if (hosts.length === 0) return null;
    const channel: Channel = {
      channelId: `channel-${this.channels.length + 1}`,
      ...{ did, callerNumber, party },
      up: true,
      callId: null,
      callIds: new Set(),
      host: this.#dice.pick(hosts),
      playing: null,
      spoken: [],
    };
    this.channels.push(channel);
    this.#tell(channel, { type: 'arrived', ...origin(channel) });
    return channel;
  }

  key(channel: Channel, key: string): void {
    if (channel.up) this.#tell(channel, { type: 'key', channelId: channel.channelId, key, durationMs: 100 });
  }

  leave(channel: Channel, cause = 16): void {
    if (!channel.up) return;
    channel.up = false;
    this.#endPrompt(channel, 'cut');
    this.#tell(channel, { type: 'gone', channelId: channel.channelId, cause });
    channel.party.hungUp();
  }

  /** The process connects: it is told of the calls that nobody looks after any more. */
  connect(host: Host): Telephony {
    return {
      listen: (listener) => {
        this.#listeners.set(host, listener);
        for (const channel of this.channels) {
          if (!channel.up || channel.host?.alive) continue;
          channel.host = host;
          this.#tell(channel, { type: 'found', callId: channel.callId, ...origin(channel) });
        }
      },
      answer: (channelId) => this.#ask(host, channelId, () => undefined),
      hangUp: (channelId, cause) => this.#ask(host, channelId, (channel) => this.leave(channel, cause)),
      passOn: (channelId) => this.#ask(host, channelId, (channel) => this.#passOn(channel)),
      setCallId: (channelId, callId) => {
        this.#channel(channelId).callIds.add(callId);
        return this.#ask(host, channelId, (channel) => {
          channel.callId = callId;
        });
      },
      play: (channelId, playbackId, clips) =>
        this.#ask(host, channelId, (channel) => this.#play(channel, playbackId, clips)),
      stop: (playbackId) =>
        this.#ask(host, null, () => {
          const channel = this.channels.find(({ playing }) => playing?.playbackId === playbackId);
          if (channel !== undefined) this.#endPrompt(channel, 'stopped');
        }),
      keepMedia: (channelId) => this.#ask(host, channelId, () => undefined),
      take: (channelId) => this.#ask(host, channelId, () => undefined),
      setNet: (channelId) => this.#ask(host, channelId, () => undefined),
    };
  }

  /** The websocket of a process is cut for so long: what happens meanwhile it never hears. */
  gap(host: Host, ms: number): void {
    if (this.#inGap.has(host) || !host.alive) return;
    this.#inGap.add(host);
    const before = this.channels.filter((channel) => channel.host === host && channel.up);
    this.#clock.after(ms, () => {
      this.#inGap.delete(host);
      for (const channel of before) {
        const { channelId } = channel;
        if (channel.up) this.#tell(channel, { type: 'gap', channelId, ms });
        else this.#tell(channel, { type: 'gone', channelId, cause: null });
      }
    });
  }

  /** The dialplan tries the next application; where there is none, the caller hears so and is hung up. */
  #passOn(channel: Channel): void {
    const others = [...this.#listeners.keys()].filter((host) => host !== channel.host && host.alive);
    channel.host = others.length === 0 ? null : this.#dice.pick(others);
    if (channel.host === null) return this.leave(channel);
    this.#tell(channel, { type: 'arrived', ...origin(channel) });
  }

  #play(channel: Channel, playbackId: string, clips: readonly string[]): void {
    this.#endPrompt(channel, 'stopped');
    const words = clips.filter((clip) => !clip.startsWith('pause.'));
    const cancel = this.#clock.after(words.length * MS_PER_CLIP, () => this.#endPrompt(channel, 'whole'));
    channel.playing = { playbackId, cancel };
    channel.spoken.push({ atMs: this.#clock.ms, clips: words });
    channel.party.hears(words);
  }

  #endPrompt(channel: Channel, heard: 'whole' | 'stopped' | 'cut'): void {
    const { playing, channelId } = channel;
    if (playing === null) return;
    channel.playing = null;
    playing.cancel();
    this.#tell(channel, { type: 'promptEnded', channelId, playbackId: playing.playbackId, heard });
    if (heard === 'whole') channel.party.promptOver();
  }

  #tell(channel: Channel, event: LineEvent): void {
    const { host } = channel;
    if (host === null || this.#inGap.has(host)) return;
    host.tell(() => this.#listeners.get(host)?.(event));
  }

  #ask(host: Host, channelId: string | null, work: (channel: Channel) => void): Promise<void> {
    const wire = { away: () => this.#inGap.has(host), lost: this.#faults.requestFails, slowestMs: 20 };
    return host
      .ask(wire, async () => {
        const channel = channelId === null ? null : this.#channel(channelId);
        if (channel !== null && !channel.up) throw new ChannelGone(`channel ${channelId} has gone`);
        work(channel as Channel);
      })
      .catch((error: unknown) => {
        throw error instanceof ChannelGone ? error : new LineFault('the exchange did not answer');
      });
  }

  #channel(channelId: string): Channel {
    const channel = this.channels[Number(channelId.slice('channel-'.length)) - 1];
    if (channel === undefined) throw new LineFault(`there is no channel ${channelId}`);
    return channel;
  }
}

function origin({ channelId, did, callerNumber }: Channel) {
  const presentation = callerNumber === null ? ('withheld' as const) : ('allowed' as const);
  return { channelId, did, callerNumber, presentation };
}
