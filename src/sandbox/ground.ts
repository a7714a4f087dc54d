import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';

/** What every face of the sandbox stands on: PayStar's, Sanbod's and Kavenegar's. */
export interface Ground {
  readonly clock: SandboxClock;
  readonly faults: Faults;
}
