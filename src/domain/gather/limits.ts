import { BIRTH_DATE_LENGTH } from '../identity/birth-date.ts';
import { NATIONAL_ID_LENGTH } from '../identity/national-id.ts';
import { INVOICE_CODE_MAX } from '../merchant/invoice.ts';
import { CARD_LENGTH } from '../payment/card.ts';
import { PIN_MAX } from '../payment/pin.ts';
import type { PinHabit } from '../payment/pin-habit.ts';
import type { GatherKind, GatherRequest } from './gather.ts';

/** How one kind of gather collects its keys (call.md, "Gathers"). */
export interface GatherLimits {
  /** More digits than these are counted and not kept. */
  readonly maxDigits: number;
  /** Ends at `maxDigits` by itself. */
  readonly endsByLength: boolean;
  /** Whether the hash key ends it; where it does not, it only asks how much has arrived. */
  readonly hashEnds: boolean;
  /** How long to wait for a first key, each time counted from the end of what was said. */
  readonly firstKeyMs: readonly [number, ...number[]];
  /** How long to wait for the next key. */
  readonly betweenKeysMs: number;
  /** What silence with keys in hand does: `judge` what there is, or only tell. A PIN is never sent by silence. */
  readonly silentWithKeys: 'judge' | 'tell';
  /** Whether a star with nothing keyed ends the gather. */
  readonly starGoesBack: boolean;
}

/** Keys are reported at their release, so that a wait for a first key gets some slack (call.md, "Gathers"). */
const SLACK_MS = 1_000;

/** A mobile is keyed nationally: 09 and nine digits. */
const MOBILE_LENGTH = 11;

/** An amount: one digit less than call.md allows, for the reason that is at `INVOICE_CODE_MAX`. */
const AMOUNT_MAX = 11;
export const AMOUNT_MIN = 3;

/** The limits of what is asked for. What is known of the bank's PINs changes those of a PIN. */
export function limitsOf(request: GatherRequest): GatherLimits {
  return request.kind === 'pin' ? pinLimits(request.habit) : GATHER_LIMITS[request.kind];
}

/**
 * A PIN ends with the hash key, and by itself where all PINs of the bank have had one length. While none is keyed
 * there is a hint at 8 s and a word at 25 and 45 s; then a new one is offered, the later the longer this bank's
 * PINs have taken to arrive.
 */
function pinLimits({ length, delayMs }: PinHabit): GatherLimits {
  const offerMs = delayMs === null ? OFFER_MS.usual : Math.round(2 * delayMs);
  const last = Math.min(Math.max(offerMs, OFFER_MS.soonest), OFFER_MS.latest) - 45_000;
  return {
    maxDigits: length ?? PIN_MAX,
    endsByLength: length !== null,
    hashEnds: true,
    firstKeyMs: [8_000 + SLACK_MS, 17_000, 20_000, last],
    betweenKeysMs: 10_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  };
}

/** How long after the question a new PIN is offered: before the old one has expired (contracts.md 5.3). */
const OFFER_MS = { soonest: 55_000, usual: 60_000, latest: 90_000 } as const;

/** A number that only its length ends, and that is read off a card or a paper: nobody is hurried. */
function readOff(maxDigits: number): GatherLimits {
  return {
    maxDigits,
    endsByLength: true,
    hashEnds: false,
    firstKeyMs: [15_000 + SLACK_MS],
    betweenKeysMs: 25_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  };
}

const GATHER_LIMITS: Readonly<Record<Exclude<GatherKind, 'pin'>, GatherLimits>> = {
  choice: {
    maxDigits: 1,
    endsByLength: true,
    hashEnds: false,
    firstKeyMs: [7_000 + SLACK_MS],
    betweenKeysMs: 7_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  },
  invoice: {
    maxDigits: INVOICE_CODE_MAX,
    endsByLength: false,
    hashEnds: true,
    firstKeyMs: [12_000 + SLACK_MS],
    betweenKeysMs: 6_000,
    silentWithKeys: 'judge',
    starGoesBack: false,
  },
  mobile: {
    maxDigits: MOBILE_LENGTH,
    endsByLength: true,
    hashEnds: false,
    firstKeyMs: [12_000 + SLACK_MS],
    betweenKeysMs: 10_000,
    silentWithKeys: 'tell',
    starGoesBack: false,
  },
  card: readOff(CARD_LENGTH),
  nationalId: readOff(NATIONAL_ID_LENGTH),
  birthDate: readOff(BIRTH_DATE_LENGTH),
  amount: {
    maxDigits: AMOUNT_MAX,
    endsByLength: false,
    hashEnds: true,
    firstKeyMs: [12_000 + SLACK_MS],
    betweenKeysMs: 8_000,
    silentWithKeys: 'tell',
    starGoesBack: false,
  },
};
