import { ChannelGone, type HangUpCode, type System, type Telephony } from './ports.ts';
import { pause } from './waiting.ts';

/** Half a minute: longer than a line is usually away, and far shorter than the dialplan's net under a call. */
const TRIES = 10;
const RETRY_MS = 3_000;

/**
 * Hangs a channel up, and tries again while the line does not do it: nobody looks after such a call any more, and
 * its caller would be kept in silence. Rejects as `Telephony.hangUp` does, when all tries were in vain.
 * @param isOver whether the caller is known to have left meanwhile
 */
export async function hangUp(
  { telephony, system }: { readonly telephony: Telephony; readonly system: System },
  channelId: string,
  code: HangUpCode,
  isOver: () => boolean = () => false,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await telephony.hangUp(channelId, code);
    } catch (error) {
      if (error instanceof ChannelGone || isOver() || tries >= TRIES) throw error;
    }
    await pause(system, RETRY_MS);
  }
}
