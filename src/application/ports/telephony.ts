import type { Heard, OperatorEnd, Presentation } from '../../domain/call/event.ts';
import { Fault } from '../fault.ts';

/** What the telephone line tells. `key` is the only place where a raw key exists outside the vault. */
export type LineEvent =
  | {
      readonly type: 'arrived';
      readonly channelId: string;
      readonly did: string;
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
      /** The code of the invoice for which we rang this payer; null when they called by themselves. */
      readonly invoice: string | null;
    }
  | { readonly type: 'key'; readonly channelId: string; readonly key: string; readonly durationMs: number }
  | {
      readonly type: 'promptEnded';
      readonly channelId: string;
      readonly playbackId: string;
      readonly heard: Heard;
    }
  | { readonly type: 'gone'; readonly channelId: string; readonly cause: number | null }
  /** The connection to the exchange was lost for so long; this call is still there. */
  | { readonly type: 'gap'; readonly channelId: string; readonly ms: number }
  /** A call that is on the line and that this process does not know: another one left it behind. */
  | {
      readonly type: 'found';
      readonly channelId: string;
      /** Our call id as it was kept on the channel; null when none was. */
      readonly callId: string | null;
      readonly did: string;
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
      readonly invoice: string | null;
    }
  /** A call that was handed over to an operator has come back from the dialplan. */
  | {
      readonly type: 'back';
      readonly channelId: string;
      readonly callId: string | null;
      readonly did: string;
      readonly callerNumber: string | null;
      readonly presentation: Presentation;
      readonly invoice: string | null;
      readonly operator: OperatorEnd;
    };

/** Q.850 causes (ITU-T Q.850, table 1). */
export type HangUpCode = 1 | 16 | 17 | 21 | 34;

/**
 * One telephone line with its channels. Every method has a deadline of its own and rejects with
 * `ChannelGone` when the channel is there no more, or with `LineFault` otherwise.
 */
export interface Telephony {
  /** Registers the one listener. It is called in the order of arrival and must not throw. */
  listen(listener: (event: LineEvent) => void): void;
  answer(channelId: string): Promise<void>;
  /** Ends a channel, answered or not; the caller's exchange is told the cause. */
  hangUp(channelId: string, cause: HangUpCode): Promise<void>;
  /**
   * Hands a call that has just arrived back to the dialplan, which tries the next application, or says that no
   * payment is possible. Nothing more is told of it.
   */
  passOn(channelId: string): Promise<void>;
  /** Keeps our call id on the channel, where it outlives this process. */
  setCallId(channelId: string, callId: string): Promise<void>;
  /**
   * Starts to play sounds one after the other under an id of our choosing, unique in this process. A sound is
   * named by its place in the sounds folder without the ending, such as `fa/bye`. Its end arrives as `promptEnded`: `whole`; `stopped` by us; `cut`, because the caller left; or `missing`, because
   * a clip is not there or the request failed, which rejects besides. A prompt that runs when the connection
   * to the exchange is lost has no end of its own: `gap` stands for it.
   */
  play(channelId: string, playbackId: string, sounds: readonly string[]): Promise<void>;
  /** Stops a playback; one that has ended already is no error. */
  stop(playbackId: string): Promise<void>;
  /** What the caller hears while nothing is played: media never stops (call.md, "What ARI does"). */
  keepMedia(channelId: string, media: 'silence' | 'music'): Promise<void>;
  /**
   * Takes a call from an application that is dead; it then arrives as `found`. A prompt of the dead one is
   * heard to its end first, and keys are lost meanwhile.
   */
  take(channelId: string): Promise<void>;
  /**
   * Hands a call over to an operator's extension, by the dialplan. Nothing more is told of it until it is `back`;
   * a caller who hangs up meanwhile is told of by nobody.
   */
  handOver(channelId: string, extension: string): Promise<void>;
  /** Renews the dialplan's absolute time-out, the net under a stuck channel. Seconds. */
  setNet(channelId: string, seconds: number): Promise<void>;
}

export class ChannelGone extends Error {
  override readonly name = 'ChannelGone';
}

export class LineFault extends Fault {
  override readonly name = 'LineFault';
}

/** Places calls, to try a line out. */
export interface CallPlacer {
  /**
   * Rings `to` (an extension, or an endpoint such as `PJSIP/alice`) and connects whoever answers to the
   * line's number, through the dialplan that real callers come by. Resolves once Asterisk has accepted
   * the request; rejects with `LineFault`.
   */
  placeCall(request: { readonly line: string; readonly to: string }): Promise<void>;
}
