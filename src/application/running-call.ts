import type { CallEvent } from '../domain/call/event.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import type { CallVault } from './ports.ts';

/** The call that commands are run for. */
export interface RunningCall {
  readonly callId: string;
  readonly channelId: string;
  /** The caller's number as presented; null when it is withheld or there is none. */
  readonly caller: string | null;
  readonly vault: CallVault;
  /** Known once the line's policy was loaded; nothing that needs it is asked for before. */
  readonly policy: () => LinePolicy;
  readonly callerGone: () => boolean;
  readonly tell: (event: CallEvent) => void;
}
