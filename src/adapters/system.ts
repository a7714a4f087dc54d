import { randomBytes } from 'node:crypto';
import type { System } from '../application/ports.ts';

/** Crockford's base 32, whose letters cannot be mistaken for digits when an id is read out. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LETTERS = 9;
const RANDOM_LETTERS = 8;
const RANDOM_SPAN = 2n ** 40n;

/** The clock, the randomness and the timers of this machine. */
export function createSystem(): System {
  const stamp = createStamp();
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    random64,
    newId: (kind) => `${kind}_${stamp()}`,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

/**
 * Stamps of 17 letters that sort in the order of their making: the millisecond, then 40 random bits, which
 * count up within a millisecond. A clock set back does not make them go back.
 */
function createStamp(): () => string {
  let lastMs = 0;
  let tail = 0n;
  return () => {
    const now = Date.now();
    if (now > lastMs) {
      lastMs = now;
      // Half the span stays free to count up in.
      tail = random64() % (RANDOM_SPAN / 2n);
    } else {
      tail += 1n;
    }
    return base32(BigInt(lastMs), TIME_LETTERS) + base32(tail, RANDOM_LETTERS);
  };
}

function random64(): bigint {
  return randomBytes(8).readBigUInt64BE();
}

function base32(value: bigint, letters: number): string {
  return Array.from(
    { length: letters },
    (_, index) => ALPHABET[Number((value >> BigInt(5 * (letters - 1 - index))) & 31n)],
  ).join('');
}
