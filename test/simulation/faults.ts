import type { Temper } from './bank.ts';
import { STRICT } from './bank.ts';
import type { Dice } from './dice.ts';
import { CALM, type Fates } from './gateway.ts';

/** Stretches of time in which something is so. Milliseconds. */
export type Spells = readonly { readonly fromMs: number; readonly toMs: number }[];

/** All that goes wrong in one world, drawn from its seed before it begins. */
export interface FaultPlan {
  readonly storeAway: Spells;
  readonly queueAway: Spells;
  readonly gatewayAway: Spells;
  /** When a process is killed, and how long nobody starts another. */
  readonly kills: Spells;
  readonly stops: Spells;
  readonly gaps: Spells;
  /** A connection to the store or the queue is lost in the middle of a request. */
  readonly lost: number;
  readonly killAtAwait: number;
  readonly stopAtAwait: number;
  /** The process is stopped when it is about to send to the bank. */
  readonly stopsBeforeSending: number;
  readonly lineFails: number;
  readonly doubledJob: number;
  readonly latestJobMs: number;
  /** The queue forgets a job; never in a world whose disks fail, since one of the two must hold. */
  readonly lostJob: number;
  readonly diskFails: number;
  readonly temper: Temper;
  readonly fates: Fates;
}

export const NO_FAULTS: FaultPlan = {
  storeAway: [],
  queueAway: [],
  gatewayAway: [],
  kills: [],
  stops: [],
  gaps: [],
  lost: 0,
  killAtAwait: 0,
  stopAtAwait: 0,
  stopsBeforeSending: 0,
  lineFails: 0,
  doubledJob: 0,
  latestJobMs: 20,
  lostJob: 0,
  diskFails: 0,
  temper: STRICT,
  fates: CALM,
};

/** Draws the weights of all faults. About half of them are left out of each world, so that each is met alone too. */
export function drawFaults(dice: Dice, untilMs: number): FaultPlan {
  const maybe = (most: number) => (dice.chance(0.5) ? 0 : (most * dice.between(1, 100)) / 100);
  const spells = (most: number, longestMs: number): Spells =>
    Array.from({ length: dice.chance(0.5) ? 0 : dice.between(1, most) }, () => {
      const fromMs = dice.between(0, untilMs);
      return { fromMs, toMs: Math.min(untilMs, fromMs + dice.between(50, longestMs)) };
    });
  const jobsAreLost = dice.chance(0.5);
  return {
    storeAway: spells(5, 60_000),
    queueAway: spells(5, 90_000),
    gatewayAway: spells(4, 60_000),
    kills: spells(6, 40_000),
    stops: spells(4, 240_000),
    gaps: spells(6, 12_000),
    lost: maybe(0.03),
    killAtAwait: maybe(0.002),
    stopAtAwait: maybe(0.0005),
    stopsBeforeSending: maybe(0.05),
    lineFails: maybe(0.01),
    doubledJob: maybe(0.5),
    latestJobMs: dice.pick([20, 2_000, 60_000]),
    lostJob: jobsAreLost ? maybe(0.2) : 0,
    diskFails: jobsAreLost ? 0 : maybe(0.3),
    temper: {
      paid: dice.between(3, 9),
      declined: dice.between(1, 5),
      unclear: maybe(3),
      garbage: maybe(3),
      serverError: maybe(3),
      noReference: maybe(2),
    },
    fates: {
      answered: 6,
      late: maybe(3),
      lost: maybe(2),
      resetBefore: maybe(2),
      resetAfter: maybe(2),
    },
  };
}

export function isIn(spells: Spells, ms: number): boolean {
  return spells.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
}
