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
  readonly registerAway: Spells;
  /** How likely the register answers later than a caller is kept waiting. */
  readonly lateRegister: number;
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
  /** What befalls the events of the line, faults or not. */
  readonly line: LineTroubles;
  readonly doubledJob: number;
  readonly latestJobMs: number;
  /** The queue forgets a job; never in a world whose disks fail, since one of the two must hold. */
  readonly lostJob: number;
  readonly diskFails: number;
  readonly temper: Temper;
  readonly fates: Fates;
}

/** Probabilities: an event comes twice or late, a key is lost on its way. */
export interface LineTroubles {
  readonly doubledEnd: number;
  readonly lateEnd: number;
  readonly lostKey: number;
  readonly doubledGone: number;
}

const NO_FAULTS = {
  storeAway: [],
  queueAway: [],
  gatewayAway: [],
  registerAway: [],
  lateRegister: 0,
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
} satisfies Omit<FaultPlan, 'line' | 'fates'>;

/** Gaps of the line come whether or not there are faults, and are short. */
const SHORT_GAP_MS = 4_000;

/**
 * What always happens: the services work, and the line is as lines are. Its events come late, twice or not at all,
 * and a bank sometimes answers some seconds after its payer was told that nothing is known.
 */
export function drawCalm(dice: Dice, untilMs: number): FaultPlan {
  const maybe = maybeOf(dice);
  return {
    ...NO_FAULTS,
    gaps: spellsOf(dice, untilMs)(4, SHORT_GAP_MS),
    line: drawLine(dice),
    fates: { ...CALM, answered: 6, afterDeadline: maybe(1) },
  };
}

function drawLine(dice: Dice): LineTroubles {
  const maybe = maybeOf(dice);
  return {
    doubledEnd: maybe(0.2),
    lateEnd: maybe(0.2),
    lostKey: maybe(0.02),
    doubledGone: maybe(0.2),
  };
}

/** Up to so much, or nothing: about half of all weights are left out of each world. */
function maybeOf(dice: Dice): (most: number) => number {
  return (most) => (dice.chance(0.5) ? 0 : (most * dice.between(1, 100)) / 100);
}

function spellsOf(dice: Dice, untilMs: number): (most: number, longestMs: number) => Spells {
  return (most, longestMs) =>
    Array.from({ length: dice.chance(0.5) ? 0 : dice.between(1, most) }, () => {
      const fromMs = dice.between(0, untilMs);
      return { fromMs, toMs: Math.min(untilMs, fromMs + dice.between(50, longestMs)) };
    });
}

/** Draws the weights of all faults. About half of them are left out of each world, so that each is met alone too. */
export function drawFaults(dice: Dice, untilMs: number): FaultPlan {
  const maybe = maybeOf(dice);
  const spells = spellsOf(dice, untilMs);
  const jobsAreLost = dice.chance(0.5);
  return {
    storeAway: spells(5, 60_000),
    queueAway: spells(5, 90_000),
    gatewayAway: spells(4, 60_000),
    registerAway: spells(4, 240_000),
    lateRegister: maybe(0.3),
    kills: spells(6, 40_000),
    stops: spells(4, 240_000),
    gaps: spells(6, 12_000),
    lost: maybe(0.03),
    killAtAwait: maybe(0.002),
    stopAtAwait: maybe(0.0005),
    stopsBeforeSending: maybe(0.05),
    lineFails: maybe(0.01),
    line: drawLine(dice),
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
      afterDeadline: maybe(1),
      lost: maybe(2),
      resetBefore: maybe(2),
      resetAfter: maybe(2),
    },
  };
}

export function isIn(spells: Spells, ms: number): boolean {
  return spells.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
}

/** Spells closer to each other than this are one to whoever waits for their end. */
const NEXT_MS = 10_000;

/** When those that are running, and those that follow at once, have ended; 0 when none is running. */
export function endOf(spells: Spells, ms: number): number {
  let end = 0;
  for (const { fromMs, toMs } of [...spells].sort((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs <= Math.max(ms, end + NEXT_MS) && ms < toMs) end = Math.max(end, toMs);
  }
  return end;
}
