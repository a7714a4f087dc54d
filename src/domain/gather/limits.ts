import { INVOICE_CODE_MAX } from '../merchant/invoice.ts';
import { CARD_LENGTH } from '../payment/card.ts';
import type { GatherKind } from './gather.ts';

/** How one kind of gather collects its keys (call.md, "Gathers"). */
export interface GatherLimits {
  /** More digits than these are counted and not kept. */
  readonly maxDigits: number;
  /** Ends at `maxDigits` by itself; otherwise the hash key ends it. */
  readonly endsByLength: boolean;
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

/** The longest dynamic PIN; the shortest is `PIN_MIN` (contracts.md 8). */
const PIN_MAX = 8;
export const PIN_MIN = 5;

/** A mobile is keyed nationally: 09 and nine digits. */
const MOBILE_LENGTH = 11;

export const GATHER_LIMITS: Readonly<Record<GatherKind, GatherLimits>> = {
  choice: {
    maxDigits: 1,
    endsByLength: true,
    firstKeyMs: [7_000 + SLACK_MS],
    betweenKeysMs: 7_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  },
  invoice: {
    maxDigits: INVOICE_CODE_MAX,
    endsByLength: false,
    firstKeyMs: [12_000 + SLACK_MS],
    betweenKeysMs: 6_000,
    silentWithKeys: 'judge',
    starGoesBack: false,
  },
  mobile: {
    maxDigits: MOBILE_LENGTH,
    endsByLength: true,
    firstKeyMs: [12_000 + SLACK_MS],
    betweenKeysMs: 10_000,
    silentWithKeys: 'tell',
    starGoesBack: false,
  },
  card: {
    maxDigits: CARD_LENGTH,
    endsByLength: true,
    firstKeyMs: [15_000 + SLACK_MS],
    betweenKeysMs: 25_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  },
  pin: {
    maxDigits: PIN_MAX,
    endsByLength: false,
    // A hint at 8 s, a word at 25 and 45 s, the menu at 60 s.
    firstKeyMs: [8_000 + SLACK_MS, 17_000, 20_000, 15_000],
    betweenKeysMs: 10_000,
    silentWithKeys: 'tell',
    starGoesBack: true,
  },
};
