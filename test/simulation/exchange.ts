import { ChannelGone, type LineEvent, LineFault, type Telephony } from '../../src/application/ports.ts';
import type { Heard } from '../../src/domain/call/event.ts';
import type { Channel, EndedBy, LineFact, Party } from './channel.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Host } from './host.ts';
import { drawOperatorsPart } from './operators.ts';

/** How the line fares. Probabilities. */
export interface ExchangeFaults {
  readonly requestFails: () => number;
  /** Of its events: some come twice or late, and a key may be lost on its way. */
  readonly doubledEnd: () => number;
  readonly lateEnd: () => number;
  readonly lostKey: () => number;
  readonly doubledGone: () => number;
  /** When the books will be there; the past when they are. Milliseconds. */
  readonly booksBackMs: () => number;
}

const MS_PER_CLIP = 700;
/** The latest that an event comes, or comes again. */
const LATEST_MS = 2_500;
/** Until a question that the line did not take is put again: the longest wait for a first key (call.md, "Gathers"). */
const UNHEARD_MS = 45_000;
/** How long the dialplan waits for an application to come back, when a call leaves an operator. */
const RETRY_MS = 500;

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

  /** Rings a line; null when no application is there to take the call. */
  ring(did: string, callerNumber: string | null, party: Party): Channel | null {
    const hosts = this.#reachable();
    if (hosts.length === 0) return null;
    const channel: Channel = {
      channelId: `channel-${this.channels.length + 1}`,
      ...{ did, callerNumber, party },
      rangMs: this.#clock.ms,
      ...{ up: true, answered: false, withOperator: false },
      callId: null,
      callIds: new Set(),
      host: this.#dice.pick(hosts),
      playing: null,
      facts: [],
    };
    this.channels.push(channel);
    this.#tell(channel, { type: 'arrived', ...origin(channel) });
    return channel;
  }

  key(channel: Channel, key: string): void {
    if (!channel.up || channel.withOperator || this.#dice.chance(this.#faults.lostKey())) return;
    const { channelId } = channel;
    this.#tell(channel, { type: 'key', channelId, key, durationMs: 100 }, { type: 'key', key });
  }

  leave(channel: Channel, by: EndedBy = 'caller', cause = 16): void {
    if (!channel.up) return;
    channel.up = false;
    this.#endPrompt(channel, 'cut');
    this.#note(channel, { type: 'over', by });
    if (!channel.withOperator) {
      const gone = { type: 'gone', channelId: channel.channelId, cause } as const;
      this.#tell(channel, gone);
      if (this.#dice.chance(this.#faults.doubledGone())) this.#tellLater(channel, gone);
    }
    channel.party.hungUp();
  }

  /** The process connects: it is told of the calls that nobody looks after any more. */
  connect(host: Host): Telephony {
    return {
      listen: (listener) => {
        if (!host.alive) return;
        this.#listeners.set(host, listener);
        if (!this.#inGap.has(host)) this.#findLeft(host);
      },
      answer: (channelId) =>
        this.#ask(host, channelId, (channel) => {
          if (!channel.answered) this.#note(channel, { type: 'answered' });
          channel.answered = true;
        }),
      hangUp: (channelId, cause) => this.#ask(host, channelId, (channel) => this.leave(channel, 'us', cause)),
      passOn: (channelId) => this.#ask(host, channelId, (channel) => this.#passOn(channel)),
      setCallId: (channelId, callId) => {
        this.#channel(channelId).callIds.add(callId);
        return this.#ask(host, channelId, (channel) => {
          channel.callId = callId;
        });
      },
      play: (channelId, playbackId, sounds) =>
        this.#ask(host, channelId, (channel) => this.#play(channel, playbackId, sounds)).catch((error) => {
          // As the adapter does: what could not be asked for has ended.
          const heard = error instanceof ChannelGone ? 'cut' : 'missing';
          this.#tell(this.#channel(channelId), { type: 'promptEnded', channelId, playbackId, heard });
          throw error;
        }),
      stop: (playbackId) =>
        this.#ask(host, null, () => {
          const channel = this.channels.find(({ playing }) => playing?.playbackId === playbackId);
          if (channel !== undefined) this.#endPrompt(channel, 'stopped');
        }),
      keepMedia: (channelId, media) =>
        this.#ask(host, channelId, (channel) => this.#note(channel, { type: 'media', media })),
      take: (channelId) => this.#ask(host, channelId, () => undefined),
      handOver: (channelId) => this.#ask(host, channelId, (channel) => this.#handOver(channel)),
      setNet: (channelId) => this.#ask(host, channelId, () => undefined),
    };
  }

  /** The websocket of a process is cut for so long: what happens meanwhile it never hears. */
  gap(host: Host, ms: number): void {
    if (this.#inGap.has(host) || !host.alive) return;
    this.#inGap.add(host);
    this.disturb(host, ms);
    const before = this.#callsOf(host);
    this.#clock.after(ms, () => {
      this.#inGap.delete(host);
      for (const channel of before.filter(({ withOperator }) => !withOperator)) {
        const { channelId } = channel;
        if (channel.up) this.#tell(channel, { type: 'gap', channelId, ms });
        else this.#tell(channel, { type: 'gone', channelId, cause: null });
      }
      this.#findLeft(host);
    });
  }

  /** Notes on every call of a process that it cannot look after it for so long. */
  disturb(host: Host, ms: number): void {
    for (const channel of this.#callsOf(host)) this.#disturbed(channel, ms);
  }

  #callsOf(host: Host): readonly Channel[] {
    return this.channels.filter((channel) => channel.host === host && channel.up && !channel.withOperator);
  }

  /** Whoever reaches the exchange finds the calls there that nobody looks after any more. */
  #findLeft(host: Host): void {
    if (!host.alive || !this.#listeners.has(host)) return;
    for (const channel of this.channels) {
      if (!channel.up || channel.withOperator || channel.host?.alive) continue;
      channel.host = host;
      this.#note(channel, { type: 'takenUp' });
      this.#excuse(channel, host.stoppedUntilMs);
      this.#tell(channel, { type: 'found', callId: channel.callId, ...origin(channel) });
    }
  }

  #reachable(): readonly Host[] {
    return [...this.#listeners.keys()].filter((host) => host.alive && !this.#inGap.has(host));
  }

  /** The dialplan tries the next application; where there is none, the caller hears so and is hung up. */
  #passOn(channel: Channel): void {
    const others = [...this.#listeners.keys()].filter((host) => host !== channel.host && host.alive);
    channel.host = others.length === 0 ? null : this.#dice.pick(others);
    if (channel.host === null) return this.leave(channel, 'dialplan');
    this.#tell(channel, { type: 'arrived', ...origin(channel) });
  }

  #handOver(channel: Channel): void {
    this.#endPrompt(channel, 'stopped');
    channel.withOperator = true;
    this.#note(channel, { type: 'handedOver' });
    const { ms, end, callerLeaves } = drawOperatorsPart(this.#dice);
    this.#clock.after(ms, () => {
      if (callerLeaves) this.leave(channel);
      else this.#comeBack(channel, end);
    });
  }

  /** Any application may be the one that the dialplan reaches. */
  #comeBack(channel: Channel, operator: Extract<LineFact, { type: 'back' }>['operator']): void {
    if (!channel.up) return;
    const hosts = this.#reachable();
    if (hosts.length === 0) return void this.#clock.after(RETRY_MS, () => this.#comeBack(channel, operator));
    channel.withOperator = false;
    channel.host = this.#dice.pick(hosts);
    this.#note(channel, { type: 'back', operator });
    // Where the call stood is read from the books, which must have all of it.
    this.#excuse(channel, Math.max(channel.host.stoppedUntilMs, this.#faults.booksBackMs()));
    this.#tell(channel, { type: 'back', callId: channel.callId, operator, ...origin(channel) });
  }

  #play(channel: Channel, playbackId: string, sounds: readonly string[]): void {
    this.#endPrompt(channel, 'stopped');
    const clips = sounds.map((sound) => sound.slice(sound.indexOf('/') + 1));
    const words = clips.filter((clip) => !clip.startsWith('pause.'));
    const cancel = this.#clock.after(words.length * MS_PER_CLIP, () => this.#endPrompt(channel, 'whole'));
    channel.playing = { playbackId, cancel };
    this.#note(channel, { type: 'said', clips: words });
    channel.party.hears(words);
  }

  #endPrompt(channel: Channel, heard: Heard): void {
    const { playing, channelId } = channel;
    if (playing === null) return;
    channel.playing = null;
    playing.cancel();
    this.#note(channel, { type: 'promptOver', heard });
    const ended = { type: 'promptEnded', channelId, playbackId: playing.playbackId, heard } as const;
    if (this.#dice.chance(this.#faults.lateEnd())) this.#tellLater(channel, ended);
    else this.#tell(channel, ended);
    if (this.#dice.chance(this.#faults.doubledEnd())) this.#tellLater(channel, ended);
    if (heard === 'whole') channel.party.promptOver();
  }

  #tellLater(channel: Channel, event: LineEvent): void {
    this.#clock.after(this.#dice.between(1, LATEST_MS), () => {
      // A call that left an operator is another one to whoever looks after it.
      if (!channel.withOperator) this.#tell(channel, event);
    });
  }

  /** @param reached what to note when the process has it: never, or late, when it is dead or stopped */
  #tell(channel: Channel, event: LineEvent, reached: LineFact | null = null): void {
    const { host } = channel;
    if (host === null || this.#inGap.has(host)) return;
    host.tell(() => {
      if (reached !== null) this.#note(channel, reached);
      this.#listeners.get(host)?.(event);
    });
  }

  #note(channel: Channel, fact: LineFact): void {
    channel.facts.push({ ...fact, atMs: this.#clock.ms });
  }

  #disturbed(channel: Channel, ms: number, why: 'away' | 'notTaken' = 'away'): void {
    if (channel.up) this.#note(channel, { type: 'disturbed', why, untilMs: this.#clock.ms + ms });
  }

  /** Notes that a process that has just got a call cannot look after it before then. */
  #excuse(channel: Channel, untilMs: number): void {
    this.#disturbed(channel, Math.max(0, untilMs - this.#clock.ms));
  }

  #ask(host: Host, channelId: string | null, work: (channel: Channel) => void): Promise<void> {
    const wire = { away: () => this.#inGap.has(host), lost: this.#faults.requestFails, slowestMs: 20 };
    return host
      .ask(wire, async () => {
        const channel = channelId === null ? null : this.#channel(channelId);
        if (channel !== null && (!channel.up || channel.withOperator)) {
          throw new ChannelGone(`channel ${channelId} has gone`);
        }
        work(channel as Channel);
      })
      .catch((error: unknown) => {
        if (error instanceof ChannelGone) throw error;
        if (channelId !== null) this.#disturbed(this.#channel(channelId), UNHEARD_MS, 'notTaken');
        throw new LineFault('the exchange did not answer');
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
  return { channelId, did, callerNumber, presentation, invoice: null };
}
