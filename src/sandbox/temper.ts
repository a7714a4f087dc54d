import { type OtpPlan, type PayPlan, plansFor, type TestCard, testCards } from './test-cards.ts';

/** How the bank behaves towards a card. */
export interface Temper {
  /** A strict bank refuses a repeated order id and a PIN that was used; a hostile one charges again. */
  readonly strict: boolean;
  /** What happens at the next request with this card. */
  plans(pan: string): Pick<TestCard, 'otp' | 'pay'>;
}

/** Does what the number of a card says. */
export const STRICT: Temper = { strict: true, plans: plansFor };

interface Weighed<Plan> {
  readonly weight: number;
  readonly plan: Plan;
}

const OTPS: readonly Weighed<OtpPlan>[] = [
  { weight: 88, plan: { texts: true, reply: 'accepted' } },
  { weight: 4, plan: { texts: true, reply: 'silent' } },
  { weight: 4, plan: { texts: true, reply: 'error' } },
  { weight: 4, plan: { texts: false, reply: 'refused' } },
];

/** A decline by a listed code is true; 20, 80, 91, 94 and everything that is no clear answer may be charged or not. */
const PAYS: readonly Weighed<PayPlan>[] = [
  { weight: 52, plan: { charges: true, code: null, reply: 'plain' } },
  { weight: 6, plan: { charges: true, code: null, reply: 'slow' } },
  { weight: 4, plan: { charges: true, code: null, reply: 'verySlow' } },
  { weight: 2, plan: { charges: true, code: null, reply: 'statusText' } },
  { weight: 2, plan: { charges: true, code: null, reply: 'dataArray' } },
  { weight: 4, plan: { charges: false, code: 51, reply: 'plain' } },
  { weight: 2, plan: { charges: false, code: 54, reply: 'paddedCode' } },
  { weight: 2, plan: { charges: false, code: 61, reply: 'slow' } },
  { weight: 4, plan: { charges: true, code: null, reply: 'cut' } },
  { weight: 2, plan: { charges: false, code: null, reply: 'cut' } },
  { weight: 3, plan: { charges: true, code: null, reply: 'silent' } },
  { weight: 2, plan: { charges: false, code: null, reply: 'silent' } },
  { weight: 2, plan: { charges: true, code: null, reply: 'html' } },
  { weight: 2, plan: { charges: true, code: null, reply: 'error' } },
  { weight: 1, plan: { charges: false, code: null, reply: 'error' } },
  { weight: 2, plan: { charges: true, code: null, reply: 'zeroReference' } },
  { weight: 2, plan: { charges: true, code: 20, reply: 'plain' } },
  { weight: 2, plan: { charges: true, code: 80, reply: 'plain' } },
  { weight: 1, plan: { charges: false, code: 80, reply: 'plain' } },
  { weight: 2, plan: { charges: true, code: 91, reply: 'plain' } },
  { weight: 1, plan: { charges: true, code: 94, reply: 'plain' } },
];

/**
 * A bank that breaks every promise that PayStar's gateway never made (contracts.md 5). Test cards still do what
 * their numbers say; any other card meets chance. The same seed and the same order of requests give the same.
 */
export function hostile(seed: number): Temper {
  const next = chance(seed);
  return {
    strict: false,
    plans(pan) {
      const drawn = { otp: draw(OTPS, next()), pay: draw(PAYS, next()) };
      return testCards.some(({ number }) => number === pan) ? plansFor(pan) : drawn;
    },
  };
}

function draw<Plan>(table: readonly Weighed<Plan>[], point: number): Plan {
  let left = point * table.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, plan } of table) {
    left -= weight;
    if (left < 0) return plan;
  }
  throw new Error('the weights of a table add up to nothing');
}

/** Numbers from 0 up to 1 that depend on nothing but the seed (mulberry32, by Tommy Ettinger). */
function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
