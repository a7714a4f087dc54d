import type { StageName } from '../../src/domain/call/state.ts';
import { type Met, take } from './explore.ts';

/** Lets nothing but time pass, as when a caller lays the telephone aside. */

/** Where a call is over for its caller: what a payment that is out still does, it does without them. */
const OVER: ReadonlySet<StageName> = new Set(['ended', 'handedOver', 'gone']);

/** How a call that was left alone came to its end. */
export interface LeftAlone {
  readonly afterMs: number;
  /** True when only the net of the dialplan ended it. */
  readonly byNet: boolean;
  /** The stages it went through, the first one included. */
  readonly stages: readonly StageName[];
}

/** No call that ends takes so many steps. */
const MOST_STEPS = 2_000;

/**
 * Lets prompts end, gathers fall silent and timers fire until the call is over.
 * @returns null when it is not over after ever so many steps
 */
export function leaveAlone(met: Met): LeftAlone | null {
  const stages: StageName[] = [met.state.stage];
  let here: Met = { state: met.state, around: met.around.copy() };
  let byNet = false;
  for (let steps = 0; !OVER.has(here.state.stage); steps += 1) {
    if (steps > MOST_STEPS) return null;
    const next = here.around.next();
    byNet = next.byNet;
    here = take(here, next.event).to;
    if (here.state.stage !== stages.at(-1)) stages.push(here.state.stage);
  }
  return { afterMs: here.around.nowMs, byNet, stages };
}
