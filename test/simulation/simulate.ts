import { NO_BUG, type Plant } from './application.ts';
import type { Violation } from './auditor.ts';
import { runWorld, type Tally, type WorldEnd } from './world.ts';

export interface Simulation {
  readonly seed: number;
  readonly calls: number;
  readonly faults: boolean;
  readonly plant?: Plant;
  /** Only the worlds of these calls, the last not included: whole worlds. All of them where it is not said. */
  readonly from?: number;
  readonly to?: number;
  /** Told after each world how many calls have been made. */
  readonly progress?: (calls: number) => void;
}

/** A violation with the command that shows it again. */
export interface FoundViolation extends Violation {
  readonly replay: string;
}

export interface SimulationEnd extends Tally {
  readonly violations: readonly FoundViolation[];
  readonly digests: readonly string[];
}

/** Calls that share one world: enough to meet each other, few enough to read the story of one. */
export const WORLD_CALLS = 50;

/** Runs worlds one after the other until all calls were made. The same seed gives the same end. */
export async function simulate(simulation: Simulation): Promise<SimulationEnd> {
  const { calls, progress, from = 0, to = calls } = simulation;
  let total: SimulationEnd = NOTHING;
  for (let first = from; first < to; first += WORLD_CALLS) {
    const { story: _, digest, ...end } = await worldOf(simulation, first);
    const violations = end.violations.map((violation) => found(simulation, first, violation));
    total = together([total, { ...end, violations, digests: [digest] }]);
    progress?.(total.calls);
  }
  return total;
}

const NOTHING: SimulationEnd = {
  ...{ calls: 0, paid: 0, declined: 0, unknown: 0, notSent: 0, charged: 0 },
  violations: [],
  digests: [],
};

/** Several parts of one simulation as one, in their order. */
export function together(parts: readonly SimulationEnd[]): SimulationEnd {
  const sum = (count: (end: SimulationEnd) => number) => parts.reduce((total, end) => total + count(end), 0);
  return {
    calls: sum(({ calls }) => calls),
    paid: sum(({ paid }) => paid),
    declined: sum(({ declined }) => declined),
    unknown: sum(({ unknown }) => unknown),
    notSent: sum(({ notSent }) => notSent),
    charged: sum(({ charged }) => charged),
    violations: parts.flatMap(({ violations }) => violations),
    digests: parts.flatMap(({ digests }) => digests),
  };
}

/** Runs the one world that a call is in, and tells what happened to it. */
export async function replay(simulation: Simulation, call: number): Promise<string> {
  const first = call - (call % WORLD_CALLS);
  const end = await worldOf(simulation, first);
  const wrong = end.violations.map((violation) => JSON.stringify(found(simulation, first, violation)));
  return [end.story(call - first), ...wrong].join('\n');
}

function worldOf({ seed, calls, faults, plant = NO_BUG }: Simulation, first: number): Promise<WorldEnd> {
  return runWorld({
    seed: `${seed}/${first}`,
    calls: Math.min(WORLD_CALLS, calls - first),
    faults,
    plant,
  });
}

function found({ seed, calls, faults }: Simulation, first: number, violation: Violation): FoundViolation {
  const call = first + (violation.call ?? 0);
  const how = `${faults ? '--faults ' : ''}--calls ${calls} --seed ${seed} --call ${call}`;
  return { ...violation, call: violation.call === null ? null : call, replay: how };
}
