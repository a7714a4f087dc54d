import type { RoughClock, System } from '../../application/ports.ts';
import { wholeOf } from '../provider/lenient.ts';
import type { Kavenegar } from './client.ts';

/** Tehran is this far ahead of UTC, the year round since 2022 (contracts.md 6.7). */
const TEHRAN_MS = 12_600_000;

/**
 * Kavenegar's clock (contracts.md 7), for rough drift and nothing else. Its `unixtime` may be the epoch, or Tehran's
 * wall clock counted as if it were UTC, and nothing in the reply tells which: the reading nearer to our own clock is
 * taken, so that a drift of an hour or two is seen and one of just three hours and a half is not.
 */
export function createRoughClock(
  kavenegar: Kavenegar,
  system: Pick<System, 'now' | 'monotonicMs'>,
): RoughClock {
  return {
    async aheadMs() {
      const startedAt = system.monotonicMs();
      const { reply } = await kavenegar.ask('utils/getdate', null);
      const [entry] = reply?.code === 200 ? reply.entries : [];
      const seconds = wholeOf(entry?.unixtime);
      if (seconds === null) return null;
      // It told the time about half-way between our asking and its answer.
      const ours = system.now() - (system.monotonicMs() - startedAt) / 2;
      return nearest(ours, seconds * 1_000);
    },
  };
}

function nearest(ours: number, told: number): number {
  const [asEpoch, asTehran] = [ours - told, ours - (told - TEHRAN_MS)];
  return Math.round(Math.abs(asEpoch) <= Math.abs(asTehran) ? asEpoch : asTehran);
}
