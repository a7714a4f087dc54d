import type { IdentityFinding, PaymentStore, Telephony } from '../../src/application/ports.ts';
import type { Secret } from '../../src/application/secret.ts';
import type { Plant } from './application.ts';
import { simulate } from './simulate.ts';

/** Bugs are planted around the ports of every process (ARCHITECTURE.md, "Tests"): never by a switch in the product. */

/** Enough calls to meet each bug many times over. */
export const CALLS = 300;

/** What the auditor says of a world with a bug in it: the invariant or rule, and what is wrong. */
export async function caught(plant: Plant, calls = CALLS, faults = true): Promise<readonly string[]> {
  const { violations } = await simulate({ seed: 1, calls, faults, plant });
  return violations.map(({ invariant, what }) => `${invariant}: ${what.replace(/^att_\d+: /, '')}`);
}

type At = Parameters<Plant>[1];

/** A bug around the books of payments. */
export function paying(change: (payments: PaymentStore, at: At) => Partial<PaymentStore>): Plant {
  return (ports, at) => ({ ...ports, payments: { ...ports.payments, ...change(ports.payments, at) } });
}

/** What the register is asked with. */
interface AskedAbout {
  readonly nationalId: Secret;
  /** Only where a card is asked about. */
  readonly birthDate?: string;
}

/** A bug around the register of who pays. */
export function identifying(
  change: (finding: IdentityFinding, asked: AskedAbout, ports: Parameters<Plant>[0]) => IdentityFinding,
): Plant {
  return (ports) => {
    const { identity } = ports;
    if (identity === null) throw new Error('there is no register in this world');
    return {
      ...ports,
      identity: {
        matchMobile: async (asked) => change(await identity.matchMobile(asked), asked, ports),
        matchCard: async (asked) => change(await identity.matchCard(asked), asked, ports),
      },
    };
  };
}

/** A line on which one sentence is said instead of another. */
export function saying(instead: string, said: string): Plant {
  return onTheLine(({ play }) => ({
    play(channelId, playbackId, sounds) {
      const words = sounds.map((sound) => (sound === `fa/${instead}` ? `fa/${said}` : sound));
      return play(channelId, playbackId, words);
    },
  }));
}

/** A bug around the telephone line. */
export function onTheLine(
  change: (telephony: Telephony, ports: Parameters<Plant>[0]) => Partial<Telephony>,
): Plant {
  return (ports) => ({ ...ports, telephony: { ...ports.telephony, ...change(ports.telephony, ports) } });
}

/** A bug in the timers of our application: what becomes of one that was to fire after so long; null: it never does. */
export function timing(change: (ms: number) => number | null): Plant {
  return ({ system, ...ports }) => ({
    ...ports,
    system: {
      ...system,
      after(ms, run) {
        const changed = change(ms);
        return changed === null ? () => undefined : system.after(changed, run);
      },
    },
  });
}
