import type { Heard } from '../../domain/call/event.ts';
import type { PlaybackEvent } from './events.ts';

/** A clip that was over sooner than one packet of sound takes was not there: Asterisk skips it in silence. */
const SHORTEST_CLIP_MS = 20;

/** One playback, followed from its asking to its end. */
export interface Playback {
  readonly playbackId: string;
  readonly channelId: string;
  /** Settles when Asterisk has taken or refused it; never rejects. */
  asked: Promise<unknown>;
  stopping: boolean;
  /** When its present clip began, by Asterisk's clock; null between clips. */
  clipSince: number | null;
  clipMissing: boolean;
}

export function newPlayback(playbackId: string, channelId: string): Playback {
  return {
    playbackId,
    channelId,
    asked: Promise.resolve(),
    stopping: false,
    clipSince: null,
    clipMissing: false,
  };
}

/** Notes what an event says of the clip that plays. */
export function follow(playback: Playback, event: PlaybackEvent): void {
  const at = Date.parse(event.timestamp);
  if (event.type === 'PlaybackStarted') {
    playback.clipSince = at;
    return;
  }
  if (playback.clipSince !== null && at - playback.clipSince < SHORTEST_CLIP_MS) playback.clipMissing = true;
  playback.clipSince = null;
}

/**
 * How much was heard. ARI says `done` both of a whole playback and of a stopped one, and `failed` both when
 * the caller left and when a clip is not there (call.md, "What ARI does").
 */
export function howMuchWasHeard(playback: Playback, state: string, callerLeft: boolean): Heard {
  if (callerLeft && state === 'failed') return 'cut';
  if (playback.stopping) return 'stopped';
  return state === 'failed' || playback.clipMissing ? 'missing' : 'whole';
}
