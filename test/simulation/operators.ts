import type { OperatorEnd } from '../../src/domain/call/event.ts';
import type { Dice } from './dice.ts';

/** What becomes of a call that is handed over: an operator may be busy, absent, or talk for longer than any net. */
export interface OperatorsPart {
  readonly ms: number;
  readonly end: OperatorEnd;
  /** The caller hangs up there, of which nobody is told. */
  readonly callerLeaves: boolean;
}

export function drawOperatorsPart(dice: Dice): OperatorsPart {
  const end = dice.weighed({ answered: 3, busy: 2, noAnswer: 2 });
  switch (end) {
    case 'busy':
      return { end, ms: dice.between(200, 4_000), callerLeaves: dice.chance(0.1) };
    case 'noAnswer':
      return { end, ms: 25_000, callerLeaves: dice.chance(0.1) };
    case 'answered':
      return { end, ms: dice.between(5_000, 1_200_000), callerLeaves: dice.chance(0.6) };
  }
}
