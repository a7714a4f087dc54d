import type { IdentityFinding, IdentityRegister, RateCounters } from '../../src/application/ports.ts';
import type { Secret } from '../../src/application/secret.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Host, Wire } from './host.ts';
import type { Person } from './people.ts';

/** One answer of the state's registers, whether or not it arrived. */
export interface RegisterAnswer {
  /** The mobile, nationally spelled, or the card that was asked about. */
  readonly about: string;
  readonly matched: boolean;
  readonly atMs: number;
}

/** The state's registers: to whom mobiles and cards belong. They know nothing of ours, and count in Gregorian dates. */
export class Register {
  readonly answers: RegisterAnswer[] = [];
  readonly #clock: Clock;
  readonly #pairs: ReadonlySet<string>;

  constructor(clock: Clock, people: readonly Person[]) {
    this.#clock = clock;
    this.#pairs = new Set(
      people.flatMap(({ mobile, pans, nationalId, registered, born }) => [
        ...(registered ? [`${nationalId} ${mobile}`] : []),
        ...pans.map((pan) => `${nationalId} ${pan} ${born}`),
      ]),
    );
  }

  /** @param about what is asked about, and what must be right beside the national id */
  match(nationalId: string, about: string, born = ''): boolean {
    const matched = this.#pairs.has([nationalId, about, born].filter((part) => part !== '').join(' '));
    this.answers.push({ about, matched, atMs: this.#clock.ms });
    return matched;
  }
}

/** How the way to the registers fares: they may be away, and may answer late. */
export interface RegisterFaults {
  readonly wire: Wire;
  /** How likely an answer takes longer than a caller is kept waiting. */
  readonly late: () => number;
}

/** The way from one process to the registers, as the adapter is: it never rejects. */
export function registerOf(
  host: Host,
  register: Register,
  dice: Dice,
  { wire, late }: RegisterFaults,
): IdentityRegister {
  const ask = async (match: () => boolean): Promise<IdentityFinding> => {
    try {
      if (dice.chance(late())) await host.pause(dice.between(10_000, 40_000));
      return (await host.ask(wire, async () => match())) ? 'matched' : 'mismatched';
    } catch {
      return 'unavailable';
    }
  };
  return {
    matchMobile({ nationalId, mobile }) {
      const [id, national] = [digitsOf(nationalId), `0${mobile.slice(3)}`];
      return ask(() => register.match(id, national));
    },
    matchCard({ nationalId, pan, birthDate }) {
      const [id, card] = [digitsOf(nationalId), digitsOf(pan)];
      return ask(() => register.match(id, card, birthDate));
    },
  };
}

/** Counts by the rules of the contract suite. A world is shorter than a day. */
export class Counts implements Pick<RateCounters, 'hit'> {
  readonly #hits = new Map<string, number>();

  async hit(name: string, windowMs: number) {
    const hits = (this.#hits.get(name) ?? 0) + 1;
    this.#hits.set(name, hits);
    return { hits, endsInMs: windowMs };
  }
}

function digitsOf(secret: Secret): string {
  return secret.expose((bytes) => String.fromCharCode(...bytes));
}
