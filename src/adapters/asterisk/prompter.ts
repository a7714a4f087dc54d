import { ChannelGone, type LineEvent } from '../../application/ports.ts';
import type { Heard } from '../../domain/call/event.ts';
import type { PlaybackEvent } from './events.ts';
import { follow, howMuchWasHeard, newPlayback, type Playback } from './playbacks.ts';
import type { Rest } from './rest.ts';

export interface Prompter {
  play(channelId: string, playbackId: string, sounds: readonly string[]): Promise<void>;
  stop(playbackId: string): Promise<void>;
  /** Follows one event; returns the channel whose prompt has just ended, if it ended one. */
  follow(event: PlaybackEvent, hasLeft: (channelId: string) => boolean): string | undefined;
  /** Tells every playback of a channel as cut, since its caller has left. */
  cut(channelId: string): void;
  /** Forgets every playback of a channel without a word, and stops those that still run. */
  forget(channelId: string): Promise<void>;
}

/**
 * Plays lists of sounds; the end of each is told once, in whatever way it comes.
 *
 * @param folder the sounds folder as Asterisk sees it
 */
export function createPrompter(rest: Rest, folder: string, tell: (event: LineEvent) => void): Prompter {
  const playing = new Map<string, Playback>();

  const end = ({ playbackId, channelId }: Playback, heard: Heard) => {
    if (playing.delete(playbackId)) tell({ type: 'promptEnded', channelId, playbackId, heard });
  };
  const running = (channelId: string) =>
    [...playing.values()].filter((playback) => playback.channelId === channelId);
  /** True when Asterisk has it no more. */
  const stopInAsterisk = (playbackId: string): Promise<boolean> =>
    rest.request('DELETE', `/playbacks/${encodeURIComponent(playbackId)}`).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ChannelGone) return true;
        throw error;
      },
    );

  return {
    async play(channelId, playbackId, sounds) {
      const playback = newPlayback(playbackId, channelId);
      // Registered before it is asked for, so that not even its first event can be lost.
      playing.set(playbackId, playback);
      const asking = rest.request(
        'POST',
        `/channels/${encodeURIComponent(channelId)}/play/${encodeURIComponent(playbackId)}`,
        { media: sounds.map((sound) => `sound:${folder}/${sound}`) },
      );
      playback.asked = asking.catch(() => undefined);
      await asking.catch((error: unknown) => {
        end(playback, error instanceof ChannelGone ? 'cut' : 'missing');
        // A request that took too long may still be heard by Asterisk.
        if (!(error instanceof ChannelGone)) stopInAsterisk(playbackId).catch(() => undefined);
        throw error;
      });
    },

    async stop(playbackId) {
      const playback = playing.get(playbackId);
      if (playback === undefined) return;
      playback.stopping = true;
      // On another connection the stop could overtake the playback.
      await playback.asked;
      // It ended by itself, and its end is on the way.
      if (await stopInAsterisk(playbackId)) playback.stopping = false;
    },

    follow(event, hasLeft) {
      const playback = playing.get(event.playback.id);
      if (playback === undefined) return undefined;
      follow(playback, event);
      if (event.type !== 'PlaybackFinished') return undefined;
      end(playback, howMuchWasHeard(playback, event.playback.state, hasLeft(playback.channelId)));
      return playback.channelId;
    },

    cut(channelId) {
      for (const playback of running(channelId)) end(playback, 'cut');
    },

    async forget(channelId) {
      const forgotten = running(channelId);
      for (const { playbackId } of forgotten) playing.delete(playbackId);
      await Promise.all(forgotten.map(({ playbackId }) => stopInAsterisk(playbackId).catch(() => undefined)));
    },
  };
}
