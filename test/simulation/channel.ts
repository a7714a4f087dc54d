import type { Heard, OperatorEnd } from '../../src/domain/call/event.ts';
import type { Host } from './host.ts';

/** Whoever holds the other end of a channel. */
export interface Party {
  hears(clips: readonly string[]): void;
  promptOver(): void;
  hungUp(): void;
}

/** Who ended a call: the caller, our application, or the dialplan when no application was there. */
export type EndedBy = 'caller' | 'us' | 'dialplan';

/** Something that happened on the line itself, as whoever listens in would note it. */
export type LineFact =
  | { readonly type: 'answered' }
  /** Sentences began, by the names of their clips, without folder and without pauses. */
  | { readonly type: 'said'; readonly clips: readonly string[] }
  | { readonly type: 'promptOver'; readonly heard: Heard }
  /** A key that reached our application. */
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'media'; readonly media: 'silence' | 'music' }
  /** Our application was dead, stopped or cut off (`away`), or the line did not take what it asked, up to a time. */
  | { readonly type: 'disturbed'; readonly why: 'away' | 'notTaken'; readonly untilMs: number }
  /** Another start of our application has found the call. */
  | { readonly type: 'takenUp' }
  | { readonly type: 'handedOver' }
  | { readonly type: 'back'; readonly operator: OperatorEnd }
  | { readonly type: 'over'; readonly by: EndedBy };

export type TimedFact = LineFact & { readonly atMs: number };

export interface Channel {
  readonly channelId: string;
  readonly did: string;
  readonly callerNumber: string | null;
  readonly party: Party;
  readonly rangMs: number;
  up: boolean;
  answered: boolean;
  /** An operator has it; our application hears nothing of it. */
  withOperator: boolean;
  /** Our call id, as it is kept on the channel. */
  callId: string | null;
  /** All the call ids that it was ever given, for the auditor: several after fresh greetings. */
  readonly callIds: Set<string>;
  host: Host | null;
  playing: { readonly playbackId: string; readonly cancel: () => void } | null;
  readonly facts: TimedFact[];
}
